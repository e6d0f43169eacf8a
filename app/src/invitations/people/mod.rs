//! Who is invited: the part of a form that says it, with what it comes to.

mod already;
pub mod api;
mod before;
mod earlier;
mod file;
mod form;
mod page;

pub use form::People;
pub use page::{AddPeoplePage, FileTrouble};
