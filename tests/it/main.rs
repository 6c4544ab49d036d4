//! The integration tests: one crate, so that it is linked once.

mod author;
mod determinism;
mod doubts;
mod golden;
mod mistakes;
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
