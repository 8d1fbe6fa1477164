//! Editor features as plain functions on snapshots.
//!
//! A [`Snapshot`] is a file as it stood at one moment; a feature is a function of it and an offset that gives plain
//! data: [`hover()`]. One feature per file; `place` finds what stands at an offset, `meaning` what it means.
//!
//! Deliberately absent: the protocol and its types, columns, files, threads (all in `webconfig-server`), and judging
//! (`webconfig-lint`).
//!
//! ```
//! use webconfig_ide::{Snapshot, hover};
//! use webconfig_text::SourceText;
//! let text = r#"<configuration><appSettings><add key="a" val"#;
//! let snapshot = Snapshot::new("web.config", SourceText::from_text(text));
//! let shown = hover(&snapshot, text.find("key").unwrap() as u32).unwrap();
//! assert_eq!(shown.range.of(text), "key");
//! assert!(shown.page.plain().contains("Case-insensitive name"));
//! ```

mod hover;
mod meaning;
mod page;
mod place;
mod snapshot;
mod structure;
#[cfg(test)]
mod testing;

pub use hover::{Hover, hover};
pub use meaning::Meaning;
pub use page::Page;
pub use place::Place;
pub use snapshot::Snapshot;
