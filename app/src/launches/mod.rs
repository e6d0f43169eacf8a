//! One launch by itself, with its debug log.

mod api;
mod log;
mod page;

pub use page::LaunchPage;
