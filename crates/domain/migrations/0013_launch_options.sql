-- How a course opens and plays, where it is not as the product has it: JSON, beckon_model::launch_option::LaunchOptions.
ALTER TABLE courses ADD COLUMN launch_options TEXT NOT NULL DEFAULT '{}';
ALTER TABLE registrations ADD COLUMN launch_options TEXT NOT NULL DEFAULT '{}';
-- What held when the launch was made.
ALTER TABLE launches ADD COLUMN launch_options TEXT NOT NULL DEFAULT '{}';
-- normal | browse | review
ALTER TABLE launches ADD COLUMN mode TEXT NOT NULL DEFAULT 'normal';
