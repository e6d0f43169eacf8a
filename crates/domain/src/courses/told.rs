//! Courses and their imports as programs are told of them.

use super::imports;
use super::programs::{self, Told};
use crate::accounts::Instructor;
use crate::tags::{self, Tagged};
use crate::zone::iso;
use crate::{Domain, Result};
use beckon_model::ImportId;
use beckon_model::course::ImportState;
use beckon_model::imported::{CourseActivity, CourseShape, ImportJob, ImportResult, Metadata};
use beckon_scorm::course::{Course, Item, Standard};

/// How far an import is, and what came of it.
///
/// # Errors
/// Not found if it is another instructor's.
pub async fn job(domain: &Domain, who: &Instructor, id: &ImportId) -> Result<ImportJob> {
    let import = imports::find(domain, who, id).await?;
    let (status, message) = match import.state {
        ImportState::Waiting | ImportState::Reading => ("RUNNING", String::new()),
        ImportState::Done => ("COMPLETE", String::new()),
        ImportState::Refused => ("ERROR", import.problem),
    };
    let mut job = ImportJob {
        job_id: Some(id.0.clone()),
        status: Some(status.to_owned()),
        message: Some(message),
        import_result: None,
    };
    if let Some(id) = &import.course {
        let told = programs::told(domain, who, id, import.version).await?;
        let oddities = import.report.map(|report| report.oddities);
        job.import_result = Some(ImportResult {
            web_path_to_course: Some(format!("/courses/{id}")),
            parser_warnings: Some(
                oddities
                    .map(|odd| [odd.warnings, odd.mended].concat())
                    .unwrap_or_default(),
            ),
            course_languages: Some(Vec::new()),
            course: Some(course(domain, who, told, false, false).await?),
        });
    }
    Ok(job)
}

/// A course as programs are told of it: with how many registrations it has, and with what its manifest says of it, if that
/// is asked for.
///
/// # Errors
/// Not found if it is another instructor's.
pub async fn course(
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
            title_language: known(&told.manifest.title_language),
            description: Some(told.description),
            description_language: known(&told.manifest.description_language),
            duration: Some(told.duration),
            typical_time: known(&told.manifest.typical_time),
            keywords: Some(told.manifest.keywords.clone()),
        }),
        root_activity: Some(root),
        id: Some(told.name),
        title: Some(told.title),
    })
}

fn known(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| !text.is_empty())
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
        resource_identifier: item
            .launch
            .as_ref()
            .and_then(|launch| known(&launch.resource)),
        href: item
            .launch
            .as_ref()
            .map(|launch| format!("{}{}", launch.file, launch.suffix)),
        scaled_passing_score: passing.map(|score| score.to_string()),
        title: item.title.clone(),
        children: item.children.iter().map(activity).collect(),
    }
}
