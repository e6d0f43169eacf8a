-- The list of an invitation's people must stay quick at a hundred thousand: each recipient carries the summary of its
-- registration, kept by the writes that change that, so that sorting and counting read one index and no other table.

-- 0 not started | 1 started | 2 failed | 3 completed | 4 passed
ALTER TABLE recipients ADD COLUMN progress BIGINT NOT NULL DEFAULT 0;
-- -1 where the course reported none, 0 where nothing happened: without NULL both databases sort alike.
ALTER TABLE recipients ADD COLUMN score DOUBLE PRECISION NOT NULL DEFAULT -1;
ALTER TABLE recipients ADD COLUMN total_time BIGINT NOT NULL DEFAULT 0;
ALTER TABLE recipients ADD COLUMN last_activity_at BIGINT NOT NULL DEFAULT 0;

UPDATE recipients SET name = COALESCE((
  SELECT l.name FROM registrations r JOIN learners l ON l.id = r.learner_id WHERE r.id = recipients.registration_id), '')
WHERE name = '';
UPDATE recipients SET (progress, score, total_time, last_activity_at) = (
  SELECT CASE WHEN r.success = 'passed' THEN 4 WHEN r.success = 'failed' THEN 2 WHEN r.completion = 'completed' THEN 3
              WHEN r.first_launched_at IS NOT NULL THEN 1 ELSE 0 END,
         COALESCE(r.score, -1), r.total_time, COALESCE(r.last_activity_at, 0)
  FROM registrations r WHERE r.id = recipients.registration_id);

CREATE INDEX recipients_activity ON recipients (invitation_id, deleted_at, last_activity_at DESC, id);
CREATE INDEX recipients_name ON recipients
  (invitation_id, deleted_at, LOWER(CASE WHEN name = '' THEN email ELSE name || ' ' || email END), id);
CREATE INDEX recipients_standing ON recipients
  (invitation_id, deleted_at, progress, revoked_at, score, total_time, id);
-- The narrowest, for counting.
CREATE INDEX recipients_progress ON recipients (invitation_id, deleted_at, progress);
CREATE INDEX recipients_unmailed ON recipients (invitation_id) WHERE mail_id IS NULL;
CREATE INDEX outbox_recipient ON outbox (recipient_id);
