//! What the run-time accepted in each launch is kept, so that a registration can be taken apart by its launches: played
//! again through the same run-time, what stays and what goes each give their own results.

use super::store::{self, journals};
use super::{Offer, Stored, commit, stored, taken_up};
use crate::db::Tx;
use crate::registrations::Registration;
use crate::{Domain, Result, courses};
use beckon_model::LaunchId;
use beckon_scorm::runtime::{Attempt, Entry};
use std::collections::{BTreeMap, BTreeSet};

/// The most that the journal of one launch may hold, in bytes. One that grows longer is thinned, and given up if that
/// does not halve it.
const JOURNAL_MAX: usize = 1 << 20;

/// What a course says over and over, where only the last word before it is left counts.
const REPEATED: [&str; 3] = [
    "cmi.suspend_data",
    "cmi.location",
    "cmi.core.lesson_location",
];

/// Adds to the journal of a launch.
pub(super) async fn keep(tx: &mut Tx, launch: &LaunchId, entries: &[Entry]) -> Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    let batch = serde_json::to_string(entries)?;
    let bytes = i64::try_from(batch.len()).unwrap_or(i64::MAX);
    let Some(size) = journals::grow(tx, launch, bytes).await? else {
        return Ok(());
    };
    journals::append(tx, launch, &batch).await?;
    if usize::try_from(size).unwrap_or(usize::MAX) <= JOURNAL_MAX {
        return Ok(());
    }
    let thinned = serde_json::to_string(&thin(journals::entries(tx, launch).await?))?;
    if thinned.len() > JOURNAL_MAX / 2 {
        return journals::give_up(tx, launch).await;
    }
    journals::replace(tx, launch, &thinned).await
}

/// Leaves out what was said again before anything but values was told.
fn thin(entries: Vec<Entry>) -> Vec<Entry> {
    let mut said = BTreeSet::new();
    let mut kept = Vec::new();
    for entry in entries.into_iter().rev() {
        match &entry {
            Entry::Set(element, _) if REPEATED.contains(&element.as_str()) => {
                if !said.insert(element.clone()) {
                    continue;
                }
            }
            Entry::Set(..) => {}
            _ => said.clear(),
        }
        kept.push(entry);
    }
    kept.reverse();
    kept
}

/// What comes of taking some launches out of a registration.
#[derive(Debug, Default)]
pub(crate) struct Parted {
    /// By instance: how the activities stand for the launches that stay, and for those that go.
    pub stay: BTreeMap<i64, Stored>,
    pub go: BTreeMap<i64, Stored>,
    /// How much of what was told leaned on what the other had done, and can't be told alone.
    pub lost: usize,
    /// Launches that go without what they did, for it can't be told apart from the rest.
    pub mixed: usize,
}

/// Ends what is still open of a registration, and plays what stays and what goes anew, each by itself.
pub(crate) async fn part(
    domain: &Domain,
    tx: &mut Tx,
    registration: &Registration,
    go: &[LaunchId],
) -> Result<Parted> {
    for launch in store::open_of(tx, &registration.id).await? {
        super::finish(domain, tx, &launch, "split").await?;
    }
    let mut instances: BTreeMap<i64, Vec<store::Row>> = BTreeMap::new();
    for launch in store::all_of(tx, &registration.id).await? {
        instances.entry(launch.instance).or_default().push(launch);
    }
    let mut parted = Parted::default();
    for (instance, launches) in instances {
        if launches.iter().any(|launch| go.contains(&launch.id)) {
            part_instance(
                domain,
                tx,
                registration,
                (instance, &launches),
                go,
                &mut parted,
            )
            .await?;
        }
    }
    Ok(parted)
}

async fn part_instance(
    domain: &Domain,
    tx: &mut Tx,
    registration: &Registration,
    (instance, launches): (i64, &[store::Row]),
    go: &[LaunchId],
    parted: &mut Parted,
) -> Result<()> {
    let (mut staying, mut going) = (Stored::new(), Stored::new());
    let mut unknown = 0;
    for (at, launch) in launches.iter().enumerate() {
        let goes = go.contains(&launch.id);
        if launch.has_journal() {
            let entries = journals::entries(tx, &launch.id).await?;
            let side = if goes { &mut going } else { &mut staying };
            parted.lost += replay(domain, tx, (registration, launch), side, &entries).await?;
            continue;
        }
        unknown += usize::from(goes);
        // How it stood after launches without a journal is known where the next one with a journal begins.
        let after = match launches.get(at + 1) {
            Some(next) if next.has_journal() => journals::base(tx, &next.id).await?,
            Some(_) => continue,
            None => store::states(tx, &registration.id, instance).await?,
        };
        let gone = launches[..=at]
            .iter()
            .filter(|l| go.contains(&l.id))
            .count();
        if gone == at + 1 {
            going = after;
        } else {
            staying = after;
            parted.mixed += unknown;
        }
        unknown = 0;
    }
    parted.stay.insert(instance, staying);
    if launches.iter().any(|launch| go.contains(&launch.id)) {
        parted.go.insert(instance, going);
    }
    Ok(())
}

/// Plays a journal; gives how many of its entries could not be taken.
async fn replay(
    domain: &Domain,
    tx: &mut Tx,
    (registration, launch): (&Registration, &store::Row),
    states: &mut Stored,
    entries: &[Entry],
) -> Result<usize> {
    let course = courses::manifest(domain, tx, &launch.version_id).await?;
    let terms = Offer::of(launch)?.terms();
    let mut attempt = taken_up(&course, registration, states)?.on(terms);
    let lost = entries
        .iter()
        .filter(|entry| !again(&mut attempt, entry))
        .count();
    attempt.note_satisfied(launch.last_seen_at);
    *states = stored(&attempt)?;
    Ok(lost)
}

/// Plays one entry, in whatever state the launches before it have left; gives whether it could be taken. By which way the
/// learner came to an activity matters less than that he did.
fn again(attempt: &mut Attempt, entry: &Entry) -> bool {
    match entry {
        Entry::Begin(activity) if attempt.active() == Some(activity) => true,
        Entry::Begin(_) => {
            // Another than then was led to: nothing was done in it.
            let _ = attempt.apply(&Entry::End(0));
            attempt.apply(entry).is_ok()
        }
        Entry::Nav(_) => {
            let _ = attempt.apply(entry);
            true
        }
        _ => attempt.apply(entry).is_ok(),
    }
}

/// Keeps states in the place of those that an instance had, and brings the registration's summary in line with its
/// launches.
pub(crate) async fn settle(
    domain: &Domain,
    tx: &mut Tx,
    registration: &Registration,
    instances: &BTreeMap<i64, Stored>,
) -> Result<()> {
    let now = domain.now();
    for (instance, states) in instances {
        store::forget_states(tx, &registration.id, *instance).await?;
        for (activity, state) in states {
            store::keep_state(tx, &registration.id, *instance, activity, state, now).await?;
        }
    }
    let instance = registration.instance;
    let version = super::version_of_attempt(tx, registration, instance).await?;
    let attempt = super::attempt(domain, tx, registration, (instance, &version)).await?;
    commit::settle_summary(domain, tx, registration, &attempt.summary()).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(element: &str, value: &str) -> Entry {
        Entry::Set(element.to_owned(), value.to_owned())
    }

    #[test]
    fn of_what_is_said_again_the_last_word_is_kept() {
        let thinned = thin(vec![
            Entry::Init,
            set("cmi.suspend_data", "1"),
            set("cmi.core.score.raw", "10"),
            set("cmi.core.score.raw", "20"),
            set("cmi.suspend_data", "2"),
            Entry::Term,
        ]);
        let expected = [
            Entry::Init,
            set("cmi.core.score.raw", "10"),
            set("cmi.core.score.raw", "20"),
            set("cmi.suspend_data", "2"),
            Entry::Term,
        ];
        assert_eq!(thinned, expected);
    }

    #[test]
    fn each_opening_keeps_its_own_last_word() {
        let all = vec![
            Entry::Init,
            set("cmi.location", "1"),
            Entry::Term,
            Entry::End(5),
            Entry::Begin("b".to_owned()),
            Entry::Init,
            set("cmi.location", "2"),
        ];
        assert_eq!(thin(all.clone()), all);
    }
}
