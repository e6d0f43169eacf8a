-- Where results are posted to, as each level says it; an empty URL says: nowhere.

CREATE TABLE postbacks (
  -- account | course | invitation | registration
  level TEXT NOT NULL,
  -- Of the account, the course and so on.
  id TEXT NOT NULL,
  url TEXT NOT NULL,
  -- form | httpbasic
  auth_type TEXT NOT NULL,
  user_name TEXT NOT NULL,
  -- Sealed with the installation's key; empty if there is none.
  password TEXT NOT NULL,
  -- course | activity | full
  results_format TEXT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (level, id)
);

-- How often the secret that signs postbacks was replaced.
CREATE TABLE postback_secrets (
  owner_id TEXT PRIMARY KEY REFERENCES accounts (id),
  version BIGINT NOT NULL
);

CREATE TABLE postback_deliveries (
  id TEXT PRIMARY KEY,
  owner_id TEXT NOT NULL REFERENCES accounts (id),
  -- NULL for a test.
  registration_id TEXT REFERENCES registrations (id),
  -- waiting | sending | delivered | failed
  state TEXT NOT NULL,
  attempts BIGINT NOT NULL,
  -- When it is tried next; while it is being sent, when whoever sends it is taken to have died.
  due_at BIGINT NOT NULL,
  -- Of the last attempt: where it went, what came back, how many milliseconds it took, and why nothing came.
  url TEXT NOT NULL,
  status BIGINT,
  answer TEXT NOT NULL,
  took BIGINT,
  problem TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX postback_deliveries_due ON postback_deliveries (due_at) WHERE state IN ('waiting', 'sending');
CREATE INDEX postback_deliveries_log ON postback_deliveries (owner_id, created_at, id);
CREATE INDEX postback_deliveries_registration ON postback_deliveries (registration_id, state);
CREATE INDEX postback_deliveries_age ON postback_deliveries (updated_at);
