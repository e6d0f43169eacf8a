//! Setting up, signing in and out, and who is here.

pub mod api;
mod code;
mod next;
mod set_up;
mod sign_in;
mod sign_out;
mod strength;
mod visit;

pub use code::CodePage;
pub use next::{encoded, local, sign_in_url};
pub use set_up::{AccountFields, NewAccountFields, PersonFields, SetUpPage};
pub use sign_in::SignInPage;
pub use sign_out::SignOutButton;
pub use visit::{Visit, Visitor};
