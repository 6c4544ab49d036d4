//! Mistakes of Markdown: markup, addresses, callouts, notes, ids.

use super::mistakes;

mistakes! {}
