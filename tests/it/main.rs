//! The integration tests: one crate, so that it is linked once.

mod determinism;
mod doubts;
mod golden;
mod mistakes;
mod project;
mod properties;
mod readme;
mod reports;
mod search;
mod serve;
mod tidy;
mod translation;
mod unusual;
