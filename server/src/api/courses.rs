//! Courses and the jobs that import them.

use super::auth::Who;
use super::once::Resumed;
use super::schema::{
    CourseActivity, CourseList, CourseShape, FileList, FileShape, ImportFetchRequest, ImportJob,
    ImportResult, LaunchLink, LaunchLinkRequest, Metadata, StringResult, TitleShape, Versions,
};
use super::wire::{Body, Counted, DONE, Failure, Params, Result};
use axum::Json;
use axum::extract::{FromRequest, Multipart, Path, Request, State};
use axum::response::{IntoResponse, Response};
use beckon_domain::accounts::Instructor;
use beckon_domain::courses::imports::{self, Upload};
use beckon_domain::courses::programs::{self, Told};
use beckon_domain::join::programs::{Wish, preview as preview_link};
use beckon_domain::tags::{self, Tagged};
use beckon_domain::zone::iso;
use beckon_domain::{Domain, fetch, secret};
use beckon_model::course::ImportState;
use beckon_model::{CourseId, ImportId};
use beckon_scorm::course::{Course, Item, Standard};
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
        courses.push(shape(&domain, &who, told, counted, described).await?);
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
    Ok(Json(shape(domain, who, told, counted, described).await?))
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
            courses.push(shape(&domain, &who, told, counted, described).await?);
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
    Ok(Wish {
        expiry: request.expiry.unwrap_or(120),
        redirect_on_exit: request.redirect_on_exit_url.clone().unwrap_or_default(),
        tracking: request.tracking.unwrap_or(true),
    })
}

pub async fn fetch_import(
    State(domain): State<Domain>,
    Who(who): Who,
    params: Params,
    resumed: Resumed,
    Body(request): Body<ImportFetchRequest>,
) -> Result<Json<StringResult>> {
    if let Some(result) = resumed.made() {
        return Ok(Json(StringResult { result }));
    }
    of_package(request.content_type.as_deref().unwrap_or(PACKAGE[0]))?;
    let expected = expect(&domain, &who, &params).await?;
    let url = fetch::address(&request.url).map_err(|why| Failure::bad(why.to_string()))?;
    let id: ImportId = secret::id();
    let name = url.path_segments().and_then(|mut parts| parts.next_back());
    let name = name.unwrap_or_default().to_owned();
    imports::enqueue_expected(&domain, &who, &id, &name, &expected, Some(url.as_str())).await?;
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
    of_package(kind.unwrap_or(PACKAGE[0]))?;
    let expected = expect(&domain, &who, &params).await?;
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
    if params.text("postbackUrl").is_some() {
        let why = "postbackUrl is not supported: ask how far the job is by its id.";
        return Err(Failure::bad(why));
    }
    let course = params.text("courseId").unwrap_or_default();
    let new_version = params.flag("mayCreateNewVersion")?;
    let expected = imports::expect(domain, who, course, new_version).await?;
    let tags = params.list("tags");
    Ok(expected.tagged(domain, who, &tags).await?)
}

pub async fn job(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(id): Path<String>,
) -> Result<Json<ImportJob>> {
    let import = imports::find(&domain, &who, &id.clone().into()).await?;
    let mut job = ImportJob {
        job_id: Some(id),
        ..ImportJob::default()
    };
    let (status, message) = match import.state {
        ImportState::Waiting | ImportState::Reading => ("RUNNING", String::new()),
        ImportState::Done => ("COMPLETE", String::new()),
        ImportState::Refused => ("ERROR", import.problem),
    };
    job.status = Some(status.to_owned());
    job.message = Some(message);
    if let Some(course) = &import.course {
        let told = programs::told(&domain, &who, course, import.version).await?;
        let oddities = import.report.map(|report| report.oddities);
        job.import_result = Some(ImportResult {
            web_path_to_course: Some(format!("/courses/{course}")),
            parser_warnings: Some(
                oddities
                    .map(|odd| [odd.warnings, odd.mended].concat())
                    .unwrap_or_default(),
            ),
            course_languages: Some(Vec::new()),
            course: Some(shape(&domain, &who, told, false, false).await?),
        });
    }
    Ok(Json(job))
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

async fn shape(
    domain: &Domain,
    who: &Instructor,
    told: Told,
    counted: bool,
    described: bool,
) -> Result<CourseShape> {
    let tags = tags::get(domain, who, &Tagged::Course(told.id.clone())).await?;
    let root = root(&told.manifest, &told.title);
    Ok(CourseShape {
        xapi_activity_id: Some(domain.url(&format!("/courses/{}", told.id))),
        created: Some(iso(told.created_at)),
        updated: Some(iso(told.updated_at)),
        version: Some(told.version),
        registration_count: counted.then_some(told.registrations),
        activity_id: Some(root.item_identifier.clone()),
        course_learning_standard: Some(standard(told.manifest.standard).to_owned()),
        tags: Some(tags),
        dispatched: Some(false),
        metadata: described.then(|| Metadata {
            title: Some(told.manifest.title.clone()),
            description: Some(told.description),
            duration: Some(told.duration),
        }),
        root_activity: Some(root),
        id: Some(told.name),
        title: Some(told.title),
    })
}

fn standard(standard: Standard) -> &'static str {
    match standard {
        Standard::Scorm12 => "SCORM12",
        Standard::Scorm2004Second => "SCORM20042NDEDITION",
        Standard::Scorm2004Third => "SCORM20043RDEDITION",
        Standard::Scorm2004Fourth => "SCORM20044THEDITION",
    }
}

fn root(course: &Course, title: &str) -> CourseActivity {
    let organization = course.organizations.first();
    let identifier = organization.map_or(&course.identifier, |own| &own.identifier);
    CourseActivity {
        external_identifier: identifier.clone(),
        item_identifier: identifier.clone(),
        activity_type: "AGGREGATION".to_owned(),
        title: title.to_owned(),
        children: organization
            .map(|own| own.items.iter().map(activity).collect())
            .unwrap_or_default(),
        ..CourseActivity::default()
    }
}

fn activity(item: &Item) -> CourseActivity {
    let kind = match &item.launch {
        Some(launch) if launch.sco => "SCO",
        Some(_) => "ASSET",
        None => "AGGREGATION",
    };
    let passing = item
        .scaled_passing_score
        .or(item.mastery_score.map(|score| score / 100.0));
    CourseActivity {
        external_identifier: item.identifier.clone(),
        item_identifier: item.identifier.clone(),
        activity_type: kind.to_owned(),
        href: item
            .launch
            .as_ref()
            .map(|launch| format!("{}{}", launch.file, launch.suffix)),
        scaled_passing_score: passing.map(|score| score.to_string()),
        title: item.title.clone(),
        children: item.children.iter().map(activity).collect(),
    }
}
