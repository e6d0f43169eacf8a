//! Reportage: the results, counted and listed by whatever is asked for.

mod answers;
mod dates;
mod export;
mod pictures;
mod saved;
mod schedule;
mod state;
mod store;
pub mod summaries;

pub use export::{csv, xlsx};
pub use saved::{
    by_link, csv_by_link, list as saved, make_link, opened, remove, revoke_link, save, share,
    unshare,
};
pub use schedule::{
    leave_report, report_reader, schedule_start, set_schedule, stop_schedule, sweep,
};

use crate::accounts::Instructor;
use crate::{Domain, Result};
use beckon_model::AccountId;
use beckon_model::reportage::{Against, Criteria, Figures, Other, Picture, Report, Rows, View};
use dates::Between;
use jiff::tz::TimeZone;

/// One screen of an instructor's results.
pub async fn report(domain: &Domain, who: &Instructor, criteria: &Criteria) -> Result<Report> {
    of_owner(domain, &who.id, criteria).await
}

/// What changes with every change of an instructor's results, for a page that is open to see whether it is old.
pub async fn state(domain: &Domain, who: &Instructor) -> Result<String> {
    state::of(&mut &domain.db, &who.id).await
}

/// The same whoever asks: the results are those of this account.
async fn of_owner(domain: &Domain, owner: &AccountId, criteria: &Criteria) -> Result<Report> {
    let on = &mut &domain.db;
    let now = domain.now();
    let (between, problems) = Between::of(criteria, now);
    let zone = crate::zone::known_or_utc(&criteria.zone).to_owned();
    let state = state::of(on, owner).await?;
    summaries::catch_up(domain).await?;
    let names = store::names(on, owner, criteria).await?;
    let scope = store::Scope::of(on, owner, criteria, between).await?;
    let totals = scope.totals(on).await?;
    let figures = totals.figures();
    let tz = crate::zone::find(&zone).unwrap_or(TimeZone::UTC);
    let moments = scope.moments(on, &tz).await?;
    let (rows, matching, [first, last]) = match criteria.view {
        View::Registrations => {
            let page = scope.registrations(on, figures.registrations).await?;
            let keys = [page.first, page.last];
            (Rows::Registrations(page.rows), figures.registrations, keys)
        }
        View::Questions => {
            let asked = answers::of(domain, &scope, Some(criteria.page)).await?;
            (
                Rows::Questions(asked.questions),
                asked.matching,
                Default::default(),
            )
        }
        _ => {
            let (page, matching) = scope.groups(on).await?;
            let keys = [page.first, page.last];
            (Rows::Groups(page.rows), matching, keys)
        }
    };
    let other = other(domain, owner, criteria, between, now).await?;
    let pictures = [
        pictures::over_time(&moments, &zone, scope.drawn_by()),
        pictures::funnel(&figures),
        pictures::standing(&figures),
        pictures::scores(&totals.scores()),
        pictures::times(&totals.times()),
    ];
    Ok(Report {
        title: title(&names),
        criteria: criteria.clone(),
        problems,
        zone,
        course: names.course,
        learner: names.learner,
        invitation: names.invitation,
        figures,
        other,
        pictures: pictures
            .into_iter()
            .filter(Picture::says_something)
            .collect(),
        rows,
        matching,
        first,
        last,
        courses: store::courses(on, owner).await?,
        tags: store::tags(on, owner).await?,
        state,
    })
}

fn title(names: &store::Names) -> String {
    match (&names.learner, &names.invitation, &names.course) {
        (Some(learner), None, Some(course)) => format!("{learner} on {course}"),
        (Some(learner), ..) => learner.clone(),
        (None, Some(invitation), _) => format!("Invitation to {invitation}"),
        (None, None, Some(course)) => course.clone(),
        (None, None, None) => "Reportage".to_owned(),
    }
}

/// The figures that the others are held against.
async fn other(
    domain: &Domain,
    owner: &AccountId,
    criteria: &Criteria,
    between: Between,
    now: beckon_model::Millis,
) -> Result<Option<Other>> {
    let on = &mut &domain.db;
    let (label, criteria, between) = match criteria.against {
        Against::Nothing => return Ok(None),
        Against::Before => match between.before(now) {
            Some((label, before)) => (label, criteria.clone(), before),
            None => return Ok(None),
        },
        Against::Course => {
            let Some(with) = &criteria.with else {
                return Ok(None);
            };
            let criteria = Criteria {
                course: Some(with.clone()),
                invitation: None,
                ..criteria.clone()
            };
            let names = store::names(on, owner, &criteria).await?;
            let Some(label) = names.course else {
                return Ok(None);
            };
            (label, criteria, between)
        }
    };
    let criteria = &criteria;
    let scope = store::Scope::of(on, owner, criteria, between).await?;
    let figures: Figures = scope.figures(on).await?;
    Ok(Some(Other { label, figures }))
}
