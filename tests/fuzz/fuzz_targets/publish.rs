//! Any `web.config` through the publish step: reading, editing and writing end, and nothing panics.

#![no_main]

use libfuzzer_sys::fuzz_target;
use webconfig_transform::publish::{Settings, read, rewrite, write};

fuzz_target!(|data: &[u8]| {
    let settings = Settings { app_name: "App.dll".to_owned(), ..Settings::default() };
    let document = read(data);
    if let Ok(tree) = &document {
        let _ = write(tree, "\r\n");
    }
    if let Ok((tree, _)) = rewrite(document.ok(), &settings) {
        let _ = write(&tree, "\n");
    }
});
