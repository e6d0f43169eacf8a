//! The rules on both databases: every test runs on SQLite and on a PostgreSQL that it starts itself.

mod accounts;
mod courses;
mod entering;
mod forwarded;
mod invitations;
mod letters;
mod limits;
mod people;
mod play;
mod recipients;
mod reminders;
mod schedule;
mod shared_computer;
mod splits;
mod world;
