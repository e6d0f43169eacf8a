//! The list of an invitation's people: which, in which order, and fifty at a time.
//!
//! The order is found in one index of the summary that recipients carry; only the rows of the page are then read whole.

use crate::db::{On, holding};
use crate::registrations::progress;
use crate::{Error, Result, fetch_all, fetch_one, fetch_optional};
use beckon_model::invitation::Kind;
use beckon_model::recipient::{Delivery, DeliveryState, PAGE, Person, Query, Show, Sort};
use beckon_model::registration::known_email;
use beckon_model::{InvitationId, Millis, RecipientId, RegistrationId};

/// Which people, of which invitation.
pub(in crate::recipients) struct List<'a> {
    pub id: &'a InvitationId,
    pub kind: Kind,
    pub query: &'a Query,
}

/// E-mails that did not arrive, or not yet.
const UNDELIVERED: &str = "FROM outbox m WHERE m.state IN ('deferred', 'failed', 'bounced')";

/// What differs between recipients and the registrations of a public invitation. `$1` is the invitation.
struct Source {
    from: &'static str,
    listed: &'static str,
    id: &'static str,
    registration: &'static str,
    /// As `recipients_name` indexes it.
    name: &'static str,
    progress: &'static str,
    score: &'static str,
    time: &'static str,
    activity: &'static str,
    invited: &'static str,
}

const RECIPIENTS: Source = Source {
    from: "recipients p",
    listed: "p.invitation_id = $1 AND p.deleted_at IS NULL",
    id: "p.id",
    registration: "p.registration_id",
    name: "LOWER(CASE WHEN p.name = '' THEN p.email ELSE p.name || ' ' || p.email END)",
    progress: "p.progress",
    score: "p.score",
    time: "p.total_time",
    activity: "p.last_activity_at",
    // Ids tell the order of coming.
    invited: "p.id",
};

const REGISTRATIONS: Source = Source {
    from: "registrations r JOIN learners l ON l.id = r.learner_id",
    listed: "r.invitation_id = $1",
    id: "r.id",
    registration: "r.id",
    name: "LOWER(CASE WHEN l.name = '' THEN l.email ELSE l.name || ' ' || l.email END)",
    progress: "CASE WHEN r.success = 'passed' THEN 4 WHEN r.success = 'failed' THEN 2
                    WHEN r.completion = 'completed' THEN 3 WHEN r.first_launched_at IS NOT NULL THEN 1 ELSE 0 END",
    score: "COALESCE(r.score, -1)",
    time: "r.total_time",
    activity: "COALESCE(r.last_activity_at, 0)",
    invited: "r.id",
};

impl Source {
    /// What the rows must fulfil; `$2` and `$3` are what is searched for, `$4` is the tag.
    fn condition(&self, query: &Query) -> String {
        let (progress, registration) = (self.progress, self.registration);
        let shown = match query.show {
            Show::Everyone => String::new(),
            Show::NotStarted => format!(" AND {progress} = 0"),
            Show::Started => format!(" AND {progress} >= 1"),
            Show::UnderWay => format!(" AND {progress} = 1"),
            Show::Completed => format!(" AND {progress} >= 2"),
            Show::Passed => format!(" AND {progress} = 4"),
            Show::Failed => format!(" AND {progress} = 2"),
            Show::Flagged => {
                format!(
                    " AND {registration} IN (SELECT f.registration_id FROM flags f WHERE f.dismissed_at IS NULL)"
                )
            }
            Show::KeptOut => " AND p.revoked_at IS NOT NULL".to_owned(),
            Show::Others => " AND p.came_by IS NOT NULL".to_owned(),
            Show::Asked => " AND p.asked_at IS NOT NULL".to_owned(),
            Show::NotDelivered => format!(
                " AND p.id IN (SELECT m.recipient_id {UNDELIVERED}) AND p.mail_id IN (SELECT m.id {UNDELIVERED})"
            ),
        };
        // Few are flagged, not delivered, kept out and so on: they are looked up from there.
        let listed = match query.show {
            Show::Flagged | Show::NotDelivered => self.listed.replace("= $1", "|| '' = $1"),
            Show::KeptOut | Show::Others | Show::Asked => {
                "p.invitation_id = $1 AND COALESCE(p.deleted_at, 0) = 0".to_owned()
            }
            _ => self.listed.to_owned(),
        };
        format!(
            "{listed}{shown}{}{}",
            self.tagged(&query.tag),
            self.found(&query.search)
        )
    }

    /// Those that have the tag, or whose learners have it, are looked up from there.
    fn tagged(&self, tag: &str) -> String {
        if tag.is_empty() {
            return " AND CAST($4 AS TEXT) = ''".to_owned();
        }
        let registration = self.registration;
        let having = "t.owner_id = (SELECT i.owner_id FROM invitations i WHERE i.id = $1) AND t.tag = $4 AND t.kind";
        format!(
            " AND {registration} IN (
               SELECT t.id FROM tags t WHERE {having} = 'registration'
               UNION ALL SELECT q.id FROM tags t JOIN registrations q ON q.learner_id = t.id WHERE {having} = 'learner')"
        )
    }

    /// Where nothing is searched for, no name is looked at, so that an index is enough. Every name is at least '', which
    /// makes the index of names the first choice where something is.
    fn found(&self, search: &str) -> String {
        let name = self.name;
        if search.is_empty() {
            return " AND CAST($2 AS TEXT) = CAST($3 AS TEXT)".to_owned();
        }
        let typed = if search.is_ascii() {
            "CAST($3 AS TEXT) = ''".to_owned()
        } else {
            format!("{name} LIKE LOWER($3) ESCAPE '\\'")
        };
        format!(" AND {name} >= '' AND ({name} LIKE $2 ESCAPE '\\' OR {typed})")
    }

    /// Who stands equal stands in the order of coming, and turns around with the rest.
    fn order(&self, query: &Query) -> String {
        let by = match query.sort {
            Sort::Activity => self.activity,
            Sort::Name => self.name,
            Sort::Progress => self.progress,
            Sort::Score => self.score,
            Sort::Time => self.time,
            Sort::Invited => self.invited,
        };
        let way = if query.falling { "DESC" } else { "ASC" };
        let usual = query.falling == query.sort.falls();
        if by == self.id {
            return format!("{by} {way}");
        }
        let then = if usual { "ASC" } else { "DESC" };
        format!("{by} {way}, {} {then}", self.id)
    }
}

/// What the recipients of a list must fulfil, with what is searched for as `$2` and `$3`, and the tag as `$4`.
pub(super) fn among_recipients(query: &Query) -> (String, [String; 2]) {
    (RECIPIENTS.condition(query), patterns(&query.search))
}

/// What is searched for: in small letters, and as typed, for databases that know the small letters of English only.
fn patterns(search: &str) -> [String; 2] {
    if search.is_empty() {
        return Default::default();
    }
    [holding(&search.to_lowercase()), holding(search)]
}

impl List<'_> {
    fn source(&self) -> Source {
        match self.kind {
            Kind::Private => RECIPIENTS,
            Kind::Public => REGISTRATIONS,
        }
    }

    /// What was asked for; on a public invitation nobody is kept out and nothing was mailed.
    fn query(&self) -> Query {
        let mut query = self.query.clone();
        if self.kind == Kind::Public && !query.show.on_public() {
            query.show = Show::Everyone;
        }
        query
    }

    /// How many match, over all pages.
    pub async fn matching(&self, on: &mut impl On) -> Result<i64> {
        let (source, query) = (self.source(), self.query());
        let sql = format!(
            "SELECT COUNT(*) FROM {} WHERE {}",
            source.from,
            source.condition(&query)
        );
        let [low, typed] = patterns(&query.search);
        Ok(fetch_one!(
            on,
            (i64,),
            sqlx::AssertSqlSafe(sql),
            self.id,
            low,
            typed,
            &query.tag
        )?
        .0)
    }

    /// The rows of the page, in order, without their flags.
    pub async fn page(&self, on: &mut impl On, now: Millis) -> Result<Vec<Person>> {
        let (source, query) = (self.source(), self.query());
        let (condition, order) = (source.condition(&query), source.order(&query));
        let sql = match self.kind {
            // Mostly few are found: they are looked up by their names and sorted, not met in the order of the list.
            Kind::Private if !query.search.is_empty() => format!(
                "WITH found AS MATERIALIZED (SELECT p.id FROM recipients p WHERE {condition})
                 {RECIPIENT} WHERE p.id IN (
                   SELECT p.id FROM found f JOIN recipients p ON p.id = f.id ORDER BY {order} LIMIT $5 OFFSET $6)
                 ORDER BY {order}"
            ),
            Kind::Private => format!(
                "{RECIPIENT} WHERE p.id IN (
                   SELECT p.id FROM recipients p WHERE {condition} ORDER BY {order} LIMIT $5 OFFSET $6)
                 ORDER BY {order}"
            ),
            Kind::Public => format!(
                "{REGISTRATION} WHERE {condition} ORDER BY {order} LIMIT $5 OFFSET $6"
            ),
        };
        let [low, typed] = patterns(&query.search);
        let offset = i64::from(query.page - 1) * PAGE;
        let rows = fetch_all!(
            on,
            Row,
            sqlx::AssertSqlSafe(sql),
            self.id,
            low,
            typed,
            &query.tag,
            PAGE,
            offset
        )?;
        rows.into_iter().map(|row| row.person(now)).collect()
    }

    /// Gives the rows of the page their flags.
    pub async fn add_flags(&self, on: &mut impl On, rows: &mut [Person]) -> Result<()> {
        let (source, query) = (self.source(), self.query());
        let sql = format!(
            "SELECT f.registration_id, f.reason FROM flags f WHERE f.dismissed_at IS NULL AND f.registration_id IN (
               SELECT {} FROM {} WHERE {} ORDER BY {} LIMIT $5 OFFSET $6)
             ORDER BY f.created_at, f.id",
            source.registration,
            source.from,
            source.condition(&query),
            source.order(&query)
        );
        let [low, typed] = patterns(&query.search);
        let offset = i64::from(query.page - 1) * PAGE;
        let flags = fetch_all!(
            on,
            (RegistrationId, String),
            sqlx::AssertSqlSafe(sql),
            self.id,
            low,
            typed,
            &query.tag,
            PAGE,
            offset
        )?;
        for (registration, reason) in flags {
            let mine = rows
                .iter_mut()
                .filter(|row| row.registration == registration);
            mine.for_each(|row| row.flags.push(reason.clone()));
        }
        Ok(())
    }
}

/// One recipient, without his flags.
pub(in crate::recipients) async fn one(
    on: &mut impl On,
    invitation: &InvitationId,
    id: &RecipientId,
    now: Millis,
) -> Result<Option<Person>> {
    let sql =
        format!("{RECIPIENT} WHERE p.id = $1 AND p.invitation_id = $2 AND p.deleted_at IS NULL");
    let row = fetch_optional!(on, Row, sqlx::AssertSqlSafe(sql), id, invitation)?;
    row.map(|row| row.person(now)).transpose()
}

/// A recipient, whole.
const RECIPIENT: &str =
    "SELECT p.id AS recipient, r.id AS registration, COALESCE(NULLIF(p.name, ''), l.name) AS name, p.email,
            r.completion, r.success, r.score, r.total_time, r.first_launched_at, r.last_activity_at, m.state, m.due_at,
            m.server_said, m.updated_at, p.opened_at, p.revoked_at, p.expires_at, p.created_at, r.bound_at, p.asked_at,
            CASE WHEN p.came_by IS NULL THEN '' ELSE COALESCE(NULLIF(o.name, ''), o.email, 'somebody deleted') END
              AS came_by
     FROM recipients p JOIN registrations r ON r.id = p.registration_id JOIN learners l ON l.id = r.learner_id
     LEFT JOIN outbox m ON m.id = p.mail_id LEFT JOIN recipients o ON o.id = p.came_by";

/// A registration of a public invitation, whole.
const REGISTRATION: &str =
    "SELECT CAST(NULL AS TEXT) AS recipient, r.id AS registration, l.name, l.email,
            r.completion, r.success, r.score, r.total_time, r.first_launched_at, r.last_activity_at,
            CAST(NULL AS TEXT) AS state, CAST(NULL AS BIGINT) AS due_at, CAST(NULL AS TEXT) AS server_said,
            CAST(NULL AS BIGINT) AS updated_at, CAST(NULL AS BIGINT) AS opened_at,
            CAST(NULL AS BIGINT) AS revoked_at, CAST(NULL AS BIGINT) AS expires_at, r.created_at,
            r.bound_at, CAST(NULL AS BIGINT) AS asked_at, '' AS came_by
     FROM registrations r JOIN learners l ON l.id = r.learner_id";

#[derive(Debug, sqlx::FromRow)]
struct Row {
    recipient: Option<RecipientId>,
    registration: RegistrationId,
    name: String,
    email: String,
    completion: String,
    success: String,
    score: Option<f64>,
    total_time: i64,
    first_launched_at: Option<Millis>,
    last_activity_at: Option<Millis>,
    state: Option<String>,
    due_at: Option<Millis>,
    server_said: Option<String>,
    updated_at: Option<Millis>,
    opened_at: Option<Millis>,
    revoked_at: Option<Millis>,
    expires_at: Option<Millis>,
    created_at: Millis,
    bound_at: Option<Millis>,
    asked_at: Option<Millis>,
    came_by: String,
}

impl Row {
    fn person(self, now: Millis) -> Result<Person> {
        let delivery = match &self.recipient {
            Some(_) => Some(self.delivery(now)?),
            None => None,
        };
        Ok(Person {
            progress: progress(
                &self.completion,
                &self.success,
                self.first_launched_at.is_some(),
            ),
            delivery,
            recipient: self.recipient,
            registration: self.registration,
            name: self.name,
            email: known_email(self.email),
            score: self.score,
            time: self.total_time,
            last_activity: self.last_activity_at,
            opened_at: self.opened_at,
            revoked_at: self.revoked_at,
            expires_at: self.expires_at,
            invited_at: self.created_at,
            bound_at: self.bound_at,
            came_by: self.came_by,
            asked_at: self.asked_at,
            flags: Vec::new(),
        })
    }

    fn delivery(&self, now: Millis) -> Result<Delivery> {
        let later = self.due_at.filter(|due_at| *due_at > now);
        let state = match self.state.as_deref() {
            None => DeliveryState::NotSent,
            Some("queued") if later.is_some() => DeliveryState::Scheduled,
            Some("queued" | "sending") => DeliveryState::Queued,
            Some("sent") => DeliveryState::Sent,
            Some("deferred") => DeliveryState::Deferred,
            Some("failed") => DeliveryState::Refused,
            Some("bounced") => DeliveryState::Bounced,
            Some(other) => return Err(Error::Other(format!("unknown mail state {other}"))),
        };
        Ok(Delivery {
            at: match state {
                DeliveryState::Scheduled => later,
                _ => self.updated_at,
            },
            state,
            server_said: self.server_said.clone().unwrap_or_default(),
        })
    }
}
