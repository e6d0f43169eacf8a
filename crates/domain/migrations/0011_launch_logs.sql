-- What the run-time was asked in each launch, and what it answered: for whoever looks for a fault in a course.
CREATE TABLE launch_logs (
  launch_id TEXT NOT NULL REFERENCES launches (id),
  number BIGINT NOT NULL,
  -- A JSON list of beckon_model::log::Line.
  lines TEXT NOT NULL,
  PRIMARY KEY (launch_id, number)
);
ALTER TABLE launches ADD COLUMN log_size BIGINT NOT NULL DEFAULT 0;
-- The log grew too long, and what came after is not in it.
ALTER TABLE launches ADD COLUMN log_full BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX launches_tried ON launches (owner_id, started_at) WHERE owner_id IS NOT NULL;
