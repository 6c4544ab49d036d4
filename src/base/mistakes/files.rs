//! Mistakes of files and folders: names, kinds, sizes, encodings.

use super::mistakes;

mistakes! {}
