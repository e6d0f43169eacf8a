mod sequencing;

use proptest::prelude::*;

use super::{ManifestProblem, Reading, read, read_metadata};
use crate::course::{Item, Launch, Standard};

const V12: &str = r#"xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2""#;
const V2004: &str = r#"xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3" xmlns:imsss="http://www.imsglobal.org/xsd/imsss""#;

/// A manifest of these namespaces, schemaversion, items and resources.
fn manifest(spaces: &str, version: &str, items: &str, resources: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><manifest identifier="M" {spaces}><metadata><schemaversion>{version}</schemaversion></metadata><organizations default="O"><organization identifier="O"><title>Boats</title>{items}</organization></organizations><resources>{resources}</resources></manifest>"#
    )
}

fn resource(href: &str) -> String {
    format!(r#"<resource identifier="R" type="webcontent" adlcp:scormtype="sco" href="{href}"/>"#)
}

const ITEM: &str = r#"<item identifier="I" identifierref="R"><title>Row</title></item>"#;

fn reading(text: &str) -> Reading {
    read(text.as_bytes()).unwrap()
}

fn only_item(reading: &Reading) -> &Item {
    &reading.course.organizations[0].items[0]
}

fn launch(href: &str) -> Result<Launch, ManifestProblem> {
    read(manifest(V12, "1.2", ITEM, &resource(href)).as_bytes())
        .map(|r| only_item(&r).launch.clone().unwrap())
}

fn with_parameters(href: &str, parameters: &str) -> String {
    let item = format!(r#"<item identifier="I" identifierref="R" parameters="{parameters}"/>"#);
    let reading = reading(&manifest(V12, "1.2", &item, &resource(href)));
    only_item(&reading).launch.clone().unwrap().suffix
}

#[test]
fn a_plain_manifest_gives_a_course_without_notes() {
    let reading = reading(&manifest(V12, "1.2", ITEM, &resource("a/index.html")));
    assert_eq!(reading.notes, Vec::<String>::new());
    assert_eq!(reading.warnings, Vec::<String>::new());
    assert_eq!(reading.course.standard, Standard::Scorm12);
    assert_eq!(reading.course.title, "Boats");
    let launch = only_item(&reading).launch.clone().unwrap();
    assert_eq!((launch.file.as_str(), launch.sco), ("a/index.html", true));
}

#[test]
fn the_edition_is_told_by_namespace_before_schemaversion() {
    let edition = |spaces, version| {
        reading(&manifest(spaces, version, ITEM, &resource("a.html")))
            .course
            .standard
    };
    assert_eq!(edition(V12, "CAM 1.3"), Standard::Scorm12);
    assert_eq!(edition(V2004, "1.2"), Standard::Scorm2004Second);
    assert_eq!(edition(V2004, "CAM 1.3"), Standard::Scorm2004Second);
    assert_eq!(edition(V2004, "2004 3rd Edition"), Standard::Scorm2004Third);
    assert_eq!(
        edition(V2004, "2004 4th Edition"),
        Standard::Scorm2004Fourth
    );
}

#[test]
fn parameters_join_the_address() {
    assert_eq!(with_parameters("a.html", "?tc=1&amp;act=2"), "?tc=1&act=2");
    assert_eq!(with_parameters("a.html", "a=1"), "?a=1");
    assert_eq!(with_parameters("a.html?z=9", "&amp;a=1"), "?z=9&a=1");
    assert_eq!(with_parameters("a.html?z=9", "#frag"), "?z=9#frag");
    assert_eq!(with_parameters("a.html", "?a=1#frag"), "?a=1#frag");
    assert_eq!(with_parameters("a.html#own", "?a=1#frag"), "?a=1#own");
    assert_eq!(with_parameters("a.html", ""), "");
}

#[test]
fn addresses_are_decoded_once_and_kept_inside() {
    assert_eq!(
        launch("my%20course/st%C3%A4rt.html").unwrap().file,
        "my course/stärt.html"
    );
    assert_eq!(launch("100%25/a.html").unwrap().file, "100%/a.html");
    assert_eq!(launch("a+b/c%23d/a.html").unwrap().file, "a+b/c#d/a.html");
    assert_eq!(launch("a/./b/../c.html").unwrap().file, "a/c.html");
    for outside in [
        "../a.html",
        "a/../../b.html",
        "%2e%2e/a.html",
        "a%2f..%2f..%2fb",
        "..\\a.html",
    ] {
        assert!(
            matches!(launch(outside), Err(ManifestProblem::Outside { .. })),
            "{outside}"
        );
    }
}

#[test]
fn only_files_can_be_launched() {
    for address in [
        "https://example.com/a",
        "HTTP://example.com",
        "//example.com/a",
    ] {
        assert!(
            matches!(launch(address), Err(ManifestProblem::External { .. })),
            "{address}"
        );
    }
    for address in [
        "javascript:alert(1)",
        "data:text/html,x",
        "java&#9;script:alert(1)",
        "C:\\a.html",
    ] {
        assert!(
            matches!(launch(address), Err(ManifestProblem::NotLaunchable { .. })),
            "{address}"
        );
    }
}

#[test]
fn item_rules_of_1_2_are_kept() {
    let item = r#"<item identifier="I" identifierref="R" isvisible="false"><title>Row</title>
        <adlcp:masteryscore>80</adlcp:masteryscore><adlcp:dataFromLMS>d=1</adlcp:dataFromLMS>
        <adlcp:maxtimeallowed>00:10:00</adlcp:maxtimeallowed><adlcp:timelimitaction>exit,message</adlcp:timelimitaction>
        <adlcp:prerequisites type="aicc_script">A&amp;~B</adlcp:prerequisites></item>"#;
    let reading = reading(&manifest(V12, "1.2", item, &resource("a.html")));
    let item = only_item(&reading);
    assert!(!item.visible);
    assert_eq!(
        (item.mastery_score, item.launch_data.as_str()),
        (Some(80.0), "d=1")
    );
    assert_eq!(
        (
            item.max_time_allowed.as_str(),
            item.time_limit_action.as_str()
        ),
        ("00:10:00", "exit,message")
    );
    assert_eq!(item.prerequisites, "A&~B");
}

#[test]
fn item_rules_of_2004_are_kept() {
    let sequencing = r#"<imsss:sequencing><imsss:limitConditions attemptAbsoluteDurationLimit="PT1H"/><imsss:objectives>
        <imsss:primaryObjective objectiveID="P" satisfiedByMeasure="true"><imsss:minNormalizedMeasure>0.6</imsss:minNormalizedMeasure></imsss:primaryObjective>
        <imsss:objective objectiveID="S"/></imsss:objectives></imsss:sequencing>"#;
    let item = format!(
        r#"<item identifier="I" identifierref="R"><title>Row</title><adlcp:completionThreshold>0.75</adlcp:completionThreshold>{sequencing}</item>
           <item identifier="J"><title>Sail</title><adlcp:completionThreshold completedByMeasure="true" minProgressMeasure="0.5"/></item>
           <item identifier="K"><title>Swim</title><adlcp:completionThreshold completedByMeasure="false" minProgressMeasure="0.5"/></item>"#
    );
    let reading = reading(&manifest(
        V2004,
        "2004 4th Edition",
        &item,
        &resource("a.html"),
    ));
    let items = &reading.course.organizations[0].items;
    assert_eq!(items[0].completion_threshold, Some(0.75));
    assert_eq!(items[0].scaled_passing_score, Some(0.6));
    assert_eq!(items[0].objectives, ["P", "S"]);
    assert_eq!(items[0].max_time_allowed, "PT1H");
    assert_eq!(items[1].completion_threshold, Some(0.5));
    assert_eq!(items[2].completion_threshold, None);
}

#[test]
fn shared_sequencing_is_found_in_the_collection() {
    let item = r#"<item identifier="I" identifierref="R"><title>Row</title><imsss:sequencing IDRef="S"/></item>"#;
    let text = manifest(V2004, "2004 3rd Edition", item, &resource("a.html")).replace(
        "</manifest>",
        r#"<imsss:sequencingCollection><imsss:sequencing ID="S"><imsss:objectives><imsss:primaryObjective satisfiedByMeasure="true"/></imsss:objectives></imsss:sequencing></imsss:sequencingCollection></manifest>"#,
    );
    assert_eq!(only_item(&reading(&text)).scaled_passing_score, Some(1.0));
}

#[test]
fn deep_nesting_is_refused_without_falling_over() {
    let items = "<item>".repeat(20_000) + &"</item>".repeat(20_000);
    assert!(matches!(
        read(manifest(V12, "1.2", &items, "").as_bytes()),
        Err(ManifestProblem::TooDeep(_))
    ));
    let items = "<item>".repeat(41) + &"</item>".repeat(41);
    assert!(matches!(
        read(manifest(V12, "1.2", &items, "").as_bytes()),
        Err(ManifestProblem::TooDeep(40))
    ));
}

#[test]
fn the_deepest_course_can_be_stored_and_read_again() {
    let items = "<item>".repeat(39) + ITEM + &"</item>".repeat(39);
    let course = reading(&manifest(V12, "1.2", &items, &resource("a.html"))).course;
    let text = serde_json::json!({ "course": course }).to_string();
    let again: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        serde_json::from_value::<crate::course::Course>(again["course"].clone()).unwrap(),
        course
    );
}

#[test]
fn a_document_type_is_refused_but_not_the_word_in_a_comment() {
    let text = manifest(V12, "1.2", ITEM, &resource("a.html"));
    let typed = text.replace("?><manifest", "?><!DOCTYPE manifest><manifest");
    assert_eq!(read(typed.as_bytes()), Err(ManifestProblem::DocumentType));
    assert!(
        read(
            text.replace("?><manifest", "?><!-- <!DOCTYPE x> --><manifest")
                .as_bytes()
        )
        .is_ok()
    );
}

#[test]
fn utf_16_is_read_with_and_without_a_mark() {
    let text = manifest(V12, "1.2", ITEM, &resource("a.html"));
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = [&[0xFF, 0xFE], &wide[..]].concat();
    for bytes in [wide, marked] {
        let reading = read(&bytes).unwrap();
        assert!(
            reading.notes[0].contains("wrong encoding"),
            "{:?}",
            reading.notes
        );
        assert_eq!(reading.course.title, "Boats");
    }
}

#[test]
fn the_english_description_is_chosen_then_the_first() {
    let lom = |strings: &str| {
        format!(
            r#"<lom xmlns="http://ltsc.ieee.org/xsd/LOM"><general><description>{strings}</description></general></lom>"#
        )
    };
    let english =
        lom(r#"<string language="es">Barcos</string><string language="en-US">Boats</string>"#);
    assert_eq!(
        read_metadata(english.as_bytes()).unwrap().description,
        "Boats"
    );
    let first = lom(r#"<string language="es"> </string><string language="de">Boote</string>"#);
    assert_eq!(
        read_metadata(first.as_bytes()).unwrap().description,
        "Boote"
    );
}

#[test]
fn languages_keywords_and_the_typical_time_are_told() {
    let lom = r#"<lom xmlns="http://ltsc.ieee.org/xsd/LOM"><general>
        <title><string language="de">Boote</string></title>
        <description><string language="es">Barcos</string><string language="en-US">Boats</string></description>
        <keyword><string language="en">sail</string></keyword><keyword><string> </string></keyword>
        <keyword><string>oar</string></keyword></general>
        <educational><typicalLearningTime><duration>PT45M</duration></typicalLearningTime></educational></lom>"#;
    let about = read_metadata(lom.as_bytes()).unwrap();
    assert_eq!(about.title_language, "de");
    assert_eq!(about.description_language, "en-US");
    assert_eq!(about.keywords, ["sail", "oar"]);
    assert_eq!(about.typical_time, "45 minutes");
    assert_eq!(about.duration, "45 minutes");
}

#[test]
fn an_activity_knows_the_resource_that_it_launches() {
    let read = reading(&manifest(V12, "1.2", ITEM, &resource("a.html")));
    let launch = read.course.activities()[0].0.launch.clone().unwrap();
    assert_eq!(launch.resource, "R");
}

#[test]
fn long_and_tricky_titles_are_made_fit_to_show() {
    let text = manifest(V12, "1.2", ITEM, &resource("a.html"));
    let tricky = reading(&text.replace("Boats", "safe\u{202E}txt.exe \u{200B} end"));
    assert_eq!(tricky.course.title, "safetxt.exe end");
    let long = reading(&text.replace("Boats", &"é".repeat(501)));
    assert_eq!(long.course.title.chars().count(), 500);
    assert!(long.notes[0].contains("was cut"));
}

#[test]
fn repeated_identifiers_become_unique() {
    let reading = reading(&manifest(V12, "1.2", &ITEM.repeat(3), &resource("a.html")));
    let found: Vec<_> = reading
        .course
        .activities()
        .iter()
        .map(|(i, _)| i.identifier.clone())
        .collect();
    let unique: std::collections::BTreeSet<_> = found.iter().collect();
    assert_eq!((found[0].as_str(), unique.len()), ("I", 3));
    assert_eq!(reading.notes.len(), 1);
}

#[test]
fn what_may_show_is_told_apart_from_what_was_mended() {
    let items = format!(r#"{ITEM}<item identifier="J" identifierref="nowhere"/>"#);
    let reading = reading(&manifest(V12, "1.2", &items, &resource("a\\b.html")));
    assert_eq!(reading.notes.len(), 1, "{:?}", reading.notes);
    assert!(reading.notes[0].contains("back-slashes"));
    assert_eq!(reading.warnings.len(), 1, "{:?}", reading.warnings);
    assert!(reading.warnings[0].contains("points to no resource"));
}

#[test]
fn resources_from_the_internet_are_told() {
    let resources = r#"<resource identifier="R" type="webcontent" adlcp:scormtype="sco" href="a.html"><file href="a.html"/><file href="https://example.org/film.mp4"/></resource><resource identifier="S" type="webcontent" adlcp:scormtype="asset" href="//example.org/font.css"/>"#;
    let reading = reading(&manifest(V12, "1.2", ITEM, resources));
    assert_eq!(reading.warnings.len(), 1, "{:?}", reading.warnings);
    let said = "files on the Internet: 2 (//example.org/font.css, …)";
    assert!(reading.warnings[0].contains(said), "{:?}", reading.warnings);
    assert_eq!(reading.listed_files, ["a.html"]);
}

#[test]
fn organizations_that_are_not_played_are_told() {
    let text = manifest(V12, "1.2", ITEM, &resource("a.html"));
    let two = text.replace(
        "</organizations>",
        r#"<organization identifier="P"><title>Ships</title></organization></organizations>"#,
    );
    let said = "has 2 organizations; the one titled “Boats” is played";
    assert!(reading(&two).notes[0].contains(said));
}

#[test]
fn another_schema_is_told() {
    let text = manifest(V12, "1.2", ITEM, &resource("a.html"));
    let other = text.replace(
        "<schemaversion>",
        "<schema>IMS Content</schema><schemaversion>",
    );
    assert!(reading(&other).notes[0].contains("schema is “IMS Content”"));
}

/// Scraps of manifests, to be put together in any order.
fn scraps() -> impl Strategy<Value = String> {
    let text = manifest(V2004, "2004 4th Edition", ITEM, &resource("a.html"));
    let pieces: Vec<String> = text
        .split_inclusive('>')
        .map(str::to_owned)
        .chain(["<item", "&#0;", "\"", "]]>", "<!--", "é"].map(str::to_owned))
        .collect();
    prop::collection::vec(prop::sample::select(pieces), 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let _ = read(&bytes);
        let _ = read_metadata(&bytes);
    }

    #[test]
    fn no_scraps_make_the_reader_panic(text in scraps()) {
        let _ = read(text.as_bytes());
    }

    #[test]
    fn no_damage_makes_the_reader_panic(at in 0usize..900, byte in any::<u8>(), cut in any::<bool>()) {
        let mut bytes = manifest(V12, "1.2", ITEM, &resource("a.html")).into_bytes();
        let at = at % bytes.len();
        bytes[at] = byte;
        if cut { bytes.truncate(at) }
        let _ = read(&bytes);
    }

    #[test]
    fn no_address_leads_out_of_the_package(href in "[a./%2eEfF\\\\ ?#:5cC]{0,30}") {
        if let Ok(reading) = read(manifest(V12, "1.2", ITEM, &resource(&href)).as_bytes())
            && let Some(launch) = &only_item(&reading).launch
        {
            prop_assert!(!launch.file.starts_with('/'));
            prop_assert!(launch.file.split(['/', '\\']).all(|segment| segment != ".."));
        }
    }
}
