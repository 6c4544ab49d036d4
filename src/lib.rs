//! handbook
#![allow(missing_docs)]
pub mod base;
pub mod publish;
