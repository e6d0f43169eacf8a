//! What can go wrong in the domain: what people may hear, and what is logged instead.

use beckon_model::Problem;

/// A refusal in words, or something nobody foresaw.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// For people.
    #[error(transparent)]
    Problem(#[from] Problem),
    /// The product is set up wrongly; for operators.
    #[error("{0}")]
    Config(String),
    #[error("database: {0}")]
    Sql(#[from] sqlx::Error),
    #[error("migration: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    #[error("stored text can't be read: {0}")]
    Json(#[from] serde_json::Error),
    #[error("file: {0}")]
    Io(#[from] std::io::Error),
    #[error("{0}")]
    Other(String),
}

/// What the domain's functions give.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// What a person may hear. Anything but a [`Problem`] is logged once, here, under the reference that the
    /// person is given.
    pub fn problem(self) -> Problem {
        match self {
            Self::Problem(problem) => problem,
            other => {
                let reference = crate::secret::readable(8);
                tracing::error!(reference, error = %other, "unexpected");
                Problem::Unexpected(reference)
            }
        }
    }
}
