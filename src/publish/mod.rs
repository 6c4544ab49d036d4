//! Fifth stage: the finished site goes in; it comes out inspected.
//!
//! [`inspect()`](inspect::inspect) reads the finished bytes and nothing else, so what it promises holds whatever the
//! theme and the stages before did. Nothing grows with pages × pages.

pub mod inspect;

mod address;
mod budget;
mod load;
mod page;
mod stylesheet;
mod tag;
