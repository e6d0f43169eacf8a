//! Settings that programs set, and how they come down from level to level.

use crate::on_both;
use crate::play::Stage;
use crate::world::problem;
use beckon_domain::accounts::Instructor;
use beckon_domain::postbacks::{self, Whose};
use beckon_domain::{Domain, configuration, courses, launch_options, play};
use beckon_model::launch_option::{LaunchOption, Origin};
use beckon_model::postback::{Level, Said};
use beckon_model::setting::Sent;
use beckon_model::{CourseId, Problem};

fn sent(all: &[(&str, &str)]) -> Vec<Sent> {
    let one = |(id, value): &(&str, &str)| Sent {
        id: (*id).to_owned(),
        value: (*value).to_owned(),
        explicit: false,
    };
    all.iter().map(one).collect()
}

async fn set(domain: &Domain, who: &Instructor, whose: &Whose, all: &[(&str, &str)]) {
    configuration::change(domain, who, whose, &sent(all))
        .await
        .expect("set");
}

async fn told(domain: &Domain, who: &Instructor, whose: &Whose, id: &str) -> (String, Origin) {
    let (_, items) = configuration::told(domain, who, whose).await.expect("told");
    let item = items.into_iter().find(|item| item.id == id);
    let item = item.unwrap_or_else(|| panic!("no {id}"));
    (item.value, item.origin)
}

async fn course_of(domain: &Domain, who: &Instructor) -> CourseId {
    let courses = courses::library(domain, who).await.expect("the library");
    courses.into_iter().next().expect("a course").id
}

fn is(value: &str, origin: Origin) -> (String, Origin) {
    (value.to_owned(), origin)
}

on_both! {
    async fn what_is_set_for_all_comes_down_until_a_nearer_level_says_otherwise(world: World) {
        let stage = Stage::set(&world).await;
        let (domain, grace) = (&world.domain, &stage.grace);
        let ticket = stage.launch(&world).await;
        let course = Whose::Course(course_of(domain, grace).await);
        let invitation = Whose::Invitation(stage.invitation.clone());
        let registration = Whose::Registration(stage.row(&world).await.registration);
        set(domain, grace, &Whose::Account, &[("finish", "leave"), ("PlayerEnableFlowNav", "NO")]).await;
        for whose in [&Whose::Account, &course, &invitation, &registration] {
            assert_eq!(told(domain, grace, whose, "finish").await, is("leave", Origin::Account));
            assert_eq!(told(domain, grace, whose, "buttons").await, is("none", Origin::Account));
        }
        set(domain, grace, &course, &[("finish", "leave-done")]).await;
        set(domain, grace, &invitation, &[("PlayerDesiredWidth", "800")]).await;
        set(domain, grace, &registration, &[("finish", "stay"), ("width", "900")]).await;
        assert_eq!(told(domain, grace, &course, "finish").await, is("leave-done", Origin::Course));
        assert_eq!(told(domain, grace, &invitation, "width").await, is("800", Origin::Invitation));
        assert_eq!(told(domain, grace, &registration, "width").await, is("900", Origin::Registration));
        assert_eq!(told(domain, grace, &course, "width").await, is("0", Origin::Product));

        let begun = play::begin(domain, &ticket).await.expect("an answer").expect("it begins");
        assert_eq!(begun.options[&LaunchOption::Finish], "stay", "a launch keeps what it began with");
        let ticket = stage.launch(&world).await;
        let begun = play::begin(domain, &ticket).await.expect("an answer").expect("it begins");
        assert_eq!((&*begun.options[&LaunchOption::Width], &*begun.options[&LaunchOption::Buttons]), ("900", "none"));

        set(domain, grace, &registration, &[("finish", ""), ("width", "")]).await;
        assert_eq!(told(domain, grace, &registration, "finish").await, is("leave-done", Origin::Course));
        assert_eq!(told(domain, grace, &registration, "width").await, is("800", Origin::Invitation));
        set(domain, grace, &course, &[("PlayerFinalScoCourseSatisfiedNormalExitAction", "")]).await;
        assert_eq!(told(domain, grace, &registration, "finish").await, is("leave", Origin::Account));
    }

    async fn newcomers_to_an_invitation_get_what_is_set_for_it(world: World) {
        let stage = Stage::set(&world).await;
        let (domain, grace) = (&world.domain, &stage.grace);
        let invitation = Whose::Invitation(stage.invitation.clone());
        set(domain, grace, &invitation, &[("finish", "leave")]).await;
        let ticket = stage.launch(&world).await;
        let begun = play::begin(domain, &ticket).await.expect("an answer").expect("it begins");
        assert_eq!(begun.options[&LaunchOption::Finish], "leave");
    }

    async fn one_setting_that_cannot_be_taken_leaves_all_as_they_were(world: World) {
        let stage = Stage::set(&world).await;
        let (domain, grace) = (&world.domain, &stage.grace);
        let course = Whose::Course(course_of(domain, grace).await);
        for wrong in [
            [("finish", "leave"), ("PlayerShowHelp", "YES")],
            [("finish", "leave"), ("ApiRollupRegistrationPostBackUrl", "mailto:ada")],
            [("finish", "leave"), ("ApiRollupRegistrationAuthUser", "beckon")],
            [("WhenToRestartRegistration", "WHEN_NEWER_PACKAGE_VERSION_EXISTS"), ("width", "wide")],
        ] {
            let refused = configuration::change(domain, grace, &course, &sent(&wrong)).await;
            assert!(matches!(problem(refused), Problem::Fields(_)), "{wrong:?}");
        }
        assert_eq!(told(domain, grace, &course, "finish").await, is("stay", Origin::Product));
        assert_eq!(told(domain, grace, &course, "WhenToRestartRegistration").await, is("NEVER", Origin::Product));
        let postback = postbacks::setting(domain, grace, &course).await.expect("told");
        assert_eq!(postback.said, Said::Nothing);
    }

    async fn where_results_go_is_set_by_ids_of_scorm_cloud_too(world: World) {
        let stage = Stage::set(&world).await;
        let (domain, grace) = (&world.domain, &stage.grace);
        let course = Whose::Course(course_of(domain, grace).await);
        let all = [
            ("ApiRollupRegistrationPostBackUrl", "https://example.org/results"),
            ("ApiRollupRegistrationAuthType", "FORM"),
            ("ApiRollupRegistrationAuthUser", "beckon"),
            ("ApiRollupRegistrationAuthPassword", "oats"),
            ("ApiRollupRegistrationIsJson", "true"),
        ];
        set(domain, grace, &Whose::Account, &all).await;
        assert_eq!(
            told(domain, grace, &course, "ApiRollupRegistrationPostBackUrl").await,
            is("https://example.org/results", Origin::Account)
        );
        set(domain, grace, &Whose::Account, &[("ApiRollupRegistrationFormat", "full")]).await;
        let setting = postbacks::setting(domain, grace, &course).await.expect("told");
        let Some((Said::To(postback), Level::Account)) = setting.holds else { panic!("{setting:?}") };
        assert_eq!((postback.auth_type.word(), postback.results_format.word(), postback.has_password), ("form", "full", true));
        set(domain, grace, &Whose::Account, &[("ApiRollupRegistrationPostBackUrl", "")]).await;
        assert_eq!(postbacks::setting(domain, grace, &course).await.expect("told").holds, None);
    }

    async fn who_moves_to_a_newer_version_is_set_for_a_course(world: World) {
        let stage = Stage::set(&world).await;
        let (domain, grace) = (&world.domain, &stage.grace);
        let id = course_of(domain, grace).await;
        let course = Whose::Course(id.clone());
        set(domain, grace, &course, &[("WhenToRestartRegistration", "WHEN_NEWER_PACKAGE_VERSION_EXISTS")]).await;
        let rule = courses::versions::rule(domain, grace, &id).await.expect("a rule");
        assert_eq!(rule, beckon_model::version::Rule::Always);
        set(domain, grace, &course, &[("WhenToRestartRegistration", "")]).await;
        assert_eq!(told(domain, grace, &course, "WhenToRestartRegistration").await, is("NEVER", Origin::Product));
    }

    async fn another_instructor_reads_and_sets_nothing_and_has_defaults_of_his_own(world: World) {
        let stage = Stage::set(&world).await;
        let (domain, grace) = (&world.domain, &stage.grace);
        let alan = world.another_instructor().await;
        set(domain, &alan, &Whose::Account, &[("finish", "leave")]).await;
        let course = Whose::Course(course_of(domain, grace).await);
        assert_eq!(told(domain, grace, &course, "finish").await, is("stay", Origin::Product));
        for whose in [course, Whose::Invitation(stage.invitation.clone())] {
            let refused = configuration::change(domain, &alan, &whose, &sent(&[("finish", "leave")])).await;
            assert!(matches!(problem(refused), Problem::NotFound(_)));
            let refused = configuration::told(domain, &alan, &whose).await.map(|_| ());
            assert!(matches!(problem(refused), Problem::NotFound(_)));
            let refused = launch_options::on(domain, &alan, &whose).await;
            assert!(matches!(problem(refused), Problem::NotFound(_)));
        }
    }
}
