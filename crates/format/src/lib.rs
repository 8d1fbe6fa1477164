//! Layout: the formatter, and minimal edits that follow a file's own style.
//!
//! Fixes, transforms in their damage-free mode and editor actions all change files through these functions, so that
//! an inserted line is indented like its neighbours and a removed one leaves no blank line behind.
//!
//! Deliberately absent: deciding what to change.
//!
//! ```
//! use webconfig_format::{set_attribute, remove_element};
//! use webconfig_syntax::Document;
//! let doc = Document::parse("<a>\n  <b x='1' />\n  <c/>\n</a>");
//! let b = doc.root().unwrap().child("b").unwrap();
//! assert_eq!(set_attribute(b, "x", "a'b").apply(doc.text()), "<a>\n  <b x='a&apos;b' />\n  <c/>\n</a>");
//! assert_eq!(remove_element(b).apply(doc.text()), "<a>\n  <c/>\n</a>");
//! ```

mod attribute;
mod document;
mod element;
mod style;

pub use attribute::{
    add_attribute, escape_attribute, remove_attribute, rename_attribute, set_attribute, set_value,
};
pub use document::format_document;
pub use element::{
    insert_after, insert_before, insert_child, remove_element, rename_element, unwrap_element,
};
pub use style::Style;
