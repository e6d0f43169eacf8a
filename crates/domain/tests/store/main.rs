//! The rules on both databases: every test runs on SQLite and on a PostgreSQL that it starts itself.

mod accounts;
mod anew;
mod courses;
mod entering;
mod forwarded;
mod globals;
mod invitations;
mod launch_options;
mod letters;
mod limits;
mod logs;
mod people;
mod play;
mod postbacks;
mod programs;
mod recipients;
mod reminders;
mod reportage;
mod results;
mod schedule;
mod shared_computer;
mod splits;

mod tags;
mod together;
mod versions;
mod world;
