-- Letters that instructors keep under a name.
CREATE TABLE letters (
  id TEXT PRIMARY KEY,
  owner_id TEXT NOT NULL REFERENCES accounts (id),
  name TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  UNIQUE (owner_id, name)
);

-- Letters mailed to their own writers to see them: how many since when.
CREATE TABLE test_mails (
  owner_id TEXT PRIMARY KEY REFERENCES accounts (id),
  since BIGINT NOT NULL,
  sent BIGINT NOT NULL
);

-- The outbox gets one more state, cancelled: called off before it went out.

-- Who is reminded, how many days after the invitation went out, in which words.
CREATE TABLE reminders (
  id TEXT PRIMARY KEY,
  invitation_id TEXT NOT NULL REFERENCES invitations (id) ON DELETE CASCADE,
  days BIGINT NOT NULL,
  -- not-started | not-finished
  whom TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  stopped_at BIGINT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX reminders_invitation ON reminders (invitation_id, days);

-- Each rule reminds each recipient at most once.
CREATE TABLE reminders_sent (
  reminder_id TEXT NOT NULL REFERENCES reminders (id) ON DELETE CASCADE,
  recipient_id TEXT NOT NULL,
  mail_id TEXT NOT NULL,
  sent_at BIGINT NOT NULL,
  PRIMARY KEY (reminder_id, recipient_id)
);

-- The order in which the worker walks through the recipients.
CREATE INDEX recipients_in_order ON recipients (invitation_id, id);
