//! A lossless XML tree that always comes into being.
//!
//! [`Document::parse`] takes any text and gives a tree plus [`SyntaxError`]s beside it. The spans of all
//! [`Document::tokens`], put together, are the input. What a conforming XML 1.0 + namespaces parser refuses is
//! reported, and nothing else; everything reported is recovered from, so that the rest of the file can still be
//! judged. Time is linear in the input, whatever the input, and nothing recurses on its depth.
//!
//! Deliberately absent: schema knowledge, mutation (change = text edits + a new parse), DTD expansion, files.
//!
//! ```
//! use webconfig_syntax::Document;
//! let doc = Document::parse("<a><b x='1'></a>");
//! let b = doc.root().unwrap().child_elements().next().unwrap();
//! assert_eq!(b.attribute("x").unwrap().value(), "1");
//! assert_eq!(doc.errors()[0].kind.class(), "unclosed-element");
//! ```

mod arena;
mod attribute;
mod characters;
mod cook;
mod doctype;
mod document;
mod element;
mod error;
mod names;
mod node;
mod parser;
mod tokens;

pub use arena::{AttributeId, ElementId, NodeId, NodeKind};
pub use attribute::Attribute;
pub use characters::{is_name, is_ncname, is_xml_char};
pub use cook::{cook_attribute, cook_text, predefined_entity, resolve_character_reference};
pub use document::Document;
pub use element::Element;
pub use error::{SyntaxError, SyntaxErrorKind};
pub use node::{Children, Node};
pub use tokens::{Token, TokenKind, Tokens};

/// The namespace that the prefix `xml` always has.
pub const XML_NAMESPACE: &str = "http://www.w3.org/XML/1998/namespace";
/// The namespace of namespace declarations.
pub const XMLNS_NAMESPACE: &str = "http://www.w3.org/2000/xmlns/";
