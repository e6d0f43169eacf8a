-- What learners answered, kept beside the results as these are: brought up with them (reportage::answers).

-- The last answer to each question in the attempt that counts.
CREATE TABLE answers (
  registration_id TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  course_id TEXT NOT NULL,
  invitation_id TEXT NOT NULL,
  activity TEXT NOT NULL,
  question TEXT NOT NULL,
  -- Empty where the course told only how it came out.
  response TEXT NOT NULL,
  rightly BIGINT NOT NULL,
  PRIMARY KEY (registration_id, activity, question)
);

-- How a course words its questions.
CREATE TABLE questions (
  course_id TEXT NOT NULL,
  activity TEXT NOT NULL,
  question TEXT NOT NULL,
  text TEXT NOT NULL,
  -- A JSON list.
  correct TEXT NOT NULL,
  PRIMARY KEY (course_id, activity, question)
);

-- Of a course and of an invitation: how many answered a question, and how many were right.
CREATE TABLE question_sums (
  scope_id TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  course_id TEXT NOT NULL,
  activity TEXT NOT NULL,
  question TEXT NOT NULL,
  answered BIGINT NOT NULL,
  rightly BIGINT NOT NULL,
  PRIMARY KEY (scope_id, activity, question)
);
CREATE INDEX question_sums_owner ON question_sums (owner_id) WHERE scope_id = course_id;
CREATE INDEX question_sums_empty ON question_sums (scope_id) WHERE answered = 0;

-- How often each answer was given.
CREATE TABLE answer_sums (
  scope_id TEXT NOT NULL,
  activity TEXT NOT NULL,
  question TEXT NOT NULL,
  response TEXT NOT NULL,
  times BIGINT NOT NULL,
  PRIMARY KEY (scope_id, activity, question, response)
);
CREATE INDEX answer_sums_often ON answer_sums (scope_id, activity, question, times);
CREATE INDEX answer_sums_empty ON answer_sums (scope_id) WHERE times = 0;

-- What is being brought in: answers as they were, of weight -1, and as they are, of weight 1. Empty between transactions.
CREATE TABLE answer_changes (
  weight BIGINT NOT NULL,
  registration_id TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  course_id TEXT NOT NULL,
  invitation_id TEXT NOT NULL,
  activity TEXT NOT NULL,
  question TEXT NOT NULL,
  response TEXT NOT NULL,
  rightly BIGINT NOT NULL
);
CREATE INDEX result_changes_registration ON result_changes (registration_id);

-- Which attempt counts, and by which version of the course it is read, matters from now on, too.
INSERT INTO stale_results (registration_id) SELECT DISTINCT s.registration_id FROM activity_states s;
