-- When a saved report goes out by e-mail by itself, and to whom.
CREATE TABLE report_schedules (
  report_id TEXT PRIMARY KEY REFERENCES reports (id),
  -- daily | weekly | monthly
  rhythm TEXT NOT NULL,
  -- Weekly: 1 is Monday. Monthly: of the month; the last day of a shorter one. Daily: 0.
  day BIGINT NOT NULL,
  -- 0 to 23, on the clock of the zone.
  hour BIGINT NOT NULL,
  -- As the IANA names it.
  zone TEXT NOT NULL,
  -- When the next letters are due.
  due_at BIGINT NOT NULL,
  -- For when the last ones were due.
  last_at BIGINT,
  updated_at BIGINT NOT NULL
);
CREATE INDEX report_schedules_due ON report_schedules (due_at);

CREATE TABLE report_recipients (
  report_id TEXT NOT NULL REFERENCES reports (id),
  email TEXT NOT NULL,
  -- Empty if none was given.
  name TEXT NOT NULL,
  -- The last letter; NULL before the first.
  mail_id TEXT,
  PRIMARY KEY (report_id, email)
);

-- The link in each letter by which its reader sees the report.
CREATE TABLE report_links (
  hash TEXT PRIMARY KEY,
  report_id TEXT NOT NULL REFERENCES reports (id),
  email TEXT NOT NULL,
  until BIGINT NOT NULL
);
CREATE INDEX report_links_report ON report_links (report_id, email);
CREATE INDEX report_links_until ON report_links (until);

-- A file that goes with e-mails, kept once for all of them.
CREATE TABLE mail_files (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  -- A media type.
  kind TEXT NOT NULL,
  content TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX mail_files_age ON mail_files (created_at);
ALTER TABLE outbox ADD COLUMN file_id TEXT;
CREATE INDEX outbox_file ON outbox (file_id) WHERE file_id IS NOT NULL;
-- The words of reports name learners, and are forgotten after a while.
CREATE INDEX outbox_reports ON outbox (created_at) WHERE kind = 'report' AND text <> '';
