-- A form under way that says whom to invite, under the key that its page was drawn with; forgotten after some days.
CREATE TABLE people_drafts (
  owner_id TEXT NOT NULL REFERENCES accounts (id),
  key TEXT NOT NULL,
  -- beckon_model::people::PeopleForm as JSON, and the form's other fields as a list of names and values.
  form TEXT NOT NULL,
  others TEXT NOT NULL,
  -- The file with people as text; empty where none was sent.
  file_name TEXT NOT NULL,
  file TEXT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (owner_id, key)
);
CREATE INDEX people_drafts_age ON people_drafts (updated_at);

-- What was done under a form's key: the same form sent again leads to the same invitation and does nothing more.
CREATE TABLE submissions (
  owner_id TEXT NOT NULL REFERENCES accounts (id),
  key TEXT NOT NULL,
  invitation_id TEXT NOT NULL REFERENCES invitations (id),
  created_at BIGINT NOT NULL,
  PRIMARY KEY (owner_id, key)
);

-- A letter as it was promised to many at once, with its placeholders and what they stood for then. Who gets it has
-- only the subject in the outbox; the words are filled in for each when they are sent or shown.
CREATE TABLE promised_letters (
  id TEXT PRIMARY KEY,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  course TEXT NOT NULL,
  description TEXT NOT NULL,
  duration TEXT NOT NULL,
  inviter TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
ALTER TABLE outbox ADD COLUMN letter_id TEXT REFERENCES promised_letters (id);
