//! How a course opens and plays: the same form for a course and for one registration of it.

pub mod api;
mod fields;

pub use fields::LaunchOptionFields;
