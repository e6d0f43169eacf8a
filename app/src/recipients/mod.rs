//! The people of an invitation, each by himself.

pub mod api;
mod bar;
mod deleted;
mod menu;
mod page;
mod person;
mod remarkable;
mod seen;
mod sending;
mod table;
mod toolbar;

pub use page::People;
pub use seen::SignOfLife;

use beckon_model::InvitationId;
use beckon_model::recipient::Query;

/// Where a list stands: whose it is, and what it shows.
#[derive(Clone, Debug)]
struct Here {
    id: InvitationId,
    query: Query,
}

impl Here {
    /// The address of a list of the same invitation.
    fn link(&self, query: &Query) -> String {
        format!("/invitations/{}?{}#people", self.id, query.text())
    }

    /// The address of this list with one of its people opened, at a part of that.
    fn person(&self, recipient: &str, part: &str) -> String {
        let query = self.query.text();
        let and = if query.is_empty() { "" } else { "&" };
        format!(
            "/invitations/{}?{query}{and}person={recipient}#{part}",
            self.id
        )
    }
}
