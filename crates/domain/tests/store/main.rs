//! The rules on both databases: every test runs on SQLite and on a PostgreSQL that it starts itself.

mod accounts;
mod courses;
mod invitations;
mod letters;
mod play;
mod reminders;
mod schedule;
mod shared_computer;
mod world;
