//! Group 08: secrets.

pub mod encrypted_section_broken;
