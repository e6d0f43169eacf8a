//! The rules on both databases: every test runs on SQLite and on a PostgreSQL that it starts itself.

mod accounts;
mod courses;
mod entering;
mod invitations;
mod limits;
mod people;
mod play;
mod recipients;
mod shared_computer;
mod world;
