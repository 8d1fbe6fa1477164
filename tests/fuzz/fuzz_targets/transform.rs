//! Any source and any transform (split at the first NUL): both modes end, and nothing panics.
//!
//! Locators carry XPath, so this is the fuzz target of the XPath engine too.

#![no_main]

use libfuzzer_sys::fuzz_target;
use webconfig_transform::{Mode, Options, transform};

fuzz_target!(|data: &[u8]| {
    let Some(at) = data.iter().position(|b| *b == 0) else { return };
    let (source, changes) = (&data[..at], &data[at + 1..]);
    for mode in [Mode::Reference, Mode::Preserve] {
        let outcome = transform(source, changes, &Options { mode, ..Options::default() });
        let _ = outcome.bytes();
    }
});
