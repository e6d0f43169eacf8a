-- What programs say of the things that they make.

-- The UUID by which a registration is known to xAPI; NULL where it is made of the registration's own id.
ALTER TABLE registrations ADD COLUMN xapi_id TEXT;
-- Tags that the course gets, separated by commas.
ALTER TABLE imports ADD COLUMN tags TEXT NOT NULL DEFAULT '';
-- What a program wants of a launch besides: JSON, beckon_domain::play::Extra.
ALTER TABLE launches ADD COLUMN extra TEXT NOT NULL DEFAULT '{}';
