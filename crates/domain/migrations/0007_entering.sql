-- Whoever asked for a place on an invitation that was full.
CREATE TABLE waiting_list (
  id TEXT PRIMARY KEY,
  invitation_id TEXT NOT NULL REFERENCES invitations (id),
  learner_id TEXT NOT NULL REFERENCES learners (id),
  asked_at BIGINT NOT NULL,
  admitted_at BIGINT,
  UNIQUE (invitation_id, learner_id)
);

-- Codes that confirm an address on the page of one public invitation.
CREATE TABLE entry_codes (
  invitation_id TEXT NOT NULL REFERENCES invitations (id),
  email TEXT NOT NULL,
  name TEXT NOT NULL,
  code_hash TEXT NOT NULL,
  tries BIGINT NOT NULL,
  asked BIGINT NOT NULL,
  first_asked_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (invitation_id, email)
);

-- Wrong passcodes, by learner: after some, a wait.
CREATE TABLE passcode_failures (
  invitation_id TEXT NOT NULL REFERENCES invitations (id),
  learner_id TEXT NOT NULL REFERENCES learners (id),
  failures BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  PRIMARY KEY (invitation_id, learner_id)
);
