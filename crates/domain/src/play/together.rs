//! Batches that arrive together go into one transaction. SQLite has one writer: each by itself would wait for the disk
//! once for every one before it.

use super::commit::{Answer, Commit, alone, take_in};
use crate::{Domain, Error, Result};
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;

/// How many batches go into one transaction: the first is answered with the last.
const MOST: usize = 64;

/// Batches that came while others were written.
#[derive(Debug, Default)]
pub(crate) struct Queue(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    waiting: VecDeque<Waiting>,
    /// Somebody writes, and will look again.
    writing: bool,
}

#[derive(Debug)]
struct Waiting {
    ticket: String,
    batch: Commit,
    answer: oneshot::Sender<Answer>,
}

/// Takes in a batch together with those that wait, in the order in which they came; answers once it is on disk.
pub(super) async fn commit(domain: &Domain, ticket: &str, batch: &Commit) -> Answer {
    let (answer, written) = oneshot::channel();
    let first = domain.inner.commits.push(Waiting {
        ticket: ticket.to_owned(),
        batch: batch.clone(),
        answer,
    });
    if first {
        // Others wait for it, too: it goes on when this request is broken off.
        tokio::spawn(write_all(domain.clone()));
    }
    let unwritten = |_| Error::Other("a batch could not be written".to_owned());
    written.await.map_err(unwritten)?
}

impl Queue {
    /// Whether nobody writes yet: then the caller has to.
    fn push(&self, waiting: Waiting) -> bool {
        let mut state = self.state();
        state.waiting.push_back(waiting);
        !std::mem::replace(&mut state.writing, true)
    }

    /// What is to be written next; `None` ends the writing.
    fn next(&self) -> Option<Vec<Waiting>> {
        let mut state = self.state();
        let most = state.waiting.len().min(MOST);
        state.writing = most > 0;
        (most > 0).then(|| state.waiting.drain(..most).collect())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn write_all(domain: Domain) {
    while let Some(group) = domain.inner.commits.next() {
        // A panic may cost one group its answers, not all the others theirs.
        if let Err(error) = tokio::spawn(write(domain.clone(), group)).await {
            tracing::error!(%error, "batches were not written");
        }
    }
}

/// Writes a group. If it fails as a whole, nothing of it is kept, and each is written by itself: one that can't be does
/// no harm to the others.
async fn write(domain: Domain, group: Vec<Waiting>) {
    let mut answers = Vec::new();
    if group.len() > 1 {
        match together(&domain, &group).await {
            Ok(all) => answers = all,
            Err(error) => tracing::warn!(%error, batches = group.len(), "written one by one"),
        }
    }
    let mut answers = answers.into_iter();
    for Waiting {
        ticket,
        batch,
        answer,
    } in group
    {
        let said = match answers.next() {
            Some(said) => said,
            None => alone(&domain, &ticket, &batch).await,
        };
        // Whoever has gone meanwhile sends it again, or never learns.
        let _ = answer.send(said);
    }
}

/// All in one transaction. A batch that is refused has written nothing.
async fn together(domain: &Domain, group: &[Waiting]) -> Result<Vec<Answer>> {
    let mut tx = domain.db.begin_write().await?;
    let mut answers = Vec::with_capacity(group.len());
    for one in group {
        answers.push(Ok(take_in(domain, &mut tx, &one.ticket, &one.batch).await?));
    }
    tx.commit().await?;
    Ok(answers)
}
