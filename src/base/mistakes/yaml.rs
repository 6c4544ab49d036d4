//! Mistakes of YAML: syntax, keys, shapes and values.

use super::mistakes;

mistakes! {}
