//! Times, numbers and identifiers.

use crate::runtime::responses::{Side, check as answer};
use crate::runtime::times::{
    duration, is_time_12, is_timestamp, show_12, show_duration, timespan_12,
};
use crate::runtime::values::{is_identifier, number};

#[test]
fn timespans_of_scorm_12_are_read_and_written() {
    assert_eq!(timespan_12("00:00:59.99"), Some(59_99));
    assert_eq!(
        timespan_12("0099:59:59"),
        Some(((99 * 60 + 59) * 60 + 59) * 100)
    );
    assert_eq!(timespan_12("00:00:01.5"), Some(1_50));
    for wrong in [
        "",
        "1:00:00",
        "00:60:00",
        "00:00:60",
        "00:00",
        "00:00:00.",
        "00:00:00.123",
        "-1:00:00",
    ] {
        assert_eq!(timespan_12(wrong), None, "{wrong}");
    }
    assert_eq!(show_12(59_99), "0000:00:59.99");
    assert!(is_time_12("23:59:59.9") && !is_time_12("24:00:00") && !is_time_12("0023:00:00"));
}

#[test]
fn durations_of_scorm_2004_are_read_and_written() {
    assert_eq!(duration("PT1H2M3.4S"), Some(372_340));
    assert_eq!(duration("P1D"), Some(24 * 60 * 60_00));
    for wrong in [
        "", "P", "PT", "P1YT", "P1Y4H", "1Y", "PT1.5H", "PT1S2M", "PT1.123S", "P1DT1H1H",
    ] {
        assert_eq!(duration(wrong), None, "{wrong}");
    }
    assert_eq!(show_duration(0), "PT0S");
    assert_eq!(show_duration(360_000), "PT1H");
    assert_eq!(show_duration(372_304), "PT1H2M3.04S");
}

#[test]
fn every_written_duration_can_be_read() {
    for time in [0, 1, 99, 100, 60_00, 360_000, 366_107, 8_640_000] {
        assert_eq!(duration(&show_duration(time)), Some(time));
        assert_eq!(timespan_12(&show_12(time)), Some(time));
    }
}

#[test]
fn points_in_time_may_be_as_vague_as_a_year() {
    for right in [
        "2004",
        "2004-03",
        "2004-03-09",
        "2004-03-09T07",
        "2004-03-09T07:30:01.5+02:00",
        "2038-01-01T00:00:00.0Z",
    ] {
        assert!(is_timestamp(right), "{right}");
    }
    for wrong in [
        "",
        "1969",
        "2004-13",
        "2004-03T07",
        "2004-03-09T24",
        "2004-03-09T07:30:01.123",
        "2004-03-09T07Z",
    ] {
        assert!(!is_timestamp(wrong), "{wrong}");
    }
}

#[test]
fn numbers_are_plain_decimals() {
    assert_eq!(number("-0.5"), Some(-0.5));
    assert_eq!(number("+7."), Some(7.0));
    for wrong in ["", ".", "-", "1e3", "NaN", "inf", " 1", "1,5", "0x1", "١"] {
        assert_eq!(number(wrong), None, "{wrong}");
    }
}

#[test]
fn identifiers_have_no_blanks_and_urns_have_a_name() {
    assert!(is_identifier("urn:ADL:interaction-1") && is_identifier("question_1"));
    for wrong in ["", "two words", "urn:", "urn:space:", "urn:name"] {
        assert!(!is_identifier(wrong), "{wrong}");
    }
}

#[test]
fn answers_are_shaped_by_the_type_of_their_question() {
    let right = [
        ("matching", "a[.]1[,]b[.]2", Side::Given),
        ("numeric", "1[:]2", Side::Right),
        ("numeric", "[:]2", Side::Right),
        (
            "fill-in",
            "{case_matters=true}{lang=en}car[,]house",
            Side::Right,
        ),
        ("long-fill-in", "{lang=de}Ein Satz.", Side::Given),
        (
            "performance",
            "{order_matters=false}step[.]answer[,][.]other",
            Side::Right,
        ),
        ("other", "anything at all", Side::Given),
    ];
    for (kind, value, side) in right {
        assert!(answer(kind, value, side).is_ok(), "{kind} {value}");
    }
    let wrong = [
        ("matching", "a[,]b", Side::Given),
        ("numeric", "2[:]1", Side::Right),
        ("numeric", "1[:]2", Side::Given),
        ("fill-in", "{case_matters=maybe}car", Side::Right),
        ("long-fill-in", "{lang=}x", Side::Given),
        ("likert", "", Side::Given),
        ("sequencing", "a[,]", Side::Given),
    ];
    for (kind, value, side) in wrong {
        assert!(answer(kind, value, side).is_err(), "{kind} {value}");
    }
}
