//! Components that know nothing of what Beckon is about.

mod badge;
mod button;
mod copy;
mod dialog;
mod empty;
mod field;
mod flash;
mod frame;
mod idle;
mod linked;
mod moment;
mod page_header;
mod rested;
mod select;
mod table;
mod tabs;
mod waiting;
mod zone;

pub use badge::{Badge, Tone};
pub use button::{Button, ButtonLink, Look};
pub use copy::CopyField;
pub use dialog::Dialog;
pub use empty::Empty;
pub use field::{Area, Field};
pub use flash::{Failure, Flash};
pub use frame::HtmlFrame;
pub use idle::{Idle, typed};
pub use linked::LinkedText;
pub use moment::Moment;
pub use page_header::PageHeader;
pub use rested::rested;
pub use select::Select;
pub use table::{Cell, Table};
pub use tabs::{Tab, Tabs};
pub use waiting::Waiting;
pub use zone::Zone;
