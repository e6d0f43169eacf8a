//! What learners meet when they follow a link.

pub mod api;
mod code;
mod door;
mod entry;
mod kiosk;
mod landing;
pub mod link;
pub mod memory;
mod private;
mod public;
mod shared_computer;

pub use code::GuestCodePage;
pub use kiosk::IDLE;
pub use link::{AccountByLinkPage, LinkCodePage, OtherCodePage, SomeoneElsePage};
pub use private::PrivatePage;
pub use public::PublicPage;
