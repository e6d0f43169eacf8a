-- Times are milliseconds since 1970 in UTC, durations hundredths of a second. Runs on SQLite and PostgreSQL.

CREATE TABLE accounts (
  id TEXT PRIMARY KEY,
  email TEXT NOT NULL UNIQUE,
  first_name TEXT NOT NULL,
  last_name TEXT NOT NULL,
  password_hash TEXT,
  instructor BOOLEAN NOT NULL,
  operator BOOLEAN NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE learners (
  id TEXT PRIMARY KEY,
  email TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  account_id TEXT REFERENCES accounts (id),
  created_at BIGINT NOT NULL
);
CREATE INDEX learners_account ON learners (account_id);

CREATE TABLE sessions (
  id TEXT PRIMARY KEY,
  data TEXT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE TABLE sign_in_codes (
  email TEXT PRIMARY KEY,
  code_hash TEXT NOT NULL,
  tries BIGINT NOT NULL,
  asked BIGINT NOT NULL,
  first_asked_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);

-- Wrong passwords, by address: after some, a wait.
CREATE TABLE sign_in_failures (
  email TEXT PRIMARY KEY,
  failures BIGINT NOT NULL,
  last_at BIGINT NOT NULL
);

CREATE TABLE courses (
  id TEXT PRIMARY KEY,
  owner_id TEXT NOT NULL REFERENCES accounts (id),
  title TEXT NOT NULL,
  description TEXT NOT NULL,
  version_id TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX courses_owner ON courses (owner_id, created_at);

CREATE TABLE course_versions (
  id TEXT PRIMARY KEY,
  course_id TEXT NOT NULL REFERENCES courses (id),
  number BIGINT NOT NULL,
  standard TEXT NOT NULL,
  duration TEXT NOT NULL,
  -- What the manifest says, as JSON (beckon_scorm::course::Course).
  manifest TEXT NOT NULL,
  -- Sentences of the import report, as a JSON list.
  notes TEXT NOT NULL,
  size BIGINT NOT NULL,
  files BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  UNIQUE (course_id, number)
);

CREATE TABLE course_files (
  version_id TEXT NOT NULL REFERENCES course_versions (id),
  path TEXT NOT NULL,
  -- The path in lower case, for courses that spell their own files in two ways.
  folded TEXT NOT NULL,
  blob TEXT NOT NULL,
  size BIGINT NOT NULL,
  mime TEXT NOT NULL,
  PRIMARY KEY (version_id, path)
);
CREATE INDEX course_files_folded ON course_files (version_id, folded);
CREATE INDEX course_files_blob ON course_files (blob);

CREATE TABLE imports (
  id TEXT PRIMARY KEY,
  owner_id TEXT NOT NULL REFERENCES accounts (id),
  file_name TEXT NOT NULL,
  state TEXT NOT NULL,
  problem TEXT NOT NULL,
  course_id TEXT,
  lease_until BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX imports_state ON imports (state, created_at);

CREATE TABLE invitations (
  id TEXT PRIMARY KEY,
  course_id TEXT NOT NULL REFERENCES courses (id),
  owner_id TEXT NOT NULL REFERENCES accounts (id),
  kind TEXT NOT NULL,
  -- Of the public URL; NULL for a private invitation.
  token TEXT UNIQUE,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  enabled BOOLEAN NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX invitations_course ON invitations (course_id, created_at);
CREATE INDEX invitations_owner ON invitations (owner_id, created_at);

CREATE TABLE registrations (
  id TEXT PRIMARY KEY,
  invitation_id TEXT NOT NULL REFERENCES invitations (id),
  course_id TEXT NOT NULL REFERENCES courses (id),
  version_id TEXT NOT NULL REFERENCES course_versions (id),
  learner_id TEXT NOT NULL REFERENCES learners (id),
  instance BIGINT NOT NULL,
  -- The summary of the current instance, kept by the writes that change it.
  completion TEXT NOT NULL,
  success TEXT NOT NULL,
  score DOUBLE PRECISION,
  total_time BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  first_launched_at BIGINT,
  last_activity_at BIGINT,
  UNIQUE (invitation_id, learner_id)
);
CREATE INDEX registrations_course ON registrations (course_id);
CREATE INDEX registrations_learner ON registrations (learner_id);
CREATE INDEX registrations_version ON registrations (version_id);

-- Starting anew never overwrites an older attempt: each instance keeps its own activities.
CREATE TABLE activity_states (
  registration_id TEXT NOT NULL REFERENCES registrations (id),
  instance BIGINT NOT NULL,
  activity TEXT NOT NULL,
  -- beckon_scorm::runtime::ActivityState as JSON.
  state TEXT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (registration_id, instance, activity)
);

CREATE TABLE recipients (
  id TEXT PRIMARY KEY,
  invitation_id TEXT NOT NULL REFERENCES invitations (id),
  registration_id TEXT NOT NULL UNIQUE REFERENCES registrations (id),
  email TEXT NOT NULL,
  name TEXT NOT NULL,
  link_version BIGINT NOT NULL,
  mail_id TEXT,
  created_at BIGINT NOT NULL,
  UNIQUE (invitation_id, email)
);

CREATE TABLE launches (
  id TEXT PRIMARY KEY,
  -- NULL for a try-out from the library.
  registration_id TEXT REFERENCES registrations (id),
  version_id TEXT NOT NULL REFERENCES course_versions (id),
  instance BIGINT NOT NULL,
  owner_id TEXT REFERENCES accounts (id),
  ticket_hash TEXT NOT NULL UNIQUE,
  receipt_hash TEXT NOT NULL UNIQUE,
  -- Where the closing page leads back to.
  back TEXT NOT NULL,
  seq BIGINT NOT NULL,
  -- The activity that is open, and since when.
  activity TEXT,
  began_at BIGINT,
  user_agent TEXT NOT NULL,
  started_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  left_at BIGINT,
  ended_at BIGINT,
  -- exit | replaced | lapsed
  ended_by TEXT
);
CREATE INDEX launches_registration ON launches (registration_id, started_at);
CREATE INDEX launches_open ON launches (ended_at, last_seen_at);

CREATE TABLE flags (
  id TEXT PRIMARY KEY,
  registration_id TEXT NOT NULL REFERENCES registrations (id),
  launch_id TEXT NOT NULL REFERENCES launches (id),
  reason TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX flags_registration ON flags (registration_id);

CREATE TABLE events (
  id TEXT PRIMARY KEY,
  owner_id TEXT NOT NULL REFERENCES accounts (id),
  registration_id TEXT REFERENCES registrations (id),
  course_id TEXT NOT NULL REFERENCES courses (id),
  invitation_id TEXT NOT NULL REFERENCES invitations (id),
  what TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX events_owner ON events (owner_id, created_at);

CREATE TABLE outbox (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  to_email TEXT NOT NULL,
  to_name TEXT NOT NULL,
  reply_to TEXT NOT NULL DEFAULT '',
  subject TEXT NOT NULL,
  html TEXT NOT NULL,
  text TEXT NOT NULL,
  recipient_id TEXT,
  -- queued | sending | sent | deferred | failed
  state TEXT NOT NULL,
  attempts BIGINT NOT NULL DEFAULT 0,
  due_at BIGINT NOT NULL,
  lease_until BIGINT NOT NULL DEFAULT 0,
  server_said TEXT NOT NULL DEFAULT '',
  raw TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  sent_at BIGINT
);
CREATE INDEX outbox_due ON outbox (state, due_at);
CREATE INDEX outbox_created ON outbox (created_at);
