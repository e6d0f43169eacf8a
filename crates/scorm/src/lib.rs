//! The SCORM standards as pure code: what a manifest says ([`manifest`], [`course`]), what a
//! course may say to the run-time ([`runtime`]), and which activity comes next ([`sequencing`]).
//! Compiled natively for the server and to
//! WebAssembly for the player, so that both judge a call alike.

pub mod course;
#[cfg(feature = "manifest")]
pub mod manifest;
pub mod runtime;
pub mod sequencing;
