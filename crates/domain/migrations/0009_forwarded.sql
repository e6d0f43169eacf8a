-- Private links that were handed on: who may use one, which browsers a registration was started in, who came by
-- another's link, and who asked for a new one.

-- person | anyone | account
ALTER TABLE invitations ADD COLUMN holder TEXT NOT NULL DEFAULT 'person';
-- Whether someone else who has the link may not register.
ALTER TABLE invitations ADD COLUMN refuse_others BOOLEAN NOT NULL DEFAULT FALSE;

-- Since when a registration belongs to browsers; NULL until its next start. Changed by one statement, so that of two
-- browsers that start at once one is the first.
ALTER TABLE registrations ADD COLUMN bound_at BIGINT;
CREATE TABLE browsers (
  registration_id TEXT NOT NULL REFERENCES registrations (id),
  -- Of the registration and the secret that the browser keeps.
  hash TEXT NOT NULL,
  bound_at BIGINT NOT NULL,
  PRIMARY KEY (registration_id, hash)
);

-- The recipient whose link somebody else came by, who then got one of his own.
ALTER TABLE recipients ADD COLUMN came_by TEXT;
CREATE INDEX recipients_came_by ON recipients (came_by) WHERE came_by IS NOT NULL;
CREATE INDEX recipients_others ON recipients (invitation_id) WHERE came_by IS NOT NULL;
-- Asked for a new link, and not answered yet; and when it was asked for last.
ALTER TABLE recipients ADD COLUMN asked_at BIGINT;
ALTER TABLE recipients ADD COLUMN last_asked_at BIGINT;
CREATE INDEX recipients_asked ON recipients (invitation_id) WHERE asked_at IS NOT NULL;

-- When an instructor was last mailed about something that others do on an invitation, so that nobody floods him.
CREATE TABLE notices (
  invitation_id TEXT NOT NULL REFERENCES invitations (id),
  what TEXT NOT NULL,
  sent_at BIGINT NOT NULL,
  PRIMARY KEY (invitation_id, what)
);
