//! Facts and values every stage shares: source text and places, mistakes, language tags, site paths, escaped HTML.

pub mod diagnostics;
pub mod excerpt;
pub mod html;
pub mod id;
pub mod language;
pub mod letters;
pub mod mistakes;
pub mod site;
pub mod text;
