-- Calls of programs that are to be done once, by the key that each program gave to its call; kept for a day.
CREATE TABLE api_once (
  application_id TEXT NOT NULL REFERENCES applications (id),
  key TEXT NOT NULL,
  -- A hash of what was asked.
  asked TEXT NOT NULL,
  -- Who works on it, anew with each try, and until when he is taken to live.
  runner TEXT NOT NULL,
  held_until BIGINT NOT NULL,
  -- Written with what the call changes, in one transaction; and the id of what it made, empty if it made nothing.
  changed BOOLEAN NOT NULL,
  made TEXT NOT NULL,
  -- Sealed with the installation's key; NULL while there is none.
  answer TEXT,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (application_id, key)
);
CREATE INDEX api_once_age ON api_once (created_at);
