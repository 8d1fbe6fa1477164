//! What may be written: sections, elements, attributes, collections, value types, documentation, releases.
//!
//! [`Schema::builtin`] is our own knowledge, read from `webconfig-facts` a section at a time on first use.
//! [`Schema::with_machine_files`] lays a machine's schema folder over it by the merging rules of IIS.
//! [`export()`] writes every fact of the very model that the linter binds to.
//!
//! Deliberately absent: which sections are declared where (host profiles, `webconfig-config`) and any file access.

mod export;
mod history;
mod loader;
mod merge;
mod model;
mod release;
mod value;

pub use export::export;
pub use loader::Slip;
pub use model::{
    AttributeSchema, CollectionSchema, Directive, ElementSchema, Key, Member, Schema, SectionSchema, Source,
    TimeSpanFormat, Validation, ValueType,
};
pub use release::Release;
pub use value::{Value, ValueProblem, parse_time_span, time_span_text};
