//! Mistakes of structure: parts, chapters, pages, languages.

use super::mistakes;

mistakes! {}
