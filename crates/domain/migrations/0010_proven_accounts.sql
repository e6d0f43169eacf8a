-- The account that is set up once its address is proven by the code: the first name, and the hash of the password. NULL
-- where a guest enters.
ALTER TABLE entry_codes ADD COLUMN first_name TEXT;
ALTER TABLE entry_codes ADD COLUMN password_hash TEXT;
