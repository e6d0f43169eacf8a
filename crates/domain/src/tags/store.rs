//! Tags in the database.

use super::Kind;
use crate::db::{On, Tx};
use crate::{Result, execute, fetch_all, fetch_one};
use beckon_model::{AccountId, LearnerId};

/// Forgets the tags of a registration, and the learner's where it is the last that the instructor has of him.
pub(crate) const FORGET_OF_REGISTRATION: [&str; 2] = [
    "DELETE FROM tags WHERE id = $1 AND kind = 'registration'",
    "DELETE FROM tags WHERE kind = 'learner' AND id = (SELECT r.learner_id FROM registrations r WHERE r.id = $1)
       AND owner_id = (SELECT i.owner_id FROM registrations r JOIN invitations i ON i.id = r.invitation_id WHERE r.id = $1)
       AND NOT EXISTS (SELECT 1 FROM registrations o JOIN invitations j ON j.id = o.invitation_id
                       WHERE o.learner_id = tags.id AND j.owner_id = tags.owner_id AND o.id <> $1)",
];

/// The tags of one thing, by the alphabet.
pub(crate) async fn of(
    on: &mut impl On,
    owner: &AccountId,
    kind: Kind,
    id: &str,
) -> Result<Vec<String>> {
    let sql = "SELECT tag FROM tags WHERE owner_id = $1 AND kind = $2 AND id = $3 ORDER BY tag";
    let rows = fetch_all!(on, (String,), sql, owner, kind.word(), id)?;
    Ok(rows.into_iter().map(|(tag,)| tag).collect())
}

/// The tags of all things of a kind, each with what has it.
pub(crate) async fn all(
    on: &mut impl On,
    owner: &AccountId,
    kind: Kind,
) -> Result<Vec<(String, String)>> {
    let sql = "SELECT id, tag FROM tags WHERE owner_id = $1 AND kind = $2 ORDER BY tag, id";
    Ok(fetch_all!(on, (String, String), sql, owner, kind.word())?)
}

/// The tags that things of two kinds have, each once.
pub(crate) async fn in_use(
    on: &mut impl On,
    owner: &AccountId,
    kinds: [Kind; 2],
) -> Result<Vec<String>> {
    let sql = "SELECT DISTINCT tag FROM tags WHERE owner_id = $1 AND kind IN ($2, $3) ORDER BY tag";
    let rows = fetch_all!(on, (String,), sql, owner, kinds[0].word(), kinds[1].word())?;
    Ok(rows.into_iter().map(|(tag,)| tag).collect())
}

/// Gives something these tags and no others.
pub(crate) async fn replace(
    tx: &mut Tx,
    owner: &AccountId,
    kind: Kind,
    id: &str,
    tags: &[String],
) -> Result<()> {
    let sql = "DELETE FROM tags WHERE owner_id = $1 AND kind = $2 AND id = $3";
    execute!(&mut *tx, sql, owner, kind.word(), id)?;
    for tag in tags {
        let sql = "INSERT INTO tags (owner_id, kind, id, tag) VALUES ($1, $2, $3, $4)";
        execute!(&mut *tx, sql, owner, kind.word(), id, tag)?;
    }
    let sql = "INSERT INTO tag_changes (owner_id, times) VALUES ($1, 1)
               ON CONFLICT (owner_id) DO UPDATE SET times = tag_changes.times + 1";
    execute!(&mut *tx, sql, owner)?;
    Ok(())
}

/// Forgets the tags of what is no more.
pub(crate) async fn forget(tx: &mut Tx, kind: Kind, id: &str) -> Result<()> {
    execute!(
        tx,
        "DELETE FROM tags WHERE id = $1 AND kind = $2",
        id,
        kind.word()
    )?;
    Ok(())
}

/// Whether a learner has a registration on an invitation of the instructor's.
pub(super) async fn is_learner_of(
    on: &mut impl On,
    owner: &AccountId,
    learner: &LearnerId,
) -> Result<bool> {
    let sql = "SELECT COUNT(*) FROM registrations r JOIN invitations i ON i.id = r.invitation_id
               WHERE r.learner_id = $2 AND i.owner_id = $1";
    Ok(fetch_one!(on, (i64,), sql, owner, learner)?.0 > 0)
}
