//! Browser sessions, kept in the database under the hash of their id: whoever reads it can't become anybody.

use async_trait::async_trait;
use beckon_domain::{Domain, secret, sessions};
use tower_sessions::cookie::time::{Duration, OffsetDateTime};
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};
use tower_sessions::{Expiry, SessionManagerLayer, SessionStore};

/// How long a browser stays signed in without being used.
const DAYS: i64 = 30;

/// Keeps sessions through the domain.
#[derive(Clone, Debug)]
pub struct Store(Domain);

/// The layer that gives each request its session.
pub fn layer(domain: &Domain) -> SessionManagerLayer<Store> {
    let https = domain.settings().public_url.starts_with("https://");
    // The prefix binds the cookie to this host and to https (RFC 6265bis section 4.1.3.2); plain http can't have it.
    SessionManagerLayer::new(Store(domain.clone()))
        .with_name(if https { "__Host-beckon" } else { "beckon" })
        .with_secure(https)
        .with_http_only(true)
        .with_same_site(tower_sessions::cookie::SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(Duration::days(DAYS)))
}

#[async_trait]
impl SessionStore for Store {
    async fn save(&self, record: &Record) -> Result<()> {
        let data = serde_json::to_string(&record.data).map_err(|e| Error::Encode(e.to_string()))?;
        let expires_at = record.expiry_date.unix_timestamp() * 1_000;
        sessions::save(&self.0, &key(&record.id), &data, expires_at)
            .await
            .map_err(backend)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let Some((data, expires_at)) = sessions::load(&self.0, &key(id)).await.map_err(backend)?
        else {
            return Ok(None);
        };
        let data = serde_json::from_str(&data).map_err(|e| Error::Decode(e.to_string()))?;
        let expiry_date =
            OffsetDateTime::from_unix_timestamp(expires_at / 1_000).map_err(backend)?;
        Ok(Some(Record {
            id: *id,
            data,
            expiry_date,
        }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        sessions::delete(&self.0, &key(id)).await.map_err(backend)
    }
}

fn key(id: &Id) -> String {
    secret::hash(&id.to_string())
}

fn backend(error: impl std::fmt::Display) -> Error {
    Error::Backend(error.to_string())
}
