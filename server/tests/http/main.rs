//! The real router over HTTP, with forms posted as plain HTML would.

mod accounts;
mod api;
mod api_creating;
mod api_settings;
mod content;
mod forwarded;
mod join;
mod letters;
mod recipients;
mod site;
mod upload;
