-- How courses open and play: for all of an instructor's, and for those who are invited together. JSON, as for courses and
-- registrations.
ALTER TABLE accounts ADD COLUMN launch_options TEXT NOT NULL DEFAULT '{}';
ALTER TABLE invitations ADD COLUMN launch_options TEXT NOT NULL DEFAULT '{}';

-- Attempts that were deleted by themselves: their numbers are not given again.
CREATE TABLE deleted_instances (
  registration_id TEXT NOT NULL REFERENCES registrations (id),
  instance BIGINT NOT NULL,
  PRIMARY KEY (registration_id, instance)
);
