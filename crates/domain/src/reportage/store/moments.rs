//! When what is counted happened.

use super::super::dates::{Between, civil};
use super::super::pictures::MOST_COLUMNS;
use super::super::summaries::DAY;
use super::{BOUND, Kept, Scope, Way, daily, is_sqlite, scoped};
use crate::db::On;
use crate::{Result, fetch_all};
use beckon_model::Millis;
use beckon_model::reportage::Dates;
use jiff::tz::TimeZone;
use sqlx::AssertSqlSafe;

const QUARTER: Millis = 900_000;
/// The most UTC days that may come to be drawn day by day (`pictures::Step`), a day of the zone reaching into two of them.
const BY_DAYS: i64 = MOST_COLUMNS + 1;
const BY_WEEKS: i64 = MOST_COLUMNS * 7 + 1;
/// Rows `x` that are completed; those who failed are, too.
const COMPLETED: &str = "x.progress >= 2";

/// How many came and completed in a quarter of an hour.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub(in super::super) struct Moment {
    pub quarter: i64,
    pub came: i64,
    pub completed: i64,
}

impl Scope<'_> {
    /// By which moment the picture over time is drawn: where dates are asked for, by theirs, so that its columns add up to
    /// the figures; else by two, that of coming and that of completing.
    pub fn drawn_by(&self) -> Option<Dates> {
        let dates = self.criteria.dates;
        (!self.undated() || dates != Dates::Created).then_some(dates)
    }

    /// How many came and how many completed, by moments (see [`Self::drawn_by`]): each is that of a quarter of an hour (the
    /// days of every zone are whole ones), or lies within a UTC day in which no column of a picture begins.
    pub async fn moments(&self, on: &mut impl On, tz: &TimeZone) -> Result<Vec<Moment>> {
        let [course, _, invitation, _] = self.texts();
        let id = match (course, invitation) {
            ("", "") => &*self.owner.0,
            (course, "") => course,
            (_, invitation) => invitation,
        };
        match self.kept(on).await? {
            Kept::Whole(scope) if daily(on, id).await? => {
                let of = |basis: i64| format!("x.basis = {basis}");
                self.by_days(on, &scope, [0, 2], [&of(0), &of(2)], tz).await
            }
            Kept::Days(basis, scope) => {
                self.by_days(on, &scope, [basis; 2], ["TRUE", COMPLETED], tz)
                    .await
            }
            _ => self.quarters(on, None).await,
        }
    }

    /// Adds up the sums of these bases by days; of their rows `x`, those count that fulfil the first condition as having
    /// come, the second as completed.
    async fn by_days(
        &self,
        on: &mut impl On,
        scope: &str,
        bases: [i64; 2],
        [came, completed]: [&str; 2],
        tz: &TimeZone,
    ) -> Result<Vec<Moment>> {
        let sum = |when: &str| {
            format!("CAST(SUM(CASE WHEN {when} THEN x.registrations ELSE 0 END) AS BIGINT)")
        };
        let (from, to) = (self.between.from, self.between.to);
        let mut within = String::new();
        if let Some(from) = from {
            within.push_str(&format!(" AND x.day >= {}", from.div_euclid(DAY)));
        }
        if let Some(to) = to {
            within.push_str(&format!(" AND x.day <= {}", (to - 1).div_euclid(DAY)));
        }
        let sql = format!(
            "SELECT x.day, {} AS came, {} AS completed FROM result_sums x
             WHERE x.scope_id {scope} AND x.owner_id = $1 AND {BOUND} AND x.basis IN ({}, {}){within}{}
             GROUP BY x.day ORDER BY x.day",
            sum(came),
            sum(completed),
            bases[0],
            bases[1],
            self.standing("")
        );
        let days = scoped!(fetch_all, self, on, (i64, i64, i64), sql);
        let numbers: Vec<_> = days.iter().map(|(day, ..)| *day).collect();
        let cut = |day: i64| {
            from.is_some_and(|from| from > day * DAY) || to.is_some_and(|to| to < (day + 1) * DAY)
        };
        let counted = parted(&numbers, tz, cut);
        let mut moments: Vec<_> = days
            .into_iter()
            .filter(|(day, ..)| counted.binary_search(day).is_err())
            .map(|(day, came, completed)| Moment {
                quarter: day * DAY / QUARTER,
                came,
                completed,
            })
            .collect();
        if !counted.is_empty() {
            moments.extend(self.quarters(on, Some(&counted)).await?);
        }
        Ok(moments)
    }

    /// Counts by quarters of an hour; only within these UTC days, if there are any.
    async fn quarters(&self, on: &mut impl On, days: Option<&[i64]>) -> Result<Vec<Moment>> {
        let sqlite = is_sqlite(on);
        // Only where days are looked up by them, an index is looked for by these moments.
        let hidden = if sqlite && days.is_none() { "+" } else { "" };
        let one = |at: &str, came: &str, completed: &str, run: Option<(i64, i64)>| {
            let mut condition = self.counted(sqlite);
            match (run, self.drawn_by()) {
                // Its own moments are bounded there.
                (Some((first, last)), Some(_)) => {
                    let within = Between {
                        from: Some(
                            self.between
                                .from
                                .map_or(first * DAY, |from| from.max(first * DAY)),
                        ),
                        to: Some(
                            self.between
                                .to
                                .map_or((last + 1) * DAY, |to| to.min((last + 1) * DAY)),
                        ),
                    };
                    condition = self.condition(within, sqlite, Way::Gathered);
                }
                (Some((first, last)), None) => condition.push_str(&format!(
                    " AND {at} >= {} AND {at} < {}",
                    (first * DAY).max(1),
                    (last + 1) * DAY
                )),
                (None, Some(_)) => {}
                (None, None) => condition.push_str(&format!(" AND {hidden}{at} > 0")),
            }
            format!(
                "SELECT {at} / {QUARTER} AS quarter, {came} AS came, {completed} AS completed FROM results x
                 WHERE {condition}"
            )
        };
        let both = |days: Option<(i64, i64)>| match self.drawn_by() {
            Some(_) => {
                let completed = format!("CASE WHEN {COMPLETED} THEN 1 ELSE 0 END");
                one(self.at(), "1", &completed, days)
            }
            None => format!(
                "{} UNION ALL {}",
                one("x.created_at", "1", "0", days),
                one("x.completed_at", "0", "1", days)
            ),
        };
        let rows = match days {
            None => both(None),
            Some(days) => {
                let parts = runs(days).into_iter().map(|run| both(Some(run)));
                parts.collect::<Vec<_>>().join(" UNION ALL ")
            }
        };
        let sql = format!(
            "SELECT quarter, CAST(SUM(came) AS BIGINT) AS came, CAST(SUM(completed) AS BIGINT) AS completed
             FROM ({rows}) AS m GROUP BY quarter ORDER BY quarter"
        );
        Ok(scoped!(fetch_all, self, on, Moment, sql))
    }
}

/// The UTC days, of these in rising order, of which it matters at what hour something was: those that are cut off, and
/// those that are two days on the clock of the zone and in which a column of a picture begins, the first, and the last.
fn parted(days: &[i64], tz: &TimeZone, cut: impl Fn(i64) -> bool) -> Vec<i64> {
    let (Some(first), Some(last)) = (days.first(), days.last()) else {
        return Vec::new();
    };
    let whole = |day: i64| civil(day * DAY, tz) == civil((day + 1) * DAY - 1, tz);
    let columns = last - first + 1;
    let begins = |day: i64| {
        let date = civil((day + 1) * DAY - 1, tz);
        columns <= BY_DAYS
            || date.day() == 1
            || (columns <= BY_WEEKS && date.weekday() == jiff::civil::Weekday::Monday)
            || day == *first
            || day == *last
    };
    let parted = days.iter().copied();
    parted
        .filter(|day| cut(*day) || (!whole(*day) && begins(*day)))
        .collect()
}

/// The first and last of each run of days without a gap.
fn runs(days: &[i64]) -> Vec<(i64, i64)> {
    let mut runs: Vec<(i64, i64)> = Vec::new();
    for day in days {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *day => *last = *day,
            _ => runs.push((*day, *day)),
        }
    }
    runs
}
