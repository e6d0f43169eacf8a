//! A whole product in a temporary folder, and a browser without scripts.

use axum::Router;
use axum::body::Body;
use beckon_domain::accounts::{self, Instructor, NewAccount};
use beckon_domain::courses::{self, imports};
use beckon_domain::mail::Transport;
use beckon_domain::secret::Key;
use beckon_domain::{Clock, Db, Domain, Settings};
use beckon_model::CourseId;
use http::{HeaderMap, Method, Request, StatusCode, header};
use std::collections::BTreeMap;
use tempfile::TempDir;
use tower::ServiceExt;

pub const PUBLIC: &str = "localhost:3000";
pub const CONTENT: &str = "127.0.0.1:3000";
pub const PASSWORD: &str = "harbour lantern oats";

pub struct Site {
    pub domain: Domain,
    router: Router,
    _folder: TempDir,
}

/// An answer, read whole.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

/// A browser without scripts: it keeps cookies and says where a form stood.
#[derive(Default)]
pub struct Browser {
    cookies: BTreeMap<String, String>,
}

impl Site {
    pub async fn open() -> Self {
        Self::limited(0).await
    }

    /// One where a key may make so many calls of the API a minute.
    pub async fn limited(api_rate: u32) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let settings = Settings {
            data_dir: folder.path().to_owned(),
            public_url: format!("http://{PUBLIC}"),
            content_url: format!("http://{CONTENT}"),
            transport: Transport::OutboxPage,
            mail_from: "Beckon <beckon@localhost>".to_owned(),
            bounces_to: None,
            limits: Default::default(),
            private_networks: Default::default(),
            api_rate,
        };
        for name in ["content", "uploads", "site/player", "site/pkg"] {
            std::fs::create_dir_all(folder.path().join(name)).expect("a folder");
        }
        for (name, text) in [
            (
                "site/player/player.html",
                "<!doctype html><head><title>Player</title></head>",
            ),
            ("site/hash.txt", "js: aaa\nwasm: bbb\ncss: ccc\n"),
            ("site/pkg/beckon.aaa.js", "export default 1"),
        ] {
            std::fs::write(folder.path().join(name), text).expect("a file");
        }
        let url = format!("sqlite:{}", folder.path().join("beckon.sqlite").display());
        let db = Db::open(&url).await.expect("the database opens");
        db.migrate().await.expect("the tables are made");
        let domain = Domain::with(db, Clock::System, Key::fixed(7), settings);
        let router = server::router(domain.clone(), &folder.path().join("site"));
        Self {
            domain,
            router,
            _folder: folder,
        }
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, 64 << 20).await.expect("a body");
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    /// The first instructor, beside the pages.
    pub async fn instructor(&self) -> Instructor {
        let new = NewAccount {
            first_name: "Grace".to_owned(),
            last_name: "Hopper".to_owned(),
            email: "grace@example.org".to_owned(),
            password: PASSWORD.to_owned(),
        };
        let id = accounts::create_first_instructor(&self.domain, new)
            .await
            .expect("an account");
        accounts::instructor(&self.domain, &id)
            .await
            .expect("an instructor")
    }

    /// The demo course, imported.
    pub async fn course(&self, who: &Instructor) -> CourseId {
        let id = courses::add_demo(&self.domain, who)
            .await
            .expect("promised");
        imports::run_next(&self.domain).await.expect("read");
        let import = imports::find(&self.domain, who, &id)
            .await
            .expect("the import");
        import
            .course
            .unwrap_or_else(|| panic!("not imported: {}", import.problem))
    }
}

impl Browser {
    /// A browser in which the instructor has signed in.
    pub async fn of_instructor(site: &Site) -> Self {
        let mut browser = Self::default();
        let form = [
            ("email", "grace@example.org"),
            ("password", PASSWORD),
            ("next", "/"),
        ];
        let answer = browser
            .post(site, "/sign-in", "/api/app/accounts/api/sign_in", &form)
            .await;
        assert_eq!(answer.location(), "/", "{}", answer.body);
        browser
    }

    pub async fn get(&mut self, site: &Site, path: &str) -> Answer {
        let request = self
            .request(Method::GET, path)
            .body(Body::empty())
            .expect("a request");
        self.keep(site.send(request).await)
    }

    /// Posts a form that stood on `page`.
    pub async fn post(
        &mut self,
        site: &Site,
        page: &str,
        action: &str,
        form: &[(&str, &str)],
    ) -> Answer {
        let request = self
            .request(Method::POST, action)
            .header(header::REFERER, format!("http://{PUBLIC}{page}"))
            .header(header::ORIGIN, format!("http://{PUBLIC}"))
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(encode(form)))
            .expect("a request");
        self.keep(site.send(request).await)
    }

    pub fn request(&self, method: Method, path: &str) -> http::request::Builder {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, PUBLIC)
            .header(header::ACCEPT, "text/html,application/xhtml+xml");
        if !self.cookies.is_empty() {
            let pairs = self
                .cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"));
            request = request.header(header::COOKIE, pairs.collect::<Vec<_>>().join("; "));
        }
        request
    }

    fn keep(&mut self, answer: Answer) -> Answer {
        for cookie in answer.headers.get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().ok().and_then(|c| c.split(';').next());
            if let Some((name, value)) = pair.and_then(|pair| pair.split_once('=')) {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }
}

impl Answer {
    /// Where it leads on; empty if nowhere.
    pub fn location(&self) -> &str {
        self.headers
            .get(header::LOCATION)
            .and_then(|l| l.to_str().ok())
            .unwrap_or_default()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default()
    }

    /// Path and query of where it leads on.
    pub fn leads_to(&self) -> String {
        let location = self.location();
        match location.strip_prefix(&format!("http://{PUBLIC}")) {
            Some(path) => path.to_owned(),
            None => location.to_owned(),
        }
    }
}

/// `application/x-www-form-urlencoded`.
pub fn encode(form: &[(&str, &str)]) -> String {
    let escape = |text: &str| {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    form.iter()
        .map(|(name, value)| format!("{}={}", escape(name), escape(value)))
        .collect::<Vec<_>>()
        .join("&")
}
