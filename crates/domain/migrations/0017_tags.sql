-- Tags of courses, invitations, registrations and learners, each an instructor's own.

CREATE TABLE tags (
  owner_id TEXT NOT NULL REFERENCES accounts (id),
  -- course | invitation | registration | learner
  kind TEXT NOT NULL,
  -- Of what has the tag.
  id TEXT NOT NULL,
  tag TEXT NOT NULL,
  PRIMARY KEY (owner_id, kind, id, tag)
);
CREATE INDEX tags_of ON tags (id, kind);
CREATE INDEX tags_tag ON tags (owner_id, kind, tag, id);

INSERT INTO tags (owner_id, kind, id, tag)
  SELECT i.owner_id, 'invitation', t.invitation_id, t.tag FROM invitation_tags t JOIN invitations i ON i.id = t.invitation_id;
DROP TABLE invitation_tags;

-- When an attempt became complete is told by its events.
CREATE INDEX IF NOT EXISTS events_registration ON events (registration_id, created_at);
