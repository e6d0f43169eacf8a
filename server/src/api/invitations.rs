//! Invitations.

use super::auth::Who;
use super::configuration::sent;
use super::once::Resumed;
use super::postbacks;
use super::registrations::{completion, success};
use super::schema::{
    CreatePrivateInvitation, CreatePublicInvitation, DeliveryShape, InvitationEmail, InvitationJob,
    InvitationList, InvitationSummary, PrivateInvitation, PrivateInvitationList,
    PrivateInvitationUpdate, PublicInvitation, PublicInvitationList, PublicInvitationUpdate,
    RegistrationReport, UserInvitation, UserInvitationList,
};
use super::wire::{Body, Counted, DONE, Failure, Params, Result, moment};
use axum::Json;
use axum::extract::{Path, State};
use beckon_domain::Domain;
use beckon_domain::accounts::Instructor;
use beckon_domain::configuration::With;
use beckon_domain::courses;
use beckon_domain::invitations::programs::{self, Change, Person, Terms, Told};
use beckon_domain::postbacks::Whose;
use beckon_domain::zone::iso;
use beckon_model::invitation::{Entry, Kind, LetterText};
use beckon_model::people::Duplicate;
use beckon_model::result::Scaled;
use beckon_model::{EmailAddress, InvitationId, Millis};
use http::StatusCode;

pub async fn list(
    State(domain): State<Domain>,
    Who(who): Who,
    params: Params,
) -> Result<Counted<InvitationList>> {
    let asked = params.listing(&domain, "updated")?;
    let page = programs::list(&domain, &who, &asked.listing).await?;
    let count = match asked.counts() {
        true => Some(programs::count(&domain, &who, &asked.listing).await?),
        false => None,
    };
    let list = InvitationList {
        more: asked.more(&domain, &page)?,
        invitations: page.rows.iter().map(summary).collect(),
    };
    Ok(Counted(count, list))
}

pub async fn list_public(
    State(domain): State<Domain>,
    Who(who): Who,
    params: Params,
) -> Result<Counted<PublicInvitationList>> {
    let mut asked = params.listing(&domain, "updated")?;
    asked.listing.public = Some(true);
    let page = programs::list(&domain, &who, &asked.listing).await?;
    let count = match asked.counts() {
        true => Some(programs::count(&domain, &who, &asked.listing).await?),
        false => None,
    };
    let more = asked.more(&domain, &page)?;
    let mut invitations = Vec::new();
    for told in page.rows {
        let counted = asked.includes("includeRegistrationCount");
        invitations.push(public(&domain, &who, told, counted).await?);
    }
    Ok(Counted(count, PublicInvitationList { more, invitations }))
}

pub async fn list_private(
    State(domain): State<Domain>,
    Who(who): Who,
    params: Params,
) -> Result<Counted<PrivateInvitationList>> {
    let mut asked = params.listing(&domain, "updated")?;
    asked.listing.public = Some(false);
    let page = programs::list(&domain, &who, &asked.listing).await?;
    let count = match asked.counts() {
        true => Some(programs::count(&domain, &who, &asked.listing).await?),
        false => None,
    };
    let more = asked.more(&domain, &page)?;
    let mut invitations = Vec::new();
    for told in page.rows {
        let counted = asked.includes("includeRegistrationCount");
        invitations.push(private(&domain, &who, told, counted).await?);
    }
    Ok(Counted(count, PrivateInvitationList { more, invitations }))
}

pub async fn create_public(
    State(domain): State<Domain>,
    Who(who): Who,
    resumed: Resumed,
    Body(new): Body<CreatePublicInvitation>,
) -> Result<Json<PublicInvitation>> {
    inviter(&new.creating_user_email)?;
    let postback = postbacks::read(new.post_back.as_ref())?;
    let course = courses::programs::named(&domain, &who, &new.course_id).await?;
    let entry = match new.entry.as_deref() {
        None | Some("") => Entry::default(),
        Some(said) => Entry::ALL
            .into_iter()
            .find(|entry| entry.name() == said)
            .ok_or_else(|| Failure::bad("entry is account, name or code."))?,
    };
    let terms = Terms {
        cap: cap(new.registration_cap)?,
        expires_at: end(new.expiration_date.as_deref())?.flatten(),
        tags: new.tags.unwrap_or_default(),
        entry,
        with: With {
            postback,
            settings: new.initial_settings.as_ref().map(sent).unwrap_or_default(),
        },
    };
    let id = match resumed.made() {
        Some(id) => id,
        None => programs::create_public(&domain, &who, &course, &terms).await?,
    };
    let told = programs::told(&domain, &who, &id, Some(Kind::Public)).await?;
    Ok(Json(public(&domain, &who, told, false).await?))
}

pub async fn create_private(
    State(domain): State<Domain>,
    Who(who): Who,
    resumed: Resumed,
    Body(new): Body<CreatePrivateInvitation>,
) -> Result<Json<InvitationSummary>> {
    inviter(&new.creating_user_email)?;
    let postback = postbacks::read(new.post_back.as_ref())?;
    let course = courses::programs::named(&domain, &who, &new.course_id).await?;
    let duplicate = duplicate(new.duplicate_registration_option.as_deref())?;
    let usual = LetterText::usual();
    let said = |text: Option<String>, usual: String| match text {
        Some(text) if !text.trim().is_empty() => text,
        _ => usual,
    };
    let letter = LetterText {
        subject: said(new.invitation_email.subject, usual.subject),
        body: said(new.invitation_email.body, usual.body),
    };
    let terms = Terms {
        expires_at: end(new.expiration_date.as_deref())?.flatten(),
        tags: new.tags.unwrap_or_default(),
        with: With {
            postback,
            settings: new.initial_settings.as_ref().map(sent).unwrap_or_default(),
        },
        ..Terms::default()
    };
    let addresses = new.invitation_email.addresses;
    let id = match resumed.made() {
        Some(id) => id,
        None => {
            programs::create_private(
                &domain, &who, &course, &addresses, &letter, duplicate, &terms,
            )
            .await?
        }
    };
    let told = programs::told(&domain, &who, &id, Some(Kind::Private)).await?;
    Ok(Json(summary(&told)))
}

/// What happens to whoever was invited before.
pub fn duplicate(said: Option<&str>) -> Result<Duplicate> {
    match said {
        None | Some("") => Ok(Duplicate::SendExisting),
        Some(code) => Duplicate::parse(code).ok_or_else(|| {
            Failure::bad(
                "duplicateRegistrationOption is FAIL, INSTANCE_EXISTING, SEND_EXISTING or CREATE_NEW.",
            )
        }),
    }
}

pub async fn get_public(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(id): Path<InvitationId>,
    params: Params,
) -> Result<Json<PublicInvitation>> {
    let told = programs::told(&domain, &who, &id, Some(Kind::Public)).await?;
    let counted = params.flag("includeRegistrationCount")?;
    Ok(Json(public(&domain, &who, told, counted).await?))
}

pub async fn get_private(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(id): Path<InvitationId>,
    params: Params,
) -> Result<Json<PrivateInvitation>> {
    let told = programs::told(&domain, &who, &id, Some(Kind::Private)).await?;
    let counted = params.flag("includeRegistrationCount")?;
    Ok(Json(private(&domain, &who, told, counted).await?))
}

pub async fn update_public(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(id): Path<InvitationId>,
    Body(update): Body<PublicInvitationUpdate>,
) -> Result<Json<PublicInvitation>> {
    let postback = postbacks::read(update.post_back.as_ref())?;
    let change = Change {
        enabled: update.allow_launch,
        open: update.allow_new_registrations,
        cap: update
            .registration_cap
            .map(|said| cap(Some(said)))
            .transpose()?,
        expires_at: end(update.expiration_date.as_deref())?,
        postback,
        ..Change::default()
    };
    programs::change(&domain, &who, &id, Kind::Public, &change).await?;
    let told = programs::told(&domain, &who, &id, Some(Kind::Public)).await?;
    Ok(Json(public(&domain, &who, told, false).await?))
}

pub async fn update_private(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(id): Path<InvitationId>,
    Body(update): Body<PrivateInvitationUpdate>,
) -> Result<Json<PrivateInvitation>> {
    let postback = postbacks::read(update.post_back.as_ref())?;
    let letter = update.invitation_email.unwrap_or_default();
    let change = Change {
        enabled: update.allow_launch,
        expires_at: end(update.expiration_date.as_deref())?,
        subject: letter.subject,
        body: letter.body,
        postback,
        ..Change::default()
    };
    programs::change(&domain, &who, &id, Kind::Private, &change).await?;
    let told = programs::told(&domain, &who, &id, Some(Kind::Private)).await?;
    Ok(Json(private(&domain, &who, told, false).await?))
}

pub async fn delete(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(id): Path<InvitationId>,
) -> Result<StatusCode> {
    programs::delete(&domain, &who, &id).await?;
    Ok(DONE)
}

pub async fn job(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(id): Path<InvitationId>,
) -> Result<Json<InvitationJob>> {
    let job = programs::job(&domain, &who, &id).await?;
    let status = match () {
        () if job.cancelled => "CANCELLED",
        () if job.processed < job.total => "STARTED",
        () => "COMPLETE",
    };
    Ok(Json(InvitationJob {
        status: Some(status.to_owned()),
        errors: Some(job.errors),
        total: Some(job.total),
        processed: Some(job.processed),
    }))
}

pub async fn people_of_public(
    domain: State<Domain>,
    who: Who,
    Path(id): Path<InvitationId>,
    params: Params,
) -> Result<Counted<UserInvitationList>> {
    people(domain, who, &id, Kind::Public, params).await
}

pub async fn people_of_private(
    domain: State<Domain>,
    who: Who,
    Path(id): Path<InvitationId>,
    params: Params,
) -> Result<Counted<UserInvitationList>> {
    people(domain, who, &id, Kind::Private, params).await
}

async fn people(
    State(domain): State<Domain>,
    Who(who): Who,
    id: &InvitationId,
    kind: Kind,
    params: Params,
) -> Result<Counted<UserInvitationList>> {
    let asked = params.listing(&domain, "updated")?;
    let page = programs::people(&domain, &who, id, kind, &asked.listing).await?;
    let count = match asked.counts() {
        true => Some(programs::count_people(&domain, &who, id, kind, &asked.listing).await?),
        false => None,
    };
    let more = asked.more(&domain, &page)?;
    let reported = asked.includes("includeRegistrationReport");
    let user_invitations = page
        .rows
        .into_iter()
        .map(|person| user(person, reported))
        .collect();
    Ok(Counted(
        count,
        UserInvitationList {
            more,
            user_invitations,
        },
    ))
}

/// What is told of a person, with a report if that is asked for.
pub fn user(person: Person, reported: bool) -> UserInvitation {
    let mut user = UserInvitation {
        registration_report: reported.then(|| report(&person)),
        email: Some(person.email),
        url: Some(person.url),
        is_started: Some(person.started),
        updated: Some(iso(person.updated_at)),
        registration_id: Some(person.registration),
        flags: Some(person.flags),
        ..UserInvitation::default()
    };
    if let Some(listed) = person.listed {
        user.id = listed.recipient.map(|id| id.0);
        user.name = Some(listed.name);
        user.delivery = listed.delivery.map(|delivery| DeliveryShape {
            state: Some(delivery.state.word().to_owned()),
            server_said: Some(delivery.server_said),
            since: delivery.at.map(iso),
        });
        user.invited_date = Some(iso(listed.invited_at));
        user.opened_date = listed.opened_at.map(iso);
        user.revoked_date = listed.revoked_at.map(iso);
        user.expiration_date = listed.expires_at.map(iso);
    }
    user
}

fn report(person: &Person) -> RegistrationReport {
    RegistrationReport {
        complete: Some(completion(Some(&person.completion))),
        success: Some(success(Some(&person.success))),
        total_seconds_tracked: Some(person.tracked as f64 / 1_000.0),
        score: person.score.map(|scaled| Scaled { scaled }),
    }
}

pub fn summary(told: &Told) -> InvitationSummary {
    InvitationSummary {
        id: Some(told.id.0.clone()),
        course_id: Some(told.course.clone()),
        is_public: Some(told.public),
        create_date: Some(iso(told.created_at)),
        updated: Some(iso(told.updated_at)),
    }
}

async fn public(
    domain: &Domain,
    who: &Instructor,
    told: Told,
    counted: bool,
) -> Result<PublicInvitation> {
    let count = match counted {
        true => Some(
            programs::counted(domain, who, &told.id)
                .await?
                .registrations,
        ),
        false => None,
    };
    let whose = Whose::Invitation(told.id.clone());
    Ok(PublicInvitation {
        post_back: postbacks::told(domain, who, &whose).await?,
        id: Some(told.id.0),
        course_id: Some(told.course),
        course_title: Some(told.course_title),
        allow_launch: Some(told.enabled),
        allow_new_registrations: Some(told.open),
        url: Some(told.url),
        create_date: Some(iso(told.created_at)),
        updated: Some(iso(told.updated_at)),
        expiration_date: told.expires_at.map(iso),
        registration_cap: Some(told.cap.unwrap_or(0)),
        registration_count: count,
    })
}

async fn private(
    domain: &Domain,
    who: &Instructor,
    told: Told,
    counted: bool,
) -> Result<PrivateInvitation> {
    let count = match counted {
        true => Some(programs::counted(domain, who, &told.id).await?),
        false => None,
    };
    let addresses = programs::addresses(domain, who, &told.id).await?;
    let whose = Whose::Invitation(told.id.clone());
    Ok(PrivateInvitation {
        post_back: postbacks::told(domain, who, &whose).await?,
        id: Some(told.id.0),
        course_id: Some(told.course),
        course_title: Some(told.course_title),
        allow_launch: Some(told.enabled),
        invitation_email: Some(InvitationEmail {
            subject: Some(told.letter.subject),
            body: Some(told.letter.body),
            addresses,
        }),
        create_date: Some(iso(told.created_at)),
        updated: Some(iso(told.updated_at)),
        expiration_date: told.expires_at.map(iso),
        registration_count: count.map(|count| count.registrations),
        launched_registration_count: count.map(|count| count.launched),
    })
}

/// Whoever invites is the instructor whose key it is; the address must be one all the same.
fn inviter(email: &str) -> Result<()> {
    EmailAddress::parse(email)
        .map(|_| ())
        .map_err(|why| Failure::bad(format!("creatingUserEmail: {why}")))
}

/// 0 is no cap.
fn cap(said: Option<i64>) -> Result<Option<i64>> {
    match said {
        None | Some(0) => Ok(None),
        Some(cap) if cap > 0 => Ok(Some(cap)),
        Some(_) => Err(Failure::bad("registrationCap is 0 (no cap) or more.")),
    }
}

/// `None` to leave it, `Some(None)` for no end.
fn end(said: Option<&str>) -> Result<Option<Option<Millis>>> {
    Ok(match said.map(str::trim) {
        None => None,
        Some("") => Some(None),
        Some(text) => Some(Some(moment("expirationDate", text)?)),
    })
}
