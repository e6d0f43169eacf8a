-- A page on a computer that many use: it asks who plays each time, and remembers nobody.
ALTER TABLE invitations ADD COLUMN kiosk BOOLEAN NOT NULL DEFAULT FALSE;

-- An instructor looked at a flag and found it fine.
ALTER TABLE flags ADD COLUMN dismissed_at BIGINT;
ALTER TABLE flags ADD COLUMN dismissed_by TEXT NOT NULL DEFAULT '';

-- What the run-time accepted in a launch, so that a registration can be taken apart by its launches: batches in order,
-- as JSON (beckon_scorm::runtime::Entry).
CREATE TABLE launch_journals (
  launch_id TEXT NOT NULL REFERENCES launches (id),
  number BIGINT NOT NULL,
  entries TEXT NOT NULL,
  PRIMARY KEY (launch_id, number)
);

-- none: from before journals were kept, or grown too long | whole
ALTER TABLE launches ADD COLUMN journal TEXT NOT NULL DEFAULT 'none';
-- How much of it there is, in bytes.
ALTER TABLE launches ADD COLUMN journal_size BIGINT NOT NULL DEFAULT 0;

-- How the activities stood when a launch began whose predecessor has no journal.
CREATE TABLE launch_bases (
  launch_id TEXT NOT NULL REFERENCES launches (id),
  activity TEXT NOT NULL,
  state TEXT NOT NULL,
  PRIMARY KEY (launch_id, activity)
);

-- The registration whose launches these were; it may be erased since.
ALTER TABLE registrations ADD COLUMN split_from TEXT;
CREATE INDEX registrations_split ON registrations (split_from) WHERE split_from IS NOT NULL;
