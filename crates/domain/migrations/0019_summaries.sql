-- What Reportage counts and lists, so that it is quick at a million registrations. Triggers note which registrations a
-- transaction touches (sqlite/ and postgres/, under this number); whoever reads next, or the worker, brings the tables
-- below up to what results_now says of them.

-- Each registration that is among the results of its instructor. Moments that have not come are 0: without NULL both
-- databases sort alike.
CREATE TABLE results (
  registration_id TEXT PRIMARY KEY,
  owner_id TEXT NOT NULL,
  course_id TEXT NOT NULL,
  invitation_id TEXT NOT NULL,
  learner_id TEXT NOT NULL,
  public BOOLEAN NOT NULL,
  -- By which the learner is sorted.
  name TEXT NOT NULL,
  -- 0 not started | 1 started | 2 failed | 3 completed | 4 passed
  progress BIGINT NOT NULL,
  -- The score in millionths, so that sums are exact; -10^12 where none was told.
  points BIGINT NOT NULL,
  total_time BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  launched_at BIGINT NOT NULL,
  completed_at BIGINT NOT NULL,
  activity_at BIGINT NOT NULL,
  flagged BOOLEAN NOT NULL,
  opened BOOLEAN NOT NULL
);
CREATE INDEX results_activity ON results (owner_id, activity_at, registration_id);
CREATE INDEX results_created ON results (owner_id, created_at, registration_id);
CREATE INDEX results_name ON results (owner_id, name, registration_id);
CREATE INDEX results_progress ON results (owner_id, progress, registration_id);
CREATE INDEX results_points ON results (owner_id, points, registration_id);
CREATE INDEX results_time ON results (owner_id, total_time, registration_id);
CREATE INDEX results_launched ON results (owner_id, launched_at) WHERE launched_at > 0;
CREATE INDEX results_completed ON results (owner_id, completed_at) WHERE completed_at > 0;
CREATE INDEX results_flagged ON results (owner_id) WHERE flagged;
CREATE INDEX results_learner ON results (owner_id, learner_id);
CREATE INDEX results_course_activity ON results (course_id, activity_at, registration_id);
CREATE INDEX results_course_created ON results (course_id, created_at, registration_id);
CREATE INDEX results_course_name ON results (course_id, name, registration_id);
CREATE INDEX results_course_launched ON results (course_id, launched_at) WHERE launched_at > 0;
CREATE INDEX results_course_completed ON results (course_id, completed_at) WHERE completed_at > 0;
CREATE INDEX results_invitation_activity ON results (invitation_id, activity_at, registration_id);
CREATE INDEX results_invitation_created ON results (invitation_id, created_at, registration_id);

-- Whoever was taken off an invitation is not among its results.
CREATE VIEW results_now AS
SELECT r.id AS registration_id, i.owner_id, r.course_id, r.invitation_id, r.learner_id, i.kind = 'public' AS public,
       LOWER(CASE WHEN l.name = '' THEN l.email ELSE l.name END) AS name,
       CASE WHEN r.success = 'passed' THEN 4 WHEN r.success = 'failed' THEN 2 WHEN r.completion = 'completed' THEN 3
            WHEN r.first_launched_at IS NOT NULL THEN 1 ELSE 0 END AS progress,
       CASE WHEN r.score IS NULL THEN -1000000000000 ELSE CAST(ROUND(r.score * 1000000) AS BIGINT) END AS points,
       r.total_time, r.created_at, COALESCE(r.first_launched_at, 0) AS launched_at,
       COALESCE(r.completed_at, 0) AS completed_at, COALESCE(r.last_activity_at, 0) AS activity_at,
       EXISTS (SELECT 1 FROM flags f WHERE f.registration_id = r.id AND f.dismissed_at IS NULL) AS flagged,
       r.first_launched_at IS NOT NULL OR EXISTS (
         SELECT 1 FROM recipients p WHERE p.registration_id = r.id AND p.opened_at IS NOT NULL) AS opened
FROM registrations r JOIN invitations i ON i.id = r.invitation_id JOIN learners l ON l.id = r.learner_id
WHERE i.deleted_at IS NULL AND (i.kind = 'public' OR r.split_from IS NOT NULL OR EXISTS (
  SELECT 1 FROM recipients p WHERE p.registration_id = r.id AND p.deleted_at IS NULL));

-- Figures of an instructor, a course, an invitation: how many registrations stand how, and what they add up to.
CREATE TABLE result_sums (
  scope_id TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  -- -1 all, under day 0 | by the day (UTC, since 1970) on which they were 0 created | 1 launched | 2 completed | 3 active
  basis BIGINT NOT NULL,
  day BIGINT NOT NULL,
  public BOOLEAN NOT NULL,
  progress BIGINT NOT NULL,
  flagged BOOLEAN NOT NULL,
  registrations BIGINT NOT NULL,
  opened BIGINT NOT NULL,
  scored BIGINT NOT NULL,
  points BIGINT NOT NULL,
  spent BIGINT NOT NULL,
  -- How many scores there are of each ten, and times by the limits of reportage::pictures::TIMES.
  s0 BIGINT NOT NULL, s1 BIGINT NOT NULL, s2 BIGINT NOT NULL, s3 BIGINT NOT NULL, s4 BIGINT NOT NULL,
  s5 BIGINT NOT NULL, s6 BIGINT NOT NULL, s7 BIGINT NOT NULL, s8 BIGINT NOT NULL, s9 BIGINT NOT NULL,
  t0 BIGINT NOT NULL, t1 BIGINT NOT NULL, t2 BIGINT NOT NULL, t3 BIGINT NOT NULL, t4 BIGINT NOT NULL,
  t5 BIGINT NOT NULL, t6 BIGINT NOT NULL,
  PRIMARY KEY (scope_id, basis, day, public, progress, flagged)
);
CREATE INDEX result_sums_owner ON result_sums (owner_id, basis, scope_id) WHERE basis = -1;
CREATE INDEX result_sums_empty ON result_sums (scope_id) WHERE registrations = 0;

-- Whose figures are kept by days: those who have so many registrations that counting them takes longer.
CREATE TABLE daily_scopes (
  scope_id TEXT PRIMARY KEY
);

-- Each learner of an instructor.
CREATE TABLE learner_sums (
  owner_id TEXT NOT NULL,
  learner_id TEXT NOT NULL,
  name TEXT NOT NULL,
  registrations BIGINT NOT NULL,
  opened BIGINT NOT NULL,
  started BIGINT NOT NULL,
  completed BIGINT NOT NULL,
  passed BIGINT NOT NULL,
  failed BIGINT NOT NULL,
  scored BIGINT NOT NULL,
  points BIGINT NOT NULL,
  spent BIGINT NOT NULL,
  -- The average of the scores, -10^12 where none was told.
  average BIGINT NOT NULL,
  activity_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (owner_id, learner_id)
);
CREATE INDEX learner_sums_name ON learner_sums (owner_id, name, learner_id);
CREATE INDEX learner_sums_registrations ON learner_sums (owner_id, registrations, learner_id);
CREATE INDEX learner_sums_completed ON learner_sums (owner_id, completed, learner_id);
CREATE INDEX learner_sums_average ON learner_sums (owner_id, average, learner_id);
CREATE INDEX learner_sums_spent ON learner_sums (owner_id, spent, learner_id);
CREATE INDEX learner_sums_activity ON learner_sums (owner_id, activity_at, learner_id);
CREATE INDEX learner_sums_created ON learner_sums (owner_id, created_at, learner_id);

-- What is being brought in: results as they were, of weight -1, and as they are, of weight 1. Empty between transactions.
CREATE TABLE result_changes (
  weight BIGINT NOT NULL,
  registration_id TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  course_id TEXT NOT NULL,
  invitation_id TEXT NOT NULL,
  learner_id TEXT NOT NULL,
  public BOOLEAN NOT NULL,
  name TEXT NOT NULL,
  progress BIGINT NOT NULL,
  points BIGINT NOT NULL,
  total_time BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  launched_at BIGINT NOT NULL,
  completed_at BIGINT NOT NULL,
  activity_at BIGINT NOT NULL,
  flagged BOOLEAN NOT NULL,
  opened BOOLEAN NOT NULL
);
