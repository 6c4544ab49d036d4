//! Mistakes of translations: interface words, headings, pairing with the source.

use super::mistakes;

mistakes! {}
