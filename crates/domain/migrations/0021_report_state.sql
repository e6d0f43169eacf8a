-- How often an instructor's tags have changed, for pages that are open to see whether they are old.
CREATE TABLE tag_changes (
  owner_id TEXT PRIMARY KEY REFERENCES accounts (id),
  times BIGINT NOT NULL
);

-- When the page of an invitation was opened last by a newcomer.
CREATE INDEX recipients_opened ON recipients (invitation_id, opened_at);
