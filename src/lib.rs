//! `handbook` turns folders of Markdown, one per language, into a cross-linked, multilingual website.
//!
//! ```text
//! read  →  parse  →  link  →  render  →  publish
//! disk     Sources   Handbook  Links      Site (paths → bytes)     disk
//! ```
//!
//! Five stages in a row, each a folder with one public verb and one value out; [`pipeline`] runs them, and every command
//! runs [`pipeline`]. Imports point left only. What does not happen anywhere:
//!
//! - Only [`read`], [`publish`] and the commands that write content touch the disk.
//! - [`parse`] never looks at another file of the book, never fails, and reads each file once: its result is HTML with
//!   holes for whatever depends on the whole book, and every page fills the same holes.
//! - [`link`] looks at the whole book and writes no HTML; [`render`] writes HTML and decides nothing about the book.
//! - No stage stops at the first mistake: each collects [`base::diagnostics::Diagnostics`] and gives a value all the same.
//! - No clock, no random number and no order of a hash map reaches the site: the same input gives the same bytes.
//!
//! Beside the row stand [`translation`], pure functions that pair a translation with its source, and [`search`], which makes
//! the files of the search from the texts that [`render`] hands it.

pub mod base;

pub mod read;

pub mod parse;

pub mod translation;

pub mod link;

pub mod search;

pub mod render;

pub mod publish;

pub mod pipeline;

pub mod watch;

pub mod serve;

pub mod cli;
