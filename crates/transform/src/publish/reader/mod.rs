//! The strict reader: what .NET's XML reader refuses is refused here, with its words.
//!
//! Whether a file is kept or replaced on publish depends on this verdict alone, so the reader follows that parser where
//! it differs from the recommendation (names of the fourth edition, `xml:space`, entity text spliced in as if typed).
//! It keeps no layout: white space between elements is dropped while reading. Nothing external is ever opened, and
//! entities together may give at most ten million characters.

mod content;
mod decode;
mod tag;

use super::tree::Tree;

pub(crate) use content::Reader;

/// Characters that all entities of a document together may give.
const ENTITY_LIMIT: usize = 10_000_000;

/// Reads a document, or says in the reference's words why it cannot be read.
pub fn read(bytes: &[u8]) -> Result<Tree, String> {
    let decoded = decode::decode(bytes)?;
    Reader::new(&decoded).run().map_err(|refusal| refusal.0)
}

#[cfg(test)]
mod tests {
    use super::read;

    fn refusal(text: &str) -> String {
        read(text.as_bytes()).map_or_else(|e| e, |_| "accepted".to_owned())
    }

    #[test]
    fn refusals_have_the_words_and_places_of_the_reference() {
        for (text, expected) in [
            ("", "Root element is missing."),
            ("  <!-- x -->", "Root element is missing."),
            (
                "<configuration><a></b></configuration>",
                "The 'a' start tag on line 1 position 17 does not match the end tag of 'b'. Line 1, position 21.",
            ),
            ("<configuration a='1' a='2'/>", "'a' is a duplicate attribute name. Line 1, position 22."),
            (
                "<configuration><a>",
                "Unexpected end of file has occurred. The following elements are not closed: a, configuration. Line 1, position 19.",
            ),
            ("<configuration/><a/>", "There are multiple root elements. Line 1, position 18."),
            (
                "<<a/>",
                "Name cannot begin with the '<' character, hexadecimal value 0x3C. Line 1, position 2.",
            ),
            ("<configuration><x:a/></configuration>", "'x' is an undeclared prefix. Line 1, position 17."),
            (
                "<configuration>&nope;</configuration>",
                "Reference to undeclared entity 'nope'. Line 1, position 17.",
            ),
            (
                "<configuration>a ]]></configuration>",
                "']]>' is not allowed in character data. Line 1, position 18.",
            ),
            ("<?xml version=\"1.1\"?><a/>", "Version number '1.1' is invalid. Line 1, position 16."),
            ("x", "Data at the root level is invalid. Line 1, position 1."),
            (
                "<configuration/><!DOCTYPE a>",
                "DTD must be defined before the document root element. Line 1, position 17.",
            ),
            (
                "<configuration><?XML x?></configuration>",
                "'XML' is an invalid name for processing instructions. Line 1, position 18.",
            ),
            (
                "<?xml encoding=\"utf-8\"?><a/>",
                "Syntax for an XML declaration is invalid. Line 1, position 7.",
            ),
            (
                "<configuration><a value=\"x\"value=\"y\"/>",
                "'value' is an unexpected token. Expecting whitespace. Line 1, position 28.",
            ),
            (
                "<configuration><a b/>",
                "'/' is an unexpected token. The expected token is '='. Line 1, position 20.",
            ),
        ] {
            assert_eq!(refusal(text), expected, "{text}");
        }
    }

    #[test]
    fn blanks_that_come_from_entities_belong_to_the_run_around_them() {
        let tree = read(b"<!DOCTYPE a [<!ENTITY e ' '>]><a><b>x&e;y</b><c>&e;</c></a>").unwrap();
        let root = tree.root().unwrap();
        let text = |name| tree.children(tree.child(root, name).unwrap()).len();
        assert_eq!((text("b"), text("c")), (1, 0));
    }
}
