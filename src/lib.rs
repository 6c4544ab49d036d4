//! handbook
#![allow(missing_docs)]
pub mod base;
pub mod read;
pub mod parse;
pub mod translation;
pub mod link;
