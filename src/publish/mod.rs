//! Fifth stage: the finished site goes in; it comes out inspected, and on disk whole or not at all.
//!
//! ```text
//! Site → inspect → Diagnostics          pages, addresses, policy, budgets
//!      → to_disk → Published            a folder, exchanged in one step
//! ```
//!
//! [`inspect()`](inspect::inspect) reads the finished bytes and nothing else, so what it promises holds whatever the
//! theme and the stages before did. [`to_disk()`](disk::to_disk) is the only part of the program that writes the site.
//! What stays true:
//!
//! - a failed, killed or concurrent build leaves the old site or the new one, whole;
//! - nothing is removed, followed or overwritten without proof that it is ours;
//! - what did not change keeps its file, with its time, so that a mirror sends only what changed;
//! - nothing grows with pages × pages.

pub mod disk;
pub mod error;
pub mod inspect;

mod address;
mod budget;
mod exchange;
mod load;
mod marker;
mod mode;
mod page;
mod place;
mod stage;
mod stylesheet;
mod sync;
mod tag;
mod work;

pub use crate::publish::address::path_of;
pub use crate::publish::page::pictures;
