//! Mistakes of references: links, citations, terms, pictures.

use super::mistakes;

mistakes! {}
