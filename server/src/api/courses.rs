//! Courses and the jobs that import them.

use super::auth::Who;
use super::once::Resumed;
use super::schema::{
    CourseList, FileList, FileShape, ImportFetchRequest, ImportRequest, ItemValuePair, LaunchAuth,
    LaunchLink, LaunchLinkRequest, StringResult, TitleShape, Versions,
};
use super::wire::{Body, Counted, DONE, Failure, Params, Result};
use axum::Json;
use axum::extract::{FromRequest, Multipart, Path, Request, State};
use axum::response::{IntoResponse, Response};
use beckon_domain::accounts::Instructor;
use beckon_domain::courses::imports::{self, Upload, With};
use beckon_domain::courses::{programs, told};
use beckon_domain::join::programs::{Wish, preview as preview_link};
use beckon_domain::play::Extra;
use beckon_domain::zone::iso;
use beckon_domain::{Domain, fetch, secret};
use beckon_model::imported::{CourseShape, ImportJob};
use beckon_model::{CourseId, ImportId};
use futures::StreamExt;
use http::{HeaderMap, StatusCode, header};

/// The type of a package; other media are no courses here.
const PACKAGE: [&str; 3] = [
    "application/zip",
    "application/x-zip-compressed",
    "application/octet-stream",
];

pub async fn list(
    State(domain): State<Domain>,
    Who(who): Who,
    params: Params,
) -> Result<Counted<CourseList>> {
    let asked = params.listing(&domain, "updated")?;
    let page = programs::list(&domain, &who, &asked.listing).await?;
    let count = match asked.counts() {
        true => Some(programs::count(&domain, &who, &asked.listing).await?),
        false => None,
    };
    let more = asked.more(&domain, &page)?;
    let mut courses = Vec::new();
    for told in page.rows {
        let counted = asked.includes("includeRegistrationCount");
        let described = asked.includes("includeCourseMetadata");
        courses.push(told::course(&domain, &who, told, counted, described).await?);
    }
    Ok(Counted(count, CourseList { more, courses }))
}

pub async fn get(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(id): Path<String>,
    params: Params,
) -> Result<Json<CourseShape>> {
    let id = programs::named(&domain, &who, &id).await?;
    one(&domain, &who, &id, None, &params).await
}

pub async fn get_version(
    State(domain): State<Domain>,
    Who(who): Who,
    Path((id, version)): Path<(String, i64)>,
    params: Params,
) -> Result<Json<CourseShape>> {
    let id = programs::named(&domain, &who, &id).await?;
    one(&domain, &who, &id, Some(version), &params).await
}

async fn one(
    domain: &Domain,
    who: &Instructor,
    id: &CourseId,
    version: Option<i64>,
    params: &Params,
) -> Result<Json<CourseShape>> {
    let told = programs::told(domain, who, id, version).await?;
    let counted = params.flag("includeRegistrationCount")?;
    let described = params.flag("includeCourseMetadata")?;
    Ok(Json(
        told::course(domain, who, told, counted, described).await?,
    ))
}

pub async fn versions(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(id): Path<String>,
    params: Params,
) -> Result<Json<Versions>> {
    let id = programs::named(&domain, &who, &id).await?;
    let (since, until) = (params.moment("since")?, params.moment("until")?);
    let counted = params.flag("includeRegistrationCount")?;
    let described = params.flag("includeCourseMetadata")?;
    let mut courses = Vec::new();
    for told in programs::versions_of(&domain, &who, &id).await? {
        let at = told.updated_at;
        if since.is_none_or(|since| at >= since) && until.is_none_or(|until| at <= until) {
            courses.push(told::course(&domain, &who, told, counted, described).await?);
        }
    }
    Ok(Json(Versions { courses }))
}

pub async fn delete(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(id): Path<String>,
) -> Result<StatusCode> {
    let id = programs::named(&domain, &who, &id).await?;
    programs::delete(&domain, &who, &id).await?;
    Ok(DONE)
}

pub async fn delete_version(
    State(domain): State<Domain>,
    Who(who): Who,
    Path((id, version)): Path<(String, i64)>,
) -> Result<StatusCode> {
    let id = programs::named(&domain, &who, &id).await?;
    programs::delete_version(&domain, &who, &id, version).await?;
    Ok(DONE)
}

pub async fn set_title(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(id): Path<String>,
    Body(title): Body<TitleShape>,
) -> Result<StatusCode> {
    let id = programs::named(&domain, &who, &id).await?;
    programs::retitle(&domain, &who, &id, &title.title).await?;
    Ok(DONE)
}

pub async fn preview(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(id): Path<String>,
    Body(request): Body<LaunchLinkRequest>,
) -> Result<Json<LaunchLink>> {
    previewed(&domain, &who, &id, None, &request).await
}

pub async fn preview_version(
    State(domain): State<Domain>,
    Who(who): Who,
    Path((id, version)): Path<(String, i64)>,
    Body(request): Body<LaunchLinkRequest>,
) -> Result<Json<LaunchLink>> {
    previewed(&domain, &who, &id, Some(version), &request).await
}

async fn previewed(
    domain: &Domain,
    who: &Instructor,
    id: &str,
    version: Option<i64>,
    request: &LaunchLinkRequest,
) -> Result<Json<LaunchLink>> {
    let id = programs::named(domain, who, id).await?;
    let wish = wish(request)?;
    let launch_link = preview_link(domain, who, &id, version, &wish).await?;
    Ok(Json(LaunchLink { launch_link }))
}

/// What a request wants of a link.
pub fn wish(request: &LaunchLinkRequest) -> Result<Wish> {
    if request
        .start_sco
        .as_deref()
        .is_some_and(|sco| !sco.is_empty())
    {
        return Err(Failure::bad(
            "startSco is not supported: the course decides where it begins.",
        ));
    }
    protected(request.launch_auth.as_ref())?;
    let value = |pair: &ItemValuePair| {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        (text(&pair.item), text(&pair.value))
    };
    let values = request.additionalvalues.iter().flatten();
    Ok(Wish {
        expiry: request.expiry.unwrap_or(120),
        redirect_on_exit: request.redirect_on_exit_url.clone().unwrap_or_default(),
        tracking: request.tracking.unwrap_or(true),
        extra: Extra {
            values: values.map(value).collect(),
            css_url: request.css_url.clone().unwrap_or_default(),
        },
    })
}

/// The files of a course are under an address of each launch's own in any case, which is no cookie and does what the vault
/// does; a limit that would not be kept is refused.
fn protected(auth: Option<&LaunchAuth>) -> Result<()> {
    let Some(auth) = auth else {
        return Ok(());
    };
    match auth.kind.as_deref().map(str::to_lowercase).as_deref() {
        None | Some("" | "cookies" | "vault") => {}
        Some(_) => return Err(Failure::bad("launchAuth.type is cookies or vault.")),
    }
    let options = auth.options.clone().unwrap_or_default();
    let limited = options.ip_address == Some(true)
        || options.fingerprint == Some(true)
        || options.expiry.is_some_and(|expiry| expiry != 0)
        || options.sliding_expiry.is_some_and(|expiry| expiry != 0);
    match limited {
        true => Err(Failure::bad(
            "launchAuth.options are not supported: a launch is known by its own address, for 24 hours after it was last used.",
        )),
        false => Ok(()),
    }
}

pub async fn fetch_import(
    State(domain): State<Domain>,
    Who(who): Who,
    params: Params,
    resumed: Resumed,
    Body(request): Body<ImportFetchRequest>,
) -> Result<Json<StringResult>> {
    fetched(&domain, &who, &params, &resumed, &request).await
}

pub async fn import_without_upload(
    State(domain): State<Domain>,
    Who(who): Who,
    params: Params,
    resumed: Resumed,
    Body(request): Body<ImportRequest>,
) -> Result<Json<StringResult>> {
    match &request.fetch_request {
        Some(fetch) => fetched(&domain, &who, &params, &resumed, fetch).await,
        None => Err(Failure::bad(
            "Say by fetchRequest where the package is: courses are packages, not media elsewhere and not connectors.",
        )),
    }
}

async fn fetched(
    domain: &Domain,
    who: &Instructor,
    params: &Params,
    resumed: &Resumed,
    request: &ImportFetchRequest,
) -> Result<Json<StringResult>> {
    if let Some(result) = resumed.made() {
        return Ok(Json(StringResult { result }));
    }
    of_package(request.content_type.as_deref().unwrap_or(PACKAGE[0]))?;
    let expected = expect(domain, who, params).await?;
    let url = fetch::address(&request.url).map_err(|why| Failure::bad(why.to_string()))?;
    let id: ImportId = secret::id();
    let name = url.path_segments().and_then(|mut parts| parts.next_back());
    let name = name.unwrap_or_default().to_owned();
    imports::enqueue_expected(domain, who, &id, &name, &expected, Some(url.as_str())).await?;
    Ok(Json(StringResult { result: id.0 }))
}

pub async fn upload(
    State(domain): State<Domain>,
    Who(who): Who,
    params: Params,
    resumed: Resumed,
    headers: HeaderMap,
    request: Request,
) -> Result<Json<StringResult>> {
    if let Some(result) = resumed.made() {
        return Ok(Json(StringResult { result }));
    }
    let kind = headers.get("uploadedContentType");
    let kind = kind.and_then(|kind| kind.to_str().ok());
    let welcome = match of_package(kind.unwrap_or(PACKAGE[0])) {
        Ok(()) => expect(&domain, &who, &params).await,
        Err(failure) => Err(failure),
    };
    let expected = match welcome {
        Ok(expected) => expected,
        Err(failure) => {
            hear_out(request.into_body()).await;
            return Err(failure);
        }
    };
    let mut form = Multipart::from_request(request, &())
        .await
        .map_err(|_| Failure::bad("Send the package as the part “file” of a form."))?;
    while let Some(mut field) = form.next_field().await.map_err(broken)? {
        if field.name() != Some("file") {
            continue;
        }
        let id: ImportId = secret::id();
        let name = field.file_name().unwrap_or_default().to_owned();
        let mut upload = Upload::begin(&domain, &id).await?;
        while let Some(piece) = field.chunk().await.map_err(broken)? {
            upload.write(&piece).await?;
        }
        upload.finish().await?;
        imports::enqueue_expected(&domain, &who, &id, &name, &expected, None).await?;
        return Ok(Json(StringResult { result: id.0 }));
    }
    Err(Failure::bad("The form has no part “file”."))
}

/// Reads what is sent to its end and forgets it: many programs look for an answer only when they have sent all, and take a
/// connection that is closed before for a broken one.
async fn hear_out(body: axum::body::Body) {
    let mut pieces = body.into_data_stream();
    let mut left = imports::UPLOAD_MAX;
    while let Some(Ok(piece)) = pieces.next().await {
        match left.checked_sub(piece.len() as u64) {
            Some(less) => left = less,
            None => break,
        }
    }
}

fn broken(error: axum::extract::multipart::MultipartError) -> Failure {
    Failure::bad(format!(
        "The upload broke off, and nothing was kept: {}",
        error.body_text()
    ))
}

fn of_package(kind: &str) -> Result<()> {
    if PACKAGE.contains(&kind) {
        return Ok(());
    }
    let why = format!("“{kind}” is no course package. Send a SCORM package as application/zip.");
    Err(Failure::bad(why))
}

async fn expect(domain: &Domain, who: &Instructor, params: &Params) -> Result<imports::Expected> {
    let course = params.text("courseId").unwrap_or_default();
    let new_version = params.flag("mayCreateNewVersion")?;
    let with = With {
        tags: params.list("tags"),
        postback_url: params.text("postbackUrl").unwrap_or_default().to_owned(),
    };
    Ok(imports::expect(domain, who, course, new_version, &with).await?)
}

pub async fn job(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(id): Path<String>,
) -> Result<Json<ImportJob>> {
    Ok(Json(told::job(&domain, &who, &id.into()).await?))
}

pub async fn files(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(id): Path<String>,
) -> Result<Json<FileList>> {
    listed(&domain, &who, &id, None).await
}

pub async fn files_of_version(
    State(domain): State<Domain>,
    Who(who): Who,
    Path((id, version)): Path<(String, i64)>,
) -> Result<Json<FileList>> {
    listed(&domain, &who, &id, Some(version)).await
}

async fn listed(
    domain: &Domain,
    who: &Instructor,
    id: &str,
    version: Option<i64>,
) -> Result<Json<FileList>> {
    let id = programs::named(domain, who, id).await?;
    let told = programs::told(domain, who, &id, version).await?;
    let files = programs::files(domain, who, &id, version).await?;
    let file = |file: programs::PackageFile| FileShape {
        path: Some(file.path),
        size: Some(file.content.size),
        modified: Some(iso(told.created_at)),
    };
    Ok(Json(FileList {
        files: files.into_iter().map(file).collect(),
    }))
}

pub async fn zip(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(id): Path<String>,
) -> Result<Response> {
    zipped(&domain, &who, &id, None).await
}

pub async fn zip_of_version(
    State(domain): State<Domain>,
    Who(who): Who,
    Path((id, version)): Path<(String, i64)>,
) -> Result<Response> {
    zipped(&domain, &who, &id, Some(version)).await
}

async fn zipped(
    domain: &Domain,
    who: &Instructor,
    id: &str,
    version: Option<i64>,
) -> Result<Response> {
    let id = programs::named(domain, who, id).await?;
    let file = programs::package(domain, who, &id, version).await?;
    let body = axum::body::Body::from_stream(tokio_util::io::ReaderStream::new(file));
    Ok(([(header::CONTENT_TYPE, "application/zip")], body).into_response())
}
