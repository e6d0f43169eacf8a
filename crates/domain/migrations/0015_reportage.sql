-- Since when the attempt under way is complete, passed or failed.
ALTER TABLE registrations ADD COLUMN completed_at BIGINT;
UPDATE registrations SET completed_at = COALESCE(
  (SELECT MAX(e.created_at) FROM events e
   WHERE e.registration_id = registrations.id AND e.what IN ('completed', 'passed', 'failed')), last_activity_at)
WHERE completion = 'completed' OR success <> 'unknown';

CREATE INDEX registrations_activity ON registrations (invitation_id, last_activity_at);

-- Criteria of Reportage under a name, as an address says them.
CREATE TABLE reports (
  id TEXT PRIMARY KEY,
  owner_id TEXT NOT NULL REFERENCES accounts (id),
  name TEXT NOT NULL,
  criteria TEXT NOT NULL,
  -- Of the link by which whoever has it sees the report; NULL where there is none.
  link_hash TEXT UNIQUE,
  link_until BIGINT,
  created_at BIGINT NOT NULL
);
CREATE INDEX reports_owner ON reports (owner_id, created_at);

-- Other instructors who see it, too.
CREATE TABLE report_readers (
  report_id TEXT NOT NULL REFERENCES reports (id),
  account_id TEXT NOT NULL REFERENCES accounts (id),
  PRIMARY KEY (report_id, account_id)
);
CREATE INDEX report_readers_account ON report_readers (account_id);
