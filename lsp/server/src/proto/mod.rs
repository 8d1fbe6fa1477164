//! Conversions between the protocol's types and ours, and nothing else.

pub(crate) mod from;
pub(crate) mod to;
