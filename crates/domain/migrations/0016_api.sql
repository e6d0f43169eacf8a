-- Programs that act for an instructor: applications, their keys, and the ids that programs give to things.

CREATE TABLE applications (
  id TEXT PRIMARY KEY,
  owner_id TEXT NOT NULL REFERENCES accounts (id),
  name TEXT NOT NULL,
  -- Makes applications and keys, and does nothing else.
  management BOOLEAN NOT NULL,
  allow_delete BOOLEAN NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX applications_owner ON applications (owner_id, created_at);

CREATE TABLE api_keys (
  id TEXT PRIMARY KEY,
  application_id TEXT NOT NULL REFERENCES applications (id),
  name TEXT NOT NULL,
  -- Of the secret, which is shown once and not kept.
  hash TEXT NOT NULL UNIQUE,
  -- Separated by spaces.
  scopes TEXT NOT NULL,
  active BOOLEAN NOT NULL,
  -- To the minute.
  last_used_at BIGINT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX api_keys_application ON api_keys (application_id, created_at);

-- The id by which a program knows a course, unique among those of an instructor.
ALTER TABLE courses ADD COLUMN external_id TEXT;
CREATE UNIQUE INDEX courses_external ON courses (owner_id, external_id) WHERE external_id IS NOT NULL;
ALTER TABLE courses ADD COLUMN updated_at BIGINT NOT NULL DEFAULT 0;
UPDATE courses SET updated_at = created_at;

-- The same of a registration; and its learner as the program knows him.
ALTER TABLE registrations ADD COLUMN external_owner TEXT;
ALTER TABLE registrations ADD COLUMN external_id TEXT;
ALTER TABLE registrations ADD COLUMN learner_key TEXT;
ALTER TABLE registrations ADD COLUMN learner_first_name TEXT;
ALTER TABLE registrations ADD COLUMN learner_last_name TEXT;
CREATE UNIQUE INDEX registrations_external ON registrations (external_owner, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX registrations_learner_key ON registrations (learner_key) WHERE learner_key IS NOT NULL;

-- Holds the registrations that programs make for a course: a public invitation without a URL.
ALTER TABLE invitations ADD COLUMN direct BOOLEAN NOT NULL DEFAULT FALSE;
-- Addresses that were left out for they had been invited before.
CREATE TABLE invitation_skipped (
  invitation_id TEXT NOT NULL REFERENCES invitations (id),
  email TEXT NOT NULL,
  PRIMARY KEY (invitation_id, email)
);

-- Where the package is fetched from; NULL for an upload.
ALTER TABLE imports ADD COLUMN fetch_url TEXT;
-- The id that a program gave to the course.
ALTER TABLE imports ADD COLUMN external_id TEXT;

-- How the attempt stood when a launch last said something; NULL where it said nothing.
ALTER TABLE launches ADD COLUMN completion TEXT;
ALTER TABLE launches ADD COLUMN success TEXT;
ALTER TABLE launches ADD COLUMN score DOUBLE PRECISION;
ALTER TABLE launches ADD COLUMN total_time BIGINT;
