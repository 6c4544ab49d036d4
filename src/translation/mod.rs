//! Which passage of a translation stands for which of its source: pure functions of two parsed chapters.

mod align;

pub use align::Alignment;
pub use align::align;
