-- What programs say of the things that they make.

-- The UUID by which a registration is known to xAPI; NULL where it is made of the registration's own id.
ALTER TABLE registrations ADD COLUMN xapi_id TEXT;
-- Tags that the course gets, separated by commas.
ALTER TABLE imports ADD COLUMN tags TEXT NOT NULL DEFAULT '';
-- Where it is said what came of an import; empty for nowhere.
ALTER TABLE imports ADD COLUMN postback_url TEXT NOT NULL DEFAULT '';
-- Which import a postback tells of; its URL is where it goes.
ALTER TABLE postback_deliveries ADD COLUMN import_id TEXT REFERENCES imports (id);
-- What a program wants of a launch besides: JSON, beckon_domain::play::Extra.
ALTER TABLE launches ADD COLUMN extra TEXT NOT NULL DEFAULT '{}';
