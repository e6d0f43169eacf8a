-- Who gets in, and until when. NULL means no limit; words are empty where nothing was said.

ALTER TABLE invitations ADD COLUMN open BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE invitations ADD COLUMN cap BIGINT;
-- Registrations made under the cap: raised by the statement that looks at the cap, so that it holds under a rush.
ALTER TABLE invitations ADD COLUMN taken BIGINT NOT NULL DEFAULT 0;
ALTER TABLE invitations ADD COLUMN starts_at BIGINT;
ALTER TABLE invitations ADD COLUMN expires_at BIGINT;
-- The zone in which the instructor thinks of these times, as the IANA names it.
ALTER TABLE invitations ADD COLUMN zone TEXT NOT NULL DEFAULT 'UTC';
-- A note for learners.
ALTER TABLE invitations ADD COLUMN note TEXT NOT NULL DEFAULT '';
-- Who may enter a public invitation: account | name | code
ALTER TABLE invitations ADD COLUMN entry TEXT NOT NULL DEFAULT 'account';
-- Allowed e-mail domains, separated by spaces; and a passcode.
ALTER TABLE invitations ADD COLUMN domains TEXT NOT NULL DEFAULT '';
ALTER TABLE invitations ADD COLUMN passcode TEXT NOT NULL DEFAULT '';
ALTER TABLE invitations ADD COLUMN updated_at BIGINT NOT NULL DEFAULT 0;
-- Deleted, and to be forgotten once the time to undo it is over.
ALTER TABLE invitations ADD COLUMN deleted_at BIGINT;

UPDATE invitations SET updated_at = created_at,
  taken = (SELECT COUNT(*) FROM registrations r WHERE r.invitation_id = invitations.id);

CREATE TABLE invitation_tags (
  invitation_id TEXT NOT NULL REFERENCES invitations (id),
  tag TEXT NOT NULL,
  PRIMARY KEY (invitation_id, tag)
);
CREATE INDEX invitation_tags_tag ON invitation_tags (tag);

-- A recipient of a later invitation may go on with a registration of an earlier one, so registration_id is not unique.
CREATE TABLE recipients_whole (
  id TEXT PRIMARY KEY,
  invitation_id TEXT NOT NULL REFERENCES invitations (id),
  registration_id TEXT NOT NULL REFERENCES registrations (id),
  email TEXT NOT NULL,
  name TEXT NOT NULL,
  link_version BIGINT NOT NULL,
  -- The newest e-mail; NULL where none was sent.
  mail_id TEXT,
  -- When the page behind the link was first shown to a person.
  opened_at BIGINT,
  -- Kept out by himself; or let in longer than the invitation says.
  revoked_at BIGINT,
  expires_at BIGINT,
  deleted_at BIGINT,
  created_at BIGINT NOT NULL
);
INSERT INTO recipients_whole (id, invitation_id, registration_id, email, name, link_version, mail_id, created_at)
  SELECT id, invitation_id, registration_id, email, name, link_version, mail_id, created_at FROM recipients;
DROP TABLE recipients;
ALTER TABLE recipients_whole RENAME TO recipients;
CREATE UNIQUE INDEX recipients_address ON recipients (invitation_id, email) WHERE deleted_at IS NULL;
CREATE INDEX recipients_registration ON recipients (registration_id);
CREATE INDEX recipients_email ON recipients (email);

-- Who did it, in words, and what more there is to say.
ALTER TABLE events ADD COLUMN actor TEXT NOT NULL DEFAULT '';
ALTER TABLE events ADD COLUMN detail TEXT NOT NULL DEFAULT '';
CREATE INDEX events_invitation ON events (invitation_id, created_at);
