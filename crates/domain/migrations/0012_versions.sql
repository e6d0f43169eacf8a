-- New versions of a course: which is in use, and who moves to it.

-- never | not-complete | completed | failed | passed | always
ALTER TABLE courses ADD COLUMN moves TEXT NOT NULL DEFAULT 'never';
-- The highest number that a version of it ever had, so that none comes again.
ALTER TABLE courses ADD COLUMN numbered BIGINT NOT NULL DEFAULT 1;
-- When it was last put in use; NULL where it never was.
ALTER TABLE course_versions ADD COLUMN used_at BIGINT;
UPDATE course_versions SET used_at = created_at;

-- The course that the package is to become a new version of; NULL where it becomes a course of its own.
ALTER TABLE imports ADD COLUMN new_version_of TEXT;
-- Which number the version got.
ALTER TABLE imports ADD COLUMN version_number BIGINT;

CREATE INDEX launches_version ON launches (version_id);
