//! Whatever bytes a manifest is made of, the reader says what it is or why not; and what it takes can be played.
#![no_main]

use beckon_scorm::manifest::{read, read_metadata};
use beckon_scorm::runtime::{Attempt, Kept, Learner};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = read_metadata(bytes);
    let Ok(reading) = read(bytes) else {
        return;
    };
    for item in reading.course.launchable() {
        if let Some(launch) = &item.launch {
            assert!(!launch.file.starts_with('/'));
            assert!(
                launch
                    .file
                    .split(['/', '\\'])
                    .all(|segment| segment != "..")
            );
        }
    }
    let text = serde_json::to_string(&reading.course).expect("a course is kept as JSON");
    let course = serde_json::from_str(&text).expect("and read again");
    assert_eq!(reading.course, course);
    let learner = Learner {
        id: "ada".to_owned(),
        name: "Sequel, Ada".to_owned(),
    };
    let mut attempt = Attempt::new(course, learner, Kept::default());
    attempt.enter();
    attempt.navigation();
    attempt.initialize("");
    let _ = attempt.end(100);
    attempt.enter();
    attempt.summary();
});
