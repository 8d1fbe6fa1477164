//! Any expression, as locator, as condition and as the argument of `InsertBefore`: evaluation ends, and nothing panics.
//!
//! The expression goes through the engine's own front door, so argument grammar and namespaces take part.

#![no_main]

use libfuzzer_sys::fuzz_target;
use webconfig_transform::{Options, transform};

const SOURCE: &str = "<!DOCTYPE configuration [<!ENTITY e 'x<b id=\"9\"/>y'>]>\n<!-- top --><configuration xmlns:p='urn:p' xml:lang='en-GB'>\n  <a id='1'>one<![CDATA[ two ]]>three</a>\n  <p:a id='2' p:k='v'><b n='3'/> <b n='-4.5'/><?pi data?></p:a>\n  <c xmlns='urn:c' xml:lang='de'><d/>&e;</c>\n  <add key='Mode' value='live'/>\n</configuration>\n";

fuzz_target!(|data: &[u8]| {
    let expression = String::from_utf8_lossy(data);
    let mut escaped = String::new();
    for c in expression.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '"' => escaped.push_str("&quot;"),
            '\0'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    let changes = format!(
        "<configuration xmlns:xdt=\"http://schemas.microsoft.com/XML-Document-Transform\" xmlns:p=\"urn:p\">\
         <x xdt:Transform=\"SetAttributes\" xdt:Locator=\"XPath({escaped})\" n=\"1\"/>\
         <add xdt:Transform=\"RemoveAttributes\" xdt:Locator=\"Condition(({escaped}))\"/>\
         <new xdt:Transform=\"InsertBefore({escaped})\"/>\
         </configuration>"
    );
    let options = Options { explain: true, ..Options::default() };
    let _ = transform(SOURCE.as_bytes(), changes.as_bytes(), &options);
});
