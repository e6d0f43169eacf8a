//! The library.

use crate::on_both;
use crate::world::problem;
use beckon_domain::courses::{self, imports};
use beckon_domain::{invitations, secret};
use beckon_model::course::ImportState;
use beckon_model::invitation::Options;
use beckon_model::{ImportId, Problem};

on_both! {
    async fn the_demo_course_stands_in_the_library_with_what_its_manifest_says(world: World) {
        let grace = world.instructor().await;
        let course = world.course(&grace).await;
        let page = courses::page(&world.domain, &grace, &course).await.expect("its page");
        assert_eq!(page.standard, "SCORM 1.2");
        assert!(!page.title.is_empty() && !page.description.is_empty() && !page.duration.is_empty());
        assert!(page.contents.iter().any(|row| row.launchable));
        assert_eq!(courses::library(&world.domain, &grace).await.expect("the library").len(), 1);
        assert_eq!(page.files as usize, world.blobs());
    }

    async fn a_file_that_is_no_course_is_refused_and_leaves_nothing(world: World) {
        let grace = world.instructor().await;
        let id: ImportId = secret::id();
        let upload = imports::Upload::begin(&world.domain, &id).await.expect("opened");
        upload.finish_with(b"a letter to my aunt".to_vec()).await.expect("stored");
        imports::enqueue(&world.domain, &grace, &id, "aunt.zip", None).await.expect("promised");
        assert!(imports::run_next(&world.domain).await.expect("read"));
        let import = imports::find(&world.domain, &grace, &id).await.expect("the import");
        assert_eq!(import.state, ImportState::Refused);
        assert!(import.problem.contains("zip"), "{}", import.problem);
        assert!(courses::library(&world.domain, &grace).await.expect("the library").is_empty());
        assert_eq!(world.blobs(), 0);
        assert_eq!(std::fs::read_dir(world.domain.uploads_dir()).expect("uploads").count(), 0);
    }

    async fn what_was_found_in_a_package_can_be_read_later(world: World) {
        let grace = world.instructor().await;
        let course = world.course(&grace).await;
        let report = courses::report(&world.domain, &grace, &course).await.expect("its report");
        assert_eq!((report.standard.as_str(), report.launchable), ("SCORM 1.2", report.activities));
        assert_eq!(report.files as usize, world.blobs());
        assert!(report.oddities.is_empty(), "{:?}", report.oddities);
        let mut tx = world.domain.db.begin_write().await.expect("a transaction");
        let early = r#"["The zip has something after its end; it was ignored."]"#;
        beckon_domain::execute!(&mut tx, "UPDATE course_versions SET notes = $1", early).expect("as it was kept once");
        tx.commit().await.expect("committed");
        let oddities = courses::report(&world.domain, &grace, &course).await.expect("its report").oddities;
        assert_eq!((oddities.mended.len(), oddities.warnings.len()), (1, 0));
        let alan = world.another_instructor().await;
        assert!(matches!(problem(courses::report(&world.domain, &alan, &course).await), Problem::NotFound(_)));
    }

    async fn an_import_that_was_killed_is_read_again(world: World) {
        let grace = world.instructor().await;
        let id = courses::add_demo(&world.domain, &grace).await.expect("promised");
        let mut tx = world.domain.db.begin_write().await.expect("a transaction");
        beckon_domain::execute!(&mut tx, "UPDATE imports SET state = 'reading', lease_until = $1", i64::MAX)
            .expect("claimed by a process that dies");
        tx.commit().await.expect("committed");
        assert!(!imports::run_next(&world.domain).await.expect("nothing waits"));
        imports::recover(&world.domain).await.expect("recovered");
        assert!(imports::run_next(&world.domain).await.expect("read"));
        let import = imports::find(&world.domain, &grace, &id).await.expect("the import");
        assert_eq!(import.state, ImportState::Done);
    }

    async fn an_upload_that_breaks_off_leaves_nothing(world: World) {
        let mut upload = imports::Upload::begin(&world.domain, &secret::id()).await.expect("opened");
        upload.write(b"half a course").await.expect("a piece");
        drop(upload);
        assert_eq!(std::fs::read_dir(world.domain.uploads_dir()).expect("uploads").count(), 0);
    }

    async fn another_instructors_course_is_not_found(world: World) {
        let (grace, alan) = (world.instructor().await, world.another_instructor().await);
        let course = world.course(&grace).await;
        assert!(matches!(problem(courses::page(&world.domain, &alan, &course).await), Problem::NotFound(_)));
        let edit = courses::edit(&world.domain, &alan, &course, "Mine", "").await;
        assert!(matches!(problem(edit), Problem::NotFound(_)));
        assert!(courses::library(&world.domain, &alan).await.expect("his library").is_empty());
    }

    async fn a_course_without_a_title_keeps_the_old_one(world: World) {
        let grace = world.instructor().await;
        let course = world.course(&grace).await;
        let before = courses::page(&world.domain, &grace, &course).await.expect("its page").title;
        let told = problem(courses::edit(&world.domain, &grace, &course, "  ", "x").await);
        assert!(told.beside("title").is_some());
        assert_eq!(courses::page(&world.domain, &grace, &course).await.expect("its page").title, before);
    }

    async fn deleting_a_course_keeps_the_files_that_another_names(world: World) {
        let grace = world.instructor().await;
        let (first, second) = (world.course(&grace).await, world.course(&grace).await);
        let files = world.blobs();
        courses::delete(&world.domain, &grace, &first).await.expect("deleted");
        assert_eq!(world.blobs(), files);
        courses::delete(&world.domain, &grace, &second).await.expect("deleted");
        assert_eq!(world.blobs(), 0);
    }

    async fn a_course_that_people_were_invited_to_stays(world: World) {
        let grace = world.instructor().await;
        let course = world.course(&grace).await;
        invitations::create_public(&world.domain, &grace, &course, &Options::default()).await.expect("an invitation");
        assert!(matches!(problem(courses::delete(&world.domain, &grace, &course).await), Problem::Refused(_)));
        assert!(courses::page(&world.domain, &grace, &course).await.is_ok());
    }
}
