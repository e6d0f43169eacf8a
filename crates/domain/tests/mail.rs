//! What becomes of promised e-mails, against a mail server that does as it is told.

use beckon_domain::accounts::Instructor;
use beckon_domain::mail::bounces::{self, Report};
use beckon_domain::mail::{NewMail, Transport, outbox, worker};
use beckon_domain::{Clock, Db, Domain, Settings, secret};
use beckon_model::MailId;
use beckon_model::mail::MailState;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

const NOW: i64 = 1_790_000_000_000;

/// How the server treats one mail.
#[derive(Clone, Copy)]
enum Treat {
    Take,
    RefuseRecipient(&'static str),
    RefuseWords(&'static str),
    HangUpInData,
    /// Takes the mail and then leaves without a word.
    TakeAndLeave,
    /// Takes the mail, and says so only when told to.
    TakeWhenTold,
}

#[derive(Default)]
struct Seen {
    plan: VecDeque<Treat>,
    mails: Vec<String>,
    /// Mails whose words it has asked for.
    announced: usize,
    told: Arc<Notify>,
    connections: usize,
    /// How many connections it takes at once, if not any number.
    most: Option<usize>,
    open: usize,
}

struct Server {
    seen: Arc<Mutex<Seen>>,
    url: String,
}

impl Server {
    /// Treats the mails by the plan, and takes all that come after it.
    async fn start(plan: &[Treat]) -> Self {
        let seen = Arc::new(Mutex::new(Seen {
            plan: plan.iter().copied().collect(),
            ..Seen::default()
        }));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("smtp://{}", listener.local_addr().expect("an address"));
        let shared = seen.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let mut seen = shared.lock().expect("seen");
                if seen.most.is_some_and(|most| seen.open >= most) {
                    tokio::spawn(turn_away(stream));
                    continue;
                }
                seen.connections += 1;
                seen.open += 1;
                let shared = shared.clone();
                tokio::spawn(async move {
                    serve(stream, shared.clone()).await;
                    shared.lock().expect("seen").open -= 1;
                });
            }
        });
        Self { seen, url }
    }

    fn mails(&self) -> Vec<String> {
        self.seen.lock().expect("seen").mails.clone()
    }

    /// Takes so many connections at once from now on.
    fn takes(&self, most: usize) {
        self.seen.lock().expect("seen").most = Some(most);
    }

    /// Waits until it has asked for the words of so many mails.
    async fn has_asked_for(&self, mails: usize) {
        while self.seen.lock().expect("seen").announced < mails {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    fn tell(&self) {
        self.seen.lock().expect("seen").told.notify_one();
    }

    fn connections(&self) -> usize {
        self.seen.lock().expect("seen").connections
    }
}

async fn turn_away(mut stream: TcpStream) {
    let _ = stream
        .write_all(b"421 4.7.0 Too many connections\r\n")
        .await;
}

async fn serve(stream: TcpStream, seen: Arc<Mutex<Seen>>) -> Option<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 test\r\n").await.ok()?;
    let mut treat = Treat::Take;
    while let Some(line) = lines.next_line().await.ok()? {
        let verb = line.split(' ').next().unwrap_or_default().to_uppercase();
        let answer = match verb.as_str() {
            "EHLO" => "250-test\r\n250 8BITMIME\r\n".to_owned(),
            "MAIL" => {
                treat = seen
                    .lock()
                    .expect("seen")
                    .plan
                    .pop_front()
                    .unwrap_or(Treat::Take);
                "250 2.1.0 fine\r\n".to_owned()
            }
            "RCPT" => match treat {
                Treat::RefuseRecipient(words) => format!("{words}\r\n"),
                _ => "250 2.1.5 fine\r\n".to_owned(),
            },
            "DATA" => {
                write.write_all(b"354 go on\r\n").await.ok()?;
                seen.lock().expect("seen").announced += 1;
                let mut mail = String::new();
                while let Some(line) = lines.next_line().await.ok()? {
                    if matches!(treat, Treat::HangUpInData) {
                        return None;
                    }
                    if line == "." {
                        break;
                    }
                    mail.push_str(line.strip_prefix('.').unwrap_or(&line));
                    mail.push_str("\r\n");
                }
                if matches!(treat, Treat::TakeWhenTold) {
                    let told = seen.lock().expect("seen").told.clone();
                    told.notified().await;
                }
                if let Treat::RefuseWords(words) = treat {
                    format!("{words}\r\n")
                } else {
                    seen.lock().expect("seen").mails.push(mail);
                    "250 2.0.0 queued as 4711\r\n".to_owned()
                }
            }
            "QUIT" => "221 bye\r\n".to_owned(),
            _ => "250 fine\r\n".to_owned(),
        };
        write.write_all(answer.as_bytes()).await.ok()?;
        if verb == "DATA" && answer.starts_with("354") || verb == "QUIT" {
            return None;
        }
        if matches!(treat, Treat::TakeAndLeave) && answer.contains("4711") {
            return None;
        }
    }
    Some(())
}

struct House {
    domain: Domain,
    _folder: tempfile::TempDir,
}

impl House {
    async fn with(transport: Transport) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let db = Db::open(&format!(
            "sqlite:{}",
            folder.path().join("test.sqlite").display()
        ))
        .await
        .expect("opened");
        db.migrate().await.expect("migrated");
        let settings = Settings {
            data_dir: folder.path().to_owned(),
            public_url: "http://localhost:3000".to_owned(),
            content_url: "http://127.0.0.1:3000".to_owned(),
            transport,
            mail_from: "Beckon <beckon@beckon.example>".to_owned(),
            bounces_to: None,
            limits: Default::default(),
            private_networks: Default::default(),
            api_rate: 0,
        };
        Self {
            domain: Domain::with(db, Clock::fixed(NOW), secret::Key::fixed(1), settings),
            _folder: folder,
        }
    }

    async fn sending_to(server: &Server) -> Self {
        Self::with(Transport::smtp(&server.url).expect("an address")).await
    }

    async fn promise(&self, id: &str, kind: &str) {
        let mut tx = self.domain.db.begin_write().await.expect("begun");
        outbox::promise(&mut tx, mail(id, kind), self.domain.clock.now())
            .await
            .expect("promised");
        tx.commit().await.expect("committed");
    }

    async fn promise_many(&self, mails: usize) {
        let mut tx = self.domain.db.begin_write().await.expect("begun");
        for n in 0..mails {
            let id = format!("m{n:05}");
            outbox::promise(&mut tx, mail(&id, "invitation"), self.domain.clock.now())
                .await
                .expect("promised");
        }
        tx.commit().await.expect("committed");
    }

    async fn deliver(&self) -> usize {
        worker::deliver_due(&self.domain).await.expect("delivered")
    }

    /// Waits until a worker that runs by itself has sent the mail.
    async fn sees_sent(&self, id: &str) {
        for _ in 0..200 {
            if self.became(id).await.0 == MailState::Sent {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        assert_eq!(self.became(id).await.0, MailState::Sent);
    }

    async fn became(&self, id: &str) -> (MailState, String) {
        let rows = outbox::list(&self.domain, &operator())
            .await
            .expect("listed");
        let row = rows
            .into_iter()
            .find(|row| row.id == MailId::from(id))
            .expect("there");
        (row.state, row.server_said)
    }
}

fn mail<'a>(id: &str, kind: &'a str) -> NewMail<'a> {
    NewMail {
        id: id.into(),
        kind,
        to_email: "ada@example.org",
        to_name: "Ada Lovelace",
        reply_to: "bob@example.org",
        subject: "Golf – an invitation",
        html: "<p>Größe</p>",
        text: "Größe\n.\nend",
        recipient: None,
    }
}

fn operator() -> Instructor {
    Instructor {
        id: "op".into(),
        name: "Op".to_owned(),
        email: "op@example.org".to_owned(),
        operator: true,
    }
}

fn message_ids(mails: &[String]) -> Vec<&str> {
    mails
        .iter()
        .flat_map(|mail| mail.lines().filter(|line| line.starts_with("Message-ID:")))
        .collect()
}

#[tokio::test]
async fn a_mail_is_sent_once_and_the_server_s_words_are_kept() {
    let server = Server::start(&[]).await;
    let house = House::sending_to(&server).await;
    house.promise("m1", "invitation").await;
    assert_eq!(house.deliver().await, 1);
    assert_eq!(
        house.became("m1").await,
        (MailState::Sent, "250 2.0.0 queued as 4711".to_owned())
    );
    assert_eq!(house.deliver().await, 0);
    assert_eq!(
        message_ids(&server.mails()),
        ["Message-ID: <m1@beckon.example>"]
    );
}

#[tokio::test]
async fn mails_share_one_connection_also_past_a_refusal() {
    let server = Server::start(&[
        Treat::Take,
        Treat::RefuseRecipient("550 5.1.1 No such user"),
        Treat::Take,
    ])
    .await;
    let house = House::sending_to(&server).await;
    for n in 0..50 {
        house.promise(&format!("m{n:03}"), "invitation").await;
    }
    assert_eq!(house.deliver().await, 50);
    assert_eq!(
        house.became("m001").await,
        (MailState::Failed, "550 5.1.1 No such user".to_owned())
    );
    assert_eq!((server.mails().len(), server.connections()), (49, 1));
}

#[tokio::test]
async fn a_mail_is_announced_at_once_and_told_when_the_one_before_is_written_down() {
    let server = Server::start(&[Treat::TakeWhenTold]).await;
    let house = House::sending_to(&server).await;
    for id in ["m1", "m2"] {
        house.promise(id, "invitation").await;
    }
    let domain = house.domain.clone();
    let delivering = tokio::spawn(async move { worker::deliver_due(&domain).await });
    server.has_asked_for(1).await;
    // Nobody else can write now: what becomes of the first is known, and not written down.
    let tx = house.domain.db.begin_write().await.expect("begun");
    server.tell();
    server.has_asked_for(2).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(server.mails().len(), 1);
    tx.commit().await.expect("ended");
    let sent = delivering.await.expect("done").expect("delivered");
    assert_eq!((sent, server.mails().len()), (2, 2));
}

#[tokio::test]
async fn many_mails_go_over_several_connections_and_each_goes_once() {
    let server = Server::start(&[]).await;
    let house = House::sending_to(&server).await;
    house.promise_many(2_000).await;
    assert_eq!(house.deliver().await, 2_000);
    let mails = server.mails();
    let mut ids = message_ids(&mails);
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((mails.len(), ids.len()), (2_000, 2_000));
    assert!((2..=10).contains(&server.connections()));
}

#[tokio::test]
async fn a_server_that_takes_two_connections_gets_all_mails_over_them_and_none_is_put_off() {
    let server = Server::start(&[]).await;
    server.takes(2);
    let house = House::sending_to(&server).await;
    house.promise_many(2_000).await;
    assert_eq!(house.deliver().await, 2_000);
    assert_eq!((server.mails().len(), server.connections()), (2_000, 2));
}

#[tokio::test]
async fn an_operator_s_limit_of_connections_is_kept() {
    let server = Server::start(&[]).await;
    let url = format!("{}?connections=1", server.url);
    let house = House::with(Transport::smtp(&url).expect("an address")).await;
    house.promise_many(500).await;
    assert_eq!(house.deliver().await, 500);
    assert_eq!((server.mails().len(), server.connections()), (500, 1));
}

#[tokio::test]
async fn a_code_goes_before_all_invitations() {
    let server = Server::start(&[]).await;
    let house = House::sending_to(&server).await;
    house.promise_many(200).await;
    house.domain.clock.advance(60_000);
    house.promise("z", "code").await;
    house.deliver().await;
    assert!(server.mails()[0].contains("Message-ID: <z@"));
}

#[tokio::test]
async fn what_the_last_run_was_sending_goes_out_when_the_next_run_begins() {
    let server = Server::start(&[]).await;
    let house = House::sending_to(&server).await;
    house.promise("m1", "invitation").await;
    let mut tx = house.domain.db.begin_write().await.expect("begun");
    let lease_until = NOW + worker::LEASE;
    beckon_domain::execute!(
        &mut tx,
        "UPDATE outbox SET state = 'sending', attempts = 1, lease_until = $1",
        lease_until
    )
    .expect("claimed");
    tx.commit().await.expect("committed");
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let running = tokio::spawn(worker::run(house.domain.clone(), stopped));
    house.sees_sent("m1").await;
    stop.send(true).expect("told");
    running.await.expect("stopped");
}

#[tokio::test]
async fn a_server_that_puts_us_off_is_asked_again_after_a_while() {
    let server = Server::start(&[Treat::RefuseRecipient("451 4.7.1 Greylisted, try later")]).await;
    let house = House::sending_to(&server).await;
    house.promise("m1", "invitation").await;
    house.deliver().await;
    assert_eq!(
        house.became("m1").await,
        (
            MailState::Deferred,
            "451 4.7.1 Greylisted, try later".to_owned()
        )
    );
    assert_eq!(house.deliver().await, 0, "not yet due");
    house.domain.clock.advance(73_000);
    assert_eq!(house.deliver().await, 1);
    assert_eq!(house.became("m1").await.0, MailState::Sent);
}

#[tokio::test]
async fn words_refused_for_good_are_not_sent_again() {
    let server = Server::start(&[Treat::RefuseWords("554 5.7.1 Looks like spam")]).await;
    let house = House::sending_to(&server).await;
    house.promise("m1", "invitation").await;
    house.deliver().await;
    assert_eq!(
        house.became("m1").await,
        (MailState::Failed, "554 5.7.1 Looks like spam".to_owned())
    );
    house.domain.clock.advance(7 * 86_400_000);
    assert_eq!(house.deliver().await, 0);
}

#[tokio::test]
async fn a_line_that_drops_in_mid_mail_is_tried_again_with_the_same_message_id() {
    let server = Server::start(&[Treat::HangUpInData]).await;
    let house = House::sending_to(&server).await;
    house.promise("m1", "invitation").await;
    house.promise("m2", "invitation").await;
    assert_eq!(house.deliver().await, 2);
    let (state, said) = house.became("m1").await;
    assert_eq!(state, MailState::Deferred);
    assert!(
        said.starts_with("The mail server hung up before it took the e-mail"),
        "{said}"
    );
    assert_eq!(
        house.became("m2").await.0,
        MailState::Sent,
        "the next mail has a connection of its own"
    );
    house.domain.clock.advance(73_000);
    house.deliver().await;
    assert_eq!(
        message_ids(&server.mails()),
        [
            "Message-ID: <m2@beckon.example>",
            "Message-ID: <m1@beckon.example>"
        ]
    );
}

#[tokio::test]
async fn a_server_that_leaves_between_two_mails_costs_no_attempt() {
    let server = Server::start(&[Treat::TakeAndLeave, Treat::Take]).await;
    let house = House::sending_to(&server).await;
    house.promise("m1", "invitation").await;
    house.promise("m2", "invitation").await;
    house.deliver().await;
    assert_eq!(house.became("m2").await.0, MailState::Sent);
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn no_server_at_all_says_so_and_loses_nothing() {
    let house = House::with(Transport::smtp("smtp://127.0.0.1:1").expect("an address")).await;
    house.promise("m1", "invitation").await;
    house.deliver().await;
    let (state, said) = house.became("m1").await;
    assert_eq!(state, MailState::Deferred);
    assert!(
        said.starts_with("The mail server 127.0.0.1:1 could not be reached:"),
        "{said}"
    );
}

#[tokio::test]
async fn a_mail_claimed_by_a_process_that_died_goes_out_when_its_lease_has_run_out() {
    let server = Server::start(&[]).await;
    let house = House::sending_to(&server).await;
    house.promise("m1", "invitation").await;
    house.deliver().await;
    // As after `kill -9` between the server's answer and our note of it.
    let mut tx = house.domain.db.begin_write().await.expect("begun");
    let lease_until = NOW + worker::LEASE;
    beckon_domain::execute!(
        &mut tx,
        "UPDATE outbox SET state = 'sending', lease_until = $1",
        lease_until
    )
    .expect("set back");
    tx.commit().await.expect("committed");
    assert_eq!(house.deliver().await, 0, "the lease holds");
    house.domain.clock.advance(worker::LEASE);
    assert_eq!(house.deliver().await, 1);
    let mails = server.mails();
    assert_eq!(mails.len(), 2);
    assert_eq!(
        mails[0], mails[1],
        "the very same message, so that receivers know it"
    );
}

/// As a mail server reports, from the other end of the line.
fn report(action: &str, words: &str) -> String {
    format!(
        "To: beckon@beckon.example\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.net\r\n\r\n\
         Action: {action}\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; {words}\r\n\r\n\
         --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <m1@beckon.example>\r\n\r\n--b--\r\n"
    )
}

#[tokio::test]
async fn a_mail_that_a_server_took_and_could_not_deliver_has_bounced() {
    let server = Server::start(&[]).await;
    let house = House::sending_to(&server).await;
    house.promise("m1", "invitation").await;
    let take = async |text: String| {
        bounces::take(&house.domain, text.as_bytes())
            .await
            .expect("taken")
    };
    let failed = report("failed", "550 5.1.1 No such user");
    assert_eq!(
        take(failed.clone()).await,
        Report::Unknown,
        "nobody has it yet"
    );
    house.deliver().await;
    assert_eq!(
        take(report("delayed", "451 4.7.1 Greylisted")).await,
        Report::Delayed("m1".into())
    );
    assert_eq!(
        house.became("m1").await,
        (MailState::Sent, "5.1.1 451 4.7.1 Greylisted".to_owned())
    );
    assert_eq!(take(failed.clone()).await, Report::Bounced("m1".into()));
    assert_eq!(
        house.became("m1").await,
        (MailState::Bounced, "550 5.1.1 No such user".to_owned())
    );
    assert_eq!(take(failed).await, Report::Unknown, "it is known");
    assert_eq!(house.deliver().await, 0, "it is not sent again by itself");
}

#[tokio::test]
async fn two_workers_at_once_send_each_mail_once() {
    let server = Server::start(&[]).await;
    let house = House::sending_to(&server).await;
    for n in 0..60 {
        house.promise(&format!("m{n}"), "invitation").await;
    }
    let (one, two) = tokio::join!(house.deliver(), house.deliver());
    assert_eq!((one + two, server.mails().len()), (60, 60));
}

#[tokio::test]
async fn the_worker_wakes_for_a_new_mail_and_stops_when_told() {
    let server = Server::start(&[]).await;
    let house = House::sending_to(&server).await;
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let running = tokio::spawn(worker::run(house.domain.clone(), stopped));
    house.promise("m1", "invitation").await;
    house.domain.mail_wanted().notify_one();
    house.sees_sent("m1").await;
    stop.send(true).expect("told");
    running.await.expect("stopped");
}

#[tokio::test]
async fn without_a_mail_server_the_outbox_keeps_the_mail_as_its_reader_would_see_it() {
    let house = House::with(Transport::OutboxPage).await;
    house.promise("m1", "invitation").await;
    house.deliver().await;
    let (state, said) = house.became("m1").await;
    assert_eq!(
        (state, said.as_str()),
        (
            MailState::Sent,
            "Kept in the outbox: no mail server is configured."
        )
    );
    let mail = outbox::find(&house.domain, &operator(), &"m1".into())
        .await
        .expect("found");
    let header = |name: &str| {
        mail.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    };
    assert_eq!(header("Subject"), Some("Golf – an invitation"));
    assert_eq!(header("From"), Some("Beckon <beckon@beckon.example>"));
    assert_eq!(header("Reply-To"), Some("bob@example.org"));
    assert_eq!(
        (mail.html.trim_end(), mail.text.trim_end()),
        ("<p>Größe</p>", "Größe\n.\nend")
    );
    assert_eq!(mail.row.to, "Ada Lovelace <ada@example.org>");
}

#[tokio::test]
async fn a_mail_that_is_still_waiting_can_be_looked_at() {
    let house = House::with(Transport::OutboxPage).await;
    house.promise("m1", "invitation").await;
    let mail = outbox::find(&house.domain, &operator(), &"m1".into())
        .await
        .expect("found");
    assert_eq!(
        (mail.row.state, mail.text.trim_end()),
        (MailState::Queued, "Größe\n.\nend")
    );
}

#[tokio::test]
async fn a_code_is_read_by_its_recipient_only() {
    let server = Server::start(&[Treat::RefuseRecipient("451 later")]).await;
    let house = House::sending_to(&server).await;
    house.promise("m1", "code").await;
    for state in [MailState::Deferred, MailState::Sent] {
        house.deliver().await;
        let mail = outbox::find(&house.domain, &operator(), &"m1".into())
            .await
            .expect("found");
        assert_eq!(
            (mail.row.state, mail.row.subject.as_str()),
            (state, "A sign-in code")
        );
        assert!(!mail.text.contains("Größe") && !mail.html.contains("Größe"));
        assert!(
            mail.headers
                .iter()
                .all(|(_, value)| !value.contains("Golf"))
        );
        house.domain.clock.advance(73_000);
    }
    assert_eq!(server.mails().len(), 1);
    assert!(server.mails()[0].contains("Gr=C3=B6=C3=9Fe"));
}

#[tokio::test]
async fn the_outbox_is_the_operator_s() {
    let house = House::with(Transport::OutboxPage).await;
    let other = Instructor {
        operator: false,
        ..operator()
    };
    assert!(
        outbox::list(&house.domain, &other)
            .await
            .expect_err("refused")
            .to_string()
            .contains("only the operator")
    );
    assert!(
        outbox::find(&house.domain, &other, &"m1".into())
            .await
            .is_err()
    );
    assert!(
        outbox::find(&house.domain, &operator(), &"m1".into())
            .await
            .is_err()
    );
}
