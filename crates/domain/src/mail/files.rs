//! Files that go with e-mails, each kept once for all that it goes with.

use super::store::MailRow;
use crate::db::{On, Tx, fetch_rows};
use crate::{Result, execute};
use beckon_model::{MailId, Millis};
use std::collections::HashMap;

/// A file that goes with an e-mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MailFile {
    pub name: String,
    /// A media type.
    pub kind: String,
    pub content: String,
}

#[derive(Debug, sqlx::FromRow)]
struct Row {
    mail_id: MailId,
    name: String,
    kind: String,
    content: String,
}

pub(super) async fn keep(
    tx: &mut Tx,
    id: &str,
    (name, kind, content): (&str, &str, &str),
    now: Millis,
) -> Result<()> {
    let sql =
        "INSERT INTO mail_files (id, name, kind, content, created_at) VALUES ($1, $2, $3, $4, $5)";
    execute!(tx, sql, id, name, kind, content, now)?;
    Ok(())
}

pub(super) async fn attach(tx: &mut Tx, mail: &MailId, file: &str) -> Result<()> {
    execute!(
        tx,
        "UPDATE outbox SET file_id = $2 WHERE id = $1",
        mail,
        file
    )?;
    Ok(())
}

/// Gives those of the mails their file that have one: reports.
pub(super) async fn fill_in(on: &mut impl On, mails: &mut [MailRow]) -> Result<()> {
    let reports = mails.iter().filter(|mail| mail.kind == "report");
    let ids: Vec<[&str; 1]> = reports.map(|mail| [&*mail.id.0]).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let sql = "SELECT m.id AS mail_id, f.name, f.kind, f.content FROM outbox m JOIN mail_files f ON f.id = m.file_id
               WHERE m.id IN (SELECT v.column1 FROM {rows})";
    let rows: Vec<Row> = fetch_rows(on, sql, &[], &ids).await?;
    let mut files: HashMap<MailId, MailFile> = rows
        .into_iter()
        .map(|row| {
            let file = MailFile {
                name: row.name,
                kind: row.kind,
                content: row.content,
            };
            (row.mail_id, file)
        })
        .collect();
    for mail in mails {
        mail.file = files.remove(&mail.id);
    }
    Ok(())
}
