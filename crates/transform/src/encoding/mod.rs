//! Encodings under the names and with the habits of .NET, for XDT and for the publish step.
//!
//! Both know the same names and the same tables. The publish step refuses what it cannot decode and writes references
//! for what the encoding lacks; what XDT does, losses included, is [`lossy`]. This is not how anybody
//! should treat files; see `webconfig-text` for that. `--preserve` does not come here.

mod best_fit;
mod code_pages;
mod codec;
mod encoder;
mod labels;
mod lossy;

pub(crate) use codec::Codec;
pub(crate) use encoder::Encoder;
pub(crate) use labels::{Known, known};
pub(crate) use lossy::{Output, decode, encode, lacking, named, utf32_with_mark};
