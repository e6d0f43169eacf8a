//! Letters while they are written, and those kept under a name.

pub mod api;
mod change;
mod draft;
mod editing;
mod editor;
mod example;
mod list;
mod preview;
mod template;
mod tools;

pub use change::ChangeLetterPage;
pub use draft::{Draft, chosen};
pub use editor::LetterEditor;
pub use example::{ExampleLinkPage, TestSentPage};
pub use list::LettersPage;
pub use preview::LetterPreview;
pub use template::{NewTemplatePage, TemplatePage};
pub use tools::LetterTools;
