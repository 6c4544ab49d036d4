//! Mistakes of the theme: templates and what they may hold.

use super::mistakes;

mistakes! {}
