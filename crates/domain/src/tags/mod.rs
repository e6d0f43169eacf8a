//! Tags: words by which an instructor finds courses, invitations, registrations and learners again.

mod store;

pub(crate) use store::{FORGET_OF_REGISTRATION, all, forget, in_use, of, replace};

use crate::accounts::Instructor;
use crate::db::{On, Tx};
use crate::{Domain, Result, courses, invitations, registrations};
use beckon_model::{
    AccountId, CourseId, ImportId, InvitationId, LearnerId, Problem, RegistrationId,
};

/// How many tags one thing has at most, and how many characters a tag.
const MOST: usize = 20;
const LONGEST: usize = 50;

/// What kinds of things have tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Course,
    Invitation,
    Registration,
    Learner,
    /// A package on its way; its course gets them.
    Import,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Course => "course",
            Self::Invitation => "invitation",
            Self::Registration => "registration",
            Self::Learner => "learner",
            Self::Import => "import",
        }
    }
}

/// Something that has tags.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tagged {
    Course(CourseId),
    Invitation(InvitationId),
    Registration(RegistrationId),
    /// A learner's tags are the instructor's own: another who knows the learner has others.
    Learner(LearnerId),
}

impl Tagged {
    fn parts(&self) -> (Kind, &str) {
        match self {
            Self::Course(id) => (Kind::Course, &id.0),
            Self::Invitation(id) => (Kind::Invitation, &id.0),
            Self::Registration(id) => (Kind::Registration, &id.0),
            Self::Learner(id) => (Kind::Learner, &id.0),
        }
    }
}

/// Reads tags as they are typed or sent: separated by commas or lines, tidied, each once, in their order.
///
/// # Errors
/// Says what is wrong.
pub fn read(typed: &str) -> Result<Vec<String>, String> {
    let mut tags: Vec<String> = Vec::new();
    for piece in typed.split([',', '\n']) {
        let tag = beckon_model::email::clean_name(piece);
        if tag.is_empty() || tags.contains(&tag) {
            continue;
        }
        if tag.chars().count() > LONGEST {
            return Err(format!("A tag has at most {LONGEST} characters."));
        }
        tags.push(tag);
    }
    if tags.len() > MOST {
        return Err(format!("Use at most {MOST} tags."));
    }
    Ok(tags)
}

/// The tags of something, by the alphabet.
///
/// # Errors
/// Not found if it is another instructor's.
pub async fn get(domain: &Domain, who: &Instructor, what: &Tagged) -> Result<Vec<String>> {
    known(domain, who, what).await?;
    let (kind, id) = what.parts();
    of(&mut &domain.db, &who.id, kind, id).await
}

/// Gives something these tags and no others, as [`read`] takes them.
///
/// # Errors
/// Not found if it is another instructor's; tags that can't be taken, as the field `tags`.
pub async fn set(domain: &Domain, who: &Instructor, what: &Tagged, typed: &str) -> Result<()> {
    set_each(domain, who, &[(what, "tags", typed)]).await
}

/// The same of several things at once, each with the field that its tags were typed in.
///
/// # Errors
/// As above; nothing is changed then.
pub async fn set_each(
    domain: &Domain,
    who: &Instructor,
    all: &[(&Tagged, &str, &str)],
) -> Result<()> {
    let mut taken = Vec::new();
    for (what, field, typed) in all {
        known(domain, who, what).await?;
        taken.push((
            what.parts(),
            read(typed).map_err(|why| Problem::field(field, why))?,
        ));
    }
    let mut tx = domain.db.begin_write().await?;
    for ((kind, id), tags) in taken {
        replace(&mut tx, &who.id, kind, id, &tags).await?;
    }
    tx.commit().await
}

/// Adds tags to one thing or to many; those that it has already stay.
///
/// # Errors
/// As above; nothing is changed then.
pub async fn add(domain: &Domain, who: &Instructor, all: &[Tagged], tags: &[String]) -> Result<()> {
    change(domain, who, all, tags, |before, tags| {
        let more = tags
            .into_iter()
            .filter(|tag| !before.contains(tag))
            .collect::<Vec<_>>();
        [before, more].concat()
    })
    .await
}

/// What a course would have with more tags beside its own.
///
/// # Errors
/// Tags that can't be taken, as the field `tags`.
pub(crate) async fn beside(
    on: &mut impl On,
    owner: &AccountId,
    course: Option<&CourseId>,
    more: &[String],
) -> Result<Vec<String>> {
    let own = match course {
        Some(course) => of(on, owner, Kind::Course, &course.0).await?,
        None => Vec::new(),
    };
    let all = [own, more.to_vec()].concat().join(",");
    Ok(read(&all).map_err(|why| Problem::field("tags", why))?)
}

/// Keeps the tags that a package brings until it is read.
pub(crate) async fn bring(
    tx: &mut Tx,
    owner: &AccountId,
    import: &ImportId,
    tags: &[String],
) -> Result<()> {
    replace(tx, owner, Kind::Import, &import.0, tags).await
}

/// Gives a course what its package brought.
pub(crate) async fn brought(
    tx: &mut Tx,
    owner: &AccountId,
    import: &ImportId,
    course: &CourseId,
) -> Result<()> {
    let more = of(tx, owner, Kind::Import, &import.0).await?;
    if more.is_empty() {
        return Ok(());
    }
    let all = beside(tx, owner, Some(course), &more).await?;
    replace(tx, owner, Kind::Course, &course.0, &all).await?;
    forget(tx, Kind::Import, &import.0).await
}

/// Takes tags from one thing or from many; those that it does not have are passed over.
///
/// # Errors
/// As above; nothing is changed then.
pub async fn remove(
    domain: &Domain,
    who: &Instructor,
    all: &[Tagged],
    tags: &[String],
) -> Result<()> {
    change(domain, who, all, tags, |before, tags| {
        before
            .into_iter()
            .filter(|tag| !tags.contains(tag))
            .collect()
    })
    .await
}

async fn change(
    domain: &Domain,
    who: &Instructor,
    all: &[Tagged],
    tags: &[String],
    how: impl Fn(Vec<String>, Vec<String>) -> Vec<String>,
) -> Result<()> {
    let wrong = |why| Problem::field("tags", why);
    let tags = read(&tags.join(",")).map_err(wrong)?;
    for what in all {
        known(domain, who, what).await?;
    }
    let mut tx: Tx = domain.db.begin_write().await?;
    for what in all {
        let (kind, id) = what.parts();
        let after = how(of(&mut tx, &who.id, kind, id).await?, tags.clone());
        if after.len() > MOST {
            return Err(wrong(format!("Use at most {MOST} tags.")).into());
        }
        replace(&mut tx, &who.id, kind, id, &after).await?;
    }
    tx.commit().await
}

async fn known(domain: &Domain, who: &Instructor, what: &Tagged) -> Result<()> {
    match what {
        Tagged::Course(id) => courses::known(domain, who, id).await,
        Tagged::Invitation(id) => invitations::owned(domain, who, id).await.map(|_| ()),
        Tagged::Registration(id) => registrations::owned(domain, who, id).await.map(|_| ()),
        Tagged::Learner(id) => match store::is_learner_of(&mut &domain.db, &who.id, id).await? {
            true => Ok(()),
            false => Err(Problem::NotFound(
                "This learner is on none of your invitations.".to_owned(),
            )
            .into()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn tags_are_tidied_and_stand_once() {
        assert_eq!(
            read(" spring , safety,, spring\nSpring").unwrap(),
            ["spring", "safety", "Spring"]
        );
        assert_eq!(read(" , ").unwrap(), Vec::<String>::new());
    }

    #[test]
    fn too_long_and_too_many_are_refused() {
        assert!(read(&"x".repeat(51)).unwrap_err().contains("50 characters"));
        let many: Vec<String> = (0..21).map(|n| n.to_string()).collect();
        assert!(read(&many.join(",")).unwrap_err().contains("20 tags"));
    }
}
