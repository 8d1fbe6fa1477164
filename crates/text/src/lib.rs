//! Bytes to text and back with nothing lost.
//!
//! A [`SourceText`] is what every higher floor reads: the decoded text, its [`LineIndex`], and the [`FileFormat`]
//! (encoding, byte order mark, line ends, undecodable bytes) that turns the text into the same bytes again.
//! [`TextRange`] and [`TextEdits`] are how everybody speaks about places and changes.
//!
//! Deliberately absent: files (see `webconfig-host`), XML (see `webconfig-syntax`; only the encoding name inside an
//! XML declaration is looked at here, because the bytes cannot be read without it).
//!
//! ```
//! use webconfig_text::SourceText;
//! let bytes = b"\xEF\xBB\xBF<configuration />\r\n";
//! let source = SourceText::decode(bytes).unwrap();
//! assert_eq!(source.text(), "<configuration />\r\n");
//! assert_eq!(source.encode(), bytes);
//! ```

mod decode;
mod edits;
mod encoding;
mod file_id;
mod lines;
mod range;

pub use decode::{
    DecodeProblem, DecodeProblemKind, FileFormat, Newline, SourceText, TooLarge, declared_encoding,
};
pub use edits::{EditConflict, TextEdit, TextEdits};
pub use encoding::Encoding;
pub use file_id::FileId;
pub use lines::{ColumnUnit, LineColumn, LineIndex};
pub use range::TextRange;
