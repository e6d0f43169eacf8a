//! A hundred thousand people from a file to registrations and e-mails promised.

use crate::Error;
use crate::figures::Figures;
use crate::scene;
use beckon_domain::Domain;
use beckon_domain::accounts::{self, Instructor};
use beckon_domain::courses::{self, imports};
use beckon_domain::invitations::{self, people};
use beckon_model::invitation::{LetterText, Look};
use beckon_model::people::{Invited, PeopleForm};
use beckon_model::{CourseId, InvitationId};
use std::path::Path;
use std::time::Instant;

pub const PEOPLE: usize = 100_000;
/// Of the form that invites them.
const KEY: &str = "bench-key-000000001";

/// Adds how long the file takes on SQLite, and on the PostgreSQL of `BENCH_POSTGRES` (an address of an empty database)
/// if there is one; and how long it takes to see that the same file adds nothing.
pub async fn measure(figures: &mut Figures) -> Result<(), Error> {
    let folder = tempfile::tempdir()?;
    for (name, url) in databases(folder.path()) {
        on(figures, name, &url, folder.path()).await?;
    }
    Ok(())
}

/// What is measured on, by name and address, with an empty database in the folder: SQLite, and the PostgreSQL of
/// `BENCH_POSTGRES`; only one of them if `BENCH_DATABASE` names it.
pub fn databases(folder: &Path) -> Vec<(&'static str, String)> {
    let sqlite = format!("sqlite:{}/beckon.sqlite", folder.display());
    let postgres = std::env::var("BENCH_POSTGRES").ok();
    let only = std::env::var("BENCH_DATABASE").ok();
    std::iter::once(("sqlite", sqlite))
        .chain(postgres.map(|url| ("postgres", url)))
        .filter(|(name, _)| only.as_deref().is_none_or(|only| only == *name))
        .collect()
}

/// An instructor with a course, ready to invite.
pub struct Desk {
    pub domain: Domain,
    pub who: Instructor,
    pub course: CourseId,
    letter: LetterText,
}

impl Desk {
    pub async fn set(url: &str, folder: &Path) -> Result<Self, Error> {
        let domain = Domain::open(url, scene::settings(folder, 0)).await?;
        let id = accounts::create_first_instructor(&domain, scene::instructor()).await?;
        let who = accounts::instructor(&domain, &id).await?;
        let import = courses::add_demo(&domain, &who).await?;
        imports::run_next(&domain).await?;
        let course = imports::find(&domain, &who, &import).await?.course;
        let course = course.ok_or("the demo course is missing")?;
        let start = invitations::start(&domain, &who, &course, "").await?;
        Ok(Self {
            domain,
            who,
            course,
            letter: start.letter,
        })
    }

    /// Invites those of the file.
    pub async fn invite(&self, file: &str) -> Result<InvitationId, Error> {
        match self.send(KEY, file).await? {
            Invited::Done(invitation) => Ok(invitation),
            other => Err(format!("people nobody invited came to {other:?}").into()),
        }
    }

    /// Sends the form of this key with the file.
    async fn send(&self, key: &str, file: &str) -> Result<Invited, Error> {
        let form = PeopleForm {
            key: key.to_owned(),
            ..PeopleForm::default()
        };
        let (domain, who) = (&self.domain, &self.who);
        let sent = Some(("people.csv", file.as_bytes()));
        people::keep(domain, who, &form, &[], sent).await?;
        Ok(invitations::create_private(domain, who, &self.course, &form, &self.letter).await?)
    }
}

async fn on(figures: &mut Figures, name: &str, url: &str, folder: &Path) -> Result<(), Error> {
    let desk = Desk::set(url, folder).await?;
    let file = file();
    let begun = Instant::now();
    let invitation = desk.invite(&file).await?;
    figures.add(
        &format!("invite/csv-100k/{name}"),
        begun.elapsed().as_secs_f64(),
        "s",
    );
    let begun = Instant::now();
    for key in [KEY, "bench-key-000000002"] {
        match desk.send(key, &file).await? {
            Invited::Done(same) if same == invitation => {}
            Invited::Choose(asked) if asked.undecided == PEOPLE => {}
            other => return Err(format!("the same file came to {other:?}").into()),
        }
    }
    figures.add(
        &format!("invite/csv-100k-again/{name}"),
        begun.elapsed().as_secs_f64() / 2.0,
        "s",
    );
    let registrations: i64 = invitations::list(&desk.domain, &desk.who, &Look::default())
        .await?
        .rows
        .iter()
        .map(|row| row.counts.registrations)
        .sum();
    if registrations != PEOPLE as i64 {
        return Err(format!("{registrations} registrations").into());
    }
    desk.domain.db.close().await;
    Ok(())
}

/// All of them, as a file.
pub fn file() -> String {
    let mut file = "E-mail,First name,Last name\n".to_owned();
    for n in 0..PEOPLE {
        file.push_str(&format!("learner{n}@example.org,Learner,Number {n}\n"));
    }
    file
}
