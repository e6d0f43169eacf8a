-- What a learner carries from course to course of one instructor: global objectives and shared data of SCORM 2004.
CREATE TABLE learner_globals (
  owner_id TEXT NOT NULL REFERENCES accounts (id),
  learner_id TEXT NOT NULL REFERENCES learners (id),
  -- objective | data
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  -- JSON: beckon_scorm::sequencing::Progress, or a string
  value TEXT NOT NULL,
  -- Which course said it last.
  course_id TEXT NOT NULL REFERENCES courses (id),
  PRIMARY KEY (owner_id, learner_id, kind, name)
);
CREATE INDEX learner_globals_course ON learner_globals (course_id);
