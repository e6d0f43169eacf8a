-- Whose they are, as their invitation has it, for lists of all registrations in the order of their beginning and of their
-- last change.
ALTER TABLE registrations ADD COLUMN owned_by TEXT NOT NULL DEFAULT '';
UPDATE registrations SET owned_by = (SELECT i.owner_id FROM invitations i WHERE i.id = registrations.invitation_id);
CREATE INDEX registrations_created ON registrations (owned_by, created_at, id);
CREATE INDEX registrations_updated ON registrations (owned_by, (COALESCE(last_activity_at, created_at)), id);
