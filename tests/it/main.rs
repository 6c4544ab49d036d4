//! The integration tests: one crate, so that it is linked once.

// Tests fail by panicking, and some print what they measured.
#![allow(clippy::panic, clippy::print_stdout)]

mod author;
mod determinism;
mod doubts;
mod golden;
mod languages;
mod mistakes;
mod places;
mod project;
mod properties;
mod readers;
mod readme;
mod reports;
mod schema;
mod search;
mod serve;
mod splices;
mod status;
mod tidy;
mod translate;
mod translation;
mod unusual;
