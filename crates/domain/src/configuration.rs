//! What programs set at a level: how courses open and play, where results are posted to, and who moves to a newer version.

use crate::accounts::Instructor;
use crate::db::Tx;
use crate::postbacks::{self, Whose};
use crate::{Domain, Result, courses, launch_options};
use beckon_model::launch_option::Origin;
use beckon_model::postback::{Level, PostbackForm};
use beckon_model::setting::{self, Item, Sent};
use beckon_model::{CourseId, Problem};

/// What something is made with; nothing where nothing is said.
#[derive(Clone, Debug, Default)]
pub struct With {
    pub postback: Option<PostbackForm>,
    pub settings: Vec<Sent>,
}

impl With {
    /// Sets it within the transaction that makes the thing.
    pub(crate) async fn set(
        &self,
        domain: &Domain,
        tx: &mut Tx,
        who: &Instructor,
        place: (Level, &str),
    ) -> Result<()> {
        if !self.settings.is_empty() {
            change_on(domain, tx, who, place, &self.settings).await?;
        }
        match &self.postback {
            Some(form) => postbacks::put(domain, tx, place, form).await,
            None => Ok(()),
        }
    }
}

/// All settings as they hold for something of the instructor's, and the level that it is.
///
/// # Errors
/// Not found if it is another's.
pub async fn told(domain: &Domain, who: &Instructor, whose: &Whose) -> Result<(Origin, Vec<Item>)> {
    let effective = launch_options::on(domain, who, whose).await?;
    let postback = postbacks::setting(domain, who, whose).await?;
    let moves = match whose {
        Whose::Course(id) => Some(courses::versions::rule(domain, who, id).await?),
        _ => None,
    };
    let level = setting::origin(postback.level);
    Ok((level, setting::items(&effective, &postback, moves)))
}

/// Changes settings of something: all that are sent, or none. Launches that are open keep what they began with.
///
/// # Errors
/// Not found if it is another instructor's; `Problem::Fields` on "settings" or on a field of the postback.
pub async fn change(domain: &Domain, who: &Instructor, whose: &Whose, sent: &[Sent]) -> Result<()> {
    let (level, id) = whose.place(domain, who).await?;
    let mut tx = domain.db.begin_write().await?;
    change_on(domain, &mut tx, who, (level, &id), sent).await?;
    launch_options::record(domain, &mut tx, who, whose).await?;
    tx.commit().await
}

/// The same within a transaction, for what is the instructor's.
pub(crate) async fn change_on(
    domain: &Domain,
    tx: &mut Tx,
    who: &Instructor,
    (level, id): (Level, &str),
    sent: &[Sent],
) -> Result<()> {
    launch_options::hold(tx, level, id).await?;
    let now = launch_options::effective(tx, level, id).await?;
    let change = setting::read(sent, setting::origin(level), &now)
        .map_err(|why| Problem::field("settings", why))?;
    launch_options::change(tx, (level, id), &change.options).await?;
    if let Some(rule) = change.moves {
        courses::versions::set_rule(domain, tx, who, &CourseId(id.to_owned()), rule).await?;
    }
    postbacks::change(domain, tx, (level, id), change.postback).await
}
