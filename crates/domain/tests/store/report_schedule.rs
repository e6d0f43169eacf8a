//! Saved reports by e-mail: when, to whom, once each, and until when their links work.

use crate::on_both;
use crate::reportage::Stage;
use crate::world::{World, problem};
use beckon_domain::mail::{outbox, worker};
use beckon_domain::reportage;
use beckon_model::mail::{MailState, OutboxMail};
use beckon_model::report_schedule::{Schedule, ScheduleForm};
use beckon_model::reportage::Criteria;
use beckon_model::{Problem, ReportId};
use futures::TryStreamExt;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
/// From the start of every test, 10:05:07 in Berlin, until eight o'clock the next day.
const UNTIL_EIGHT: i64 = 22 * HOUR - 5 * 60_000 - 7_000;

fn daily(addresses: &str) -> ScheduleForm {
    ScheduleForm {
        rhythm: "daily".to_owned(),
        hour: "8".to_owned(),
        zone: "Europe/Berlin".to_owned(),
        addresses: addresses.to_owned(),
        ..ScheduleForm::default()
    }
}

/// A saved report, and what is done with it.
struct Sent {
    stage: Stage,
    id: ReportId,
}

impl Sent {
    async fn of(world: World, form: &ScheduleForm) -> Self {
        let stage = Stage::of(world, 3).await;
        stage
            .sit(
                1,
                &[
                    ("cmi.core.lesson_status", "passed"),
                    ("cmi.core.score.raw", "80"),
                ],
            )
            .await;
        let (domain, grace) = (&stage.world.domain, &stage.grace);
        let id = reportage::save(domain, grace, "All", &Criteria::default()).await;
        let id = id.expect("kept");
        let set = reportage::set_schedule(domain, grace, &id, form).await;
        set.expect("a schedule");
        Self { stage, id }
    }

    fn advance(&self, by: i64) {
        self.stage.world.domain.clock.advance(by);
    }

    async fn sweep(&self) -> usize {
        let swept = reportage::sweep(&self.stage.world.domain).await;
        swept.expect("swept")
    }

    async fn schedule(&self) -> Option<Schedule> {
        let (domain, grace) = (&self.stage.world.domain, &self.stage.grace);
        let start = reportage::schedule_start(domain, grace, &self.id).await;
        start.expect("a page").schedule
    }

    async fn next(&self) -> String {
        self.schedule().await.expect("a schedule").next_spoken
    }

    /// The letters to an address, the newest first.
    async fn letters(&self, address: &str) -> Vec<OutboxMail> {
        let (domain, grace) = (&self.stage.world.domain, &self.stage.grace);
        let mut letters = Vec::new();
        for row in outbox::list(domain, grace).await.expect("the outbox") {
            if row.to.contains(address) && row.subject.starts_with("All, ") {
                letters.push(outbox::find(domain, grace, &row.id).await.expect("a mail"));
            }
        }
        letters
    }

    /// The token in the newest letter to an address.
    async fn token(&self, address: &str) -> String {
        let text = self.letters(address).await.remove(0).text;
        let (_, rest) = text
            .split_once("Open the report: http://localhost:3000/r/")
            .expect("a link");
        rest.split_whitespace().next().expect("a token").to_owned()
    }

    async fn shows(&self, token: &str) -> bool {
        match reportage::by_link(&self.stage.world.domain, token, 1, "").await {
            Ok(_) => true,
            gone => {
                assert!(matches!(problem(gone), Problem::NotFound(_)));
                false
            }
        }
    }
}

on_both! {
    async fn a_report_goes_out_when_it_is_due_and_not_before(world: World) {
        let sent = Sent::of(world, &daily("Ada <ada@example.org>, grace@example.org")).await;
        assert_eq!(sent.next().await, "26 Nov 2026, 08:00 CET");
        sent.advance(UNTIL_EIGHT - 1);
        assert_eq!(sent.sweep().await, 0);
        sent.advance(1);
        assert_eq!(sent.sweep().await, 2);
        assert_eq!(sent.sweep().await, 0);
        assert_eq!(sent.next().await, "27 Nov 2026, 08:00 CET");
        let letter = sent.letters("ada@example.org").await.remove(0);
        assert_eq!(letter.row.to, "Ada <ada@example.org>");
        assert_eq!(letter.row.subject, "All, 26 Nov 2026, 08:00 CET");
        for words in [
            "Hello Ada,",
            "3 registrations: 1 opened, 1 started, 1 completed, 1 passed, 0 failed. The average score is 80 %.",
            "Learner | Course | Status | Score",
            "person1@example.org | Knots | Passed | 80 %",
            "Grace Hopper has this report sent to you every day at 8:00 (Europe/Berlin).",
        ] {
            assert!(letter.text.contains(words), "{words}\n{}", letter.text);
        }
        assert!(letter.html.contains(">person1@example.org</td>"), "{}", letter.html);
        assert_eq!(letter.files.len(), 1);
        let token = sent.token("ada@example.org").await;
        assert!(sent.shows(&token).await);
        let csv = reportage::csv_by_link(&sent.stage.world.domain, &token).await.expect("a table");
        let csv: Vec<Vec<u8>> = csv.try_collect().await.expect("read");
        assert_eq!(String::from_utf8(csv.concat()).expect("text").lines().count(), 4);
        let own = sent.letters("grace@example.org").await.remove(0);
        assert!(own.text.contains("Open the report: http://localhost:3000/reportage?\n"), "{}", own.text);
        assert!(!own.text.contains("/r/"));
    }

    async fn two_who_look_at_once_send_one_letter_each(world: World) {
        let sent = Sent::of(world, &daily("ada@example.org, bob@example.org")).await;
        sent.advance(UNTIL_EIGHT);
        let domain = &sent.stage.world.domain;
        let (one, other) = tokio::join!(reportage::sweep(domain), reportage::sweep(domain));
        assert_eq!(one.expect("swept") + other.expect("swept"), 2);
        for address in ["ada@example.org", "bob@example.org"] {
            assert_eq!(sent.letters(address).await.len(), 1);
        }
    }

    async fn of_times_that_were_slept_through_the_last_counts(world: World) {
        let sent = Sent::of(world, &daily("ada@example.org")).await;
        sent.advance(UNTIL_EIGHT + 3 * DAY + HOUR);
        assert_eq!(sent.sweep().await, 1);
        assert_eq!(sent.next().await, "30 Nov 2026, 08:00 CET");
    }

    async fn eight_o_clock_stays_eight_o_clock_when_the_clocks_are_put_forward(world: World) {
        let sent = Sent::of(world, &daily("ada@example.org")).await;
        // From 26 Nov 2026 until 27 Mar 2027; clocks are put forward in the night after.
        sent.advance(UNTIL_EIGHT + 121 * DAY);
        assert_eq!(sent.sweep().await, 1);
        assert_eq!(sent.letters("ada@example.org").await[0].row.subject, "All, 27 Mar 2027, 08:00 CET");
        assert_eq!(sent.next().await, "28 Mar 2027, 08:00 CEST");
        sent.advance(23 * HOUR - 1);
        assert_eq!(sent.sweep().await, 0);
        sent.advance(1);
        assert_eq!(sent.sweep().await, 1);
    }

    async fn a_stopped_report_is_sent_no_more_and_its_links_are_dead(world: World) {
        let sent = Sent::of(world, &daily("ada@example.org")).await;
        let (domain, grace) = (&sent.stage.world.domain, &sent.stage.grace);
        sent.advance(UNTIL_EIGHT);
        sent.sweep().await;
        worker::deliver_due(domain).await.expect("delivered");
        let before = sent.token("ada@example.org").await;
        sent.advance(DAY);
        sent.sweep().await;
        let states = sent.schedule().await.expect("a schedule").readers;
        assert_eq!(states[0].state, Some(MailState::Queued));
        assert!(sent.shows(&before).await);
        reportage::stop_schedule(domain, grace, &sent.id).await.expect("stopped");
        assert!(!sent.shows(&before).await);
        assert_eq!(sent.schedule().await, None);
        assert_eq!(sent.letters("ada@example.org").await[0].row.state, MailState::NotSent);
        sent.advance(3 * DAY);
        assert_eq!(sent.sweep().await, 0);
    }

    async fn an_address_with_a_mistake_is_named(world: World) {
        let sent = Sent::of(world, &daily("ada@example.org")).await;
        let (domain, grace) = (&sent.stage.world.domain, &sent.stage.grace);
        let told = async |form: ScheduleForm, field: &str| {
            let told = problem(reportage::set_schedule(domain, grace, &sent.id, &form).await);
            told.beside(field).expect("a message").to_owned()
        };
        let wrong = told(daily("ada@example.org, bob at example.org"), "addresses").await;
        assert!(wrong.contains("“bob at example.org” is not an e-mail address."), "{wrong}");
        told(daily(" "), "addresses").await;
        let many: String = (0..21).map(|n| format!("a{n}@example.org ")).collect();
        told(daily(&many), "addresses").await;
        let weekly = ScheduleForm { rhythm: "weekly".to_owned(), weekday: "8".to_owned(), ..daily("a@x.org") };
        told(weekly, "day").await;
        told(ScheduleForm { hour: "24".to_owned(), ..daily("a@x.org") }, "hour").await;
        let readers = sent.schedule().await.expect("as it was").readers;
        assert_eq!(readers.len(), 1);
        let alan = sent.stage.world.another_instructor().await;
        let others = reportage::set_schedule(domain, &alan, &sent.id, &daily("a@x.org")).await;
        assert!(matches!(problem(others), Problem::NotFound(_)));
    }

    async fn a_reader_leaves_by_himself_and_the_others_stay(world: World) {
        let sent = Sent::of(world, &daily("ada@example.org, bob@example.org")).await;
        let domain = &sent.stage.world.domain;
        sent.advance(UNTIL_EIGHT);
        sent.sweep().await;
        let (ada, bob) = (sent.token("ada@example.org").await, sent.token("bob@example.org").await);
        let asked = reportage::report_reader(domain, &ada).await.expect("who");
        assert_eq!(asked, ("All".to_owned(), "a…@example.org".to_owned()));
        reportage::leave_report(domain, &ada).await.expect("left");
        assert!(!sent.shows(&ada).await && sent.shows(&bob).await);
        sent.advance(DAY);
        assert_eq!(sent.sweep().await, 1);
        reportage::leave_report(domain, &bob).await.expect("left");
        assert_eq!(sent.schedule().await, None);
    }

    async fn whoever_is_taken_off_loses_his_links(world: World) {
        let sent = Sent::of(world, &daily("ada@example.org, bob@example.org")).await;
        let (domain, grace) = (&sent.stage.world.domain, &sent.stage.grace);
        sent.advance(UNTIL_EIGHT);
        sent.sweep().await;
        let (ada, bob) = (sent.token("ada@example.org").await, sent.token("bob@example.org").await);
        reportage::set_schedule(domain, grace, &sent.id, &daily("bob@example.org")).await.expect("changed");
        assert!(!sent.shows(&ada).await && sent.shows(&bob).await);
        reportage::save(domain, grace, "All", &Criteria::parse("status=passed")).await.expect("changed");
        assert!(!sent.shows(&bob).await);
        sent.advance(DAY);
        assert_eq!(sent.sweep().await, 1);
        let letter = sent.letters("bob@example.org").await.remove(0);
        assert!(letter.text.contains("1 registration: "), "{}", letter.text);
        reportage::remove(domain, grace, &sent.id).await.expect("deleted");
        sent.advance(DAY);
        assert_eq!(sent.sweep().await, 0);
    }

    async fn the_words_of_old_letters_are_forgotten(world: World) {
        let sent = Sent::of(world, &daily("ada@example.org")).await;
        let domain = &sent.stage.world.domain;
        sent.advance(UNTIL_EIGHT);
        sent.sweep().await;
        worker::deliver_due(domain).await.expect("delivered");
        sent.advance(14 * DAY + 1);
        sent.sweep().await;
        let letters = sent.letters("ada@example.org").await;
        assert!(letters[0].text.contains("person1@example.org"));
        let old = letters.last().expect("the first");
        assert_eq!((old.text.trim(), old.files.len()), ("", 0));
    }
}
