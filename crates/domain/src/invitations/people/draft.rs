//! A form under way: the file that was sent for it, and what else stands in it.

use super::{csv, store};
use crate::accounts::Instructor;
use crate::{Domain, Result, secret};
use beckon_model::Problem;
use beckon_model::people::PeopleForm;

/// How long a form under way is kept.
const KEPT_FOR: i64 = 7 * 24 * 60 * 60_000;
/// The largest file of people, in bytes.
pub const FILE_MAX: usize = 32 * 1024 * 1024;

/// What a form holds, by its key.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    pub form: PeopleForm,
    /// The form's other fields, by name.
    pub others: Vec<(String, String)>,
}

/// The form of this key as it was kept, or a new one with a key of its own.
pub async fn draft(domain: &Domain, who: &Instructor, key: &str) -> Result<Draft> {
    if is_key(key)
        && let Some((form, others)) = store::draft(&mut &domain.db, &who.id, key).await?
    {
        return Ok(Draft {
            form: PeopleForm {
                key: key.to_owned(),
                ..serde_json::from_str(&form)?
            },
            others: serde_json::from_str(&others)?,
        });
    }
    Ok(Draft {
        form: PeopleForm {
            key: secret::token(),
            ..PeopleForm::default()
        },
        others: Vec::new(),
    })
}

/// Keeps a form with its other fields, and a file if one was sent with it, as name and bytes.
///
/// # Errors
/// A key that no page was drawn with, or a file that is too large ("file").
pub async fn keep(
    domain: &Domain,
    who: &Instructor,
    form: &PeopleForm,
    others: &[(String, String)],
    file: Option<(&str, &[u8])>,
) -> Result<()> {
    if !is_key(&form.key) {
        return Err(
            Problem::Refused("This form is not complete. Open the page anew.".to_owned()).into(),
        );
    }
    if file.is_some_and(|(_, bytes)| bytes.len() > FILE_MAX) {
        return Err(Problem::field("file", "This file is too large: it may have 32 MB.").into());
    }
    let now = domain.now();
    let file = file.map(|(name, bytes)| (name.to_owned(), csv::decode(bytes).replace('\0', "")));
    let mut tx = domain.db.begin_write().await?;
    store::forget_drafts(&mut tx, now - KEPT_FOR).await?;
    let row = store::DraftRow {
        form: serde_json::to_string(form)?,
        others: serde_json::to_string(others)?,
    };
    store::keep_draft(&mut tx, &who.id, &form.key, row, now).await?;
    if form.without_file {
        store::keep_file(&mut tx, &who.id, &form.key, ("", "")).await?;
    }
    if let Some((name, text)) = &file {
        store::keep_file(&mut tx, &who.id, &form.key, (name, text)).await?;
    }
    tx.commit().await
}

/// Name and text of the file that was sent under this key.
pub(super) async fn file(
    domain: &Domain,
    who: &Instructor,
    key: &str,
) -> Result<Option<(String, String)>> {
    let file = store::file(&mut &domain.db, &who.id, key).await?;
    Ok(file.filter(|(_, text)| !text.is_empty()))
}

fn is_key(key: &str) -> bool {
    (16..=64).contains(&key.len())
        && key
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
}
