//! Saving: the formatter, then the writer, then the encoding.

mod attributes;
mod formatter;
mod layout;
mod writer;

pub(crate) use writer::outer_xml;

use formatter::Rules;

use crate::cause::Cause;
use crate::context::Failure;
use crate::encoding::{self, Output};
use crate::tree::{Kind, NodeId, Tree};

/// Why nothing usable was saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SaveError {
    pub(crate) message: String,
    /// What the reference leaves in the file.
    pub(crate) partial: Vec<u8>,
    pub(crate) cause: Cause,
}

/// The bytes of the tree. `mark` is what the source's byte order mark decided.
pub(crate) fn save(tree: &mut Tree, mark: Option<Output>) -> Result<Vec<u8>, SaveError> {
    let layouts = formatter::format(tree, Rules::Reference).map_err(|_| {
        let Failure { text, cause, .. } = Failure::null(Cause::RemovedNeighbours);
        SaveError { message: text, partial: Vec::new(), cause }
    })?;
    let output = match mark {
        Some(output) => output,
        None => declared_output(tree).map_err(|message| SaveError {
            message,
            partial: Vec::new(),
            cause: Cause::UnknownEncoding,
        })?,
    };
    match writer::document(tree, &layouts) {
        Ok(text) => Ok(match output {
            Output::PLAIN => text.into_bytes(),
            output => encoding::encode(&text, output),
        }),
        Err(bad) => Err(SaveError {
            message: "An XML comment cannot contain '--', and '-' cannot be the last character.".to_owned(),
            partial: encoding::encode(&bad.written, output),
            cause: Cause::BadComment,
        }),
    }
}

/// Puts white space around new nodes, and nothing else: what `--preserve` needs.
pub(crate) fn indent(tree: &mut Tree) {
    // By our own rules nothing goes wrong.
    let _layouts = formatter::format(tree, Rules::Own);
}

/// What the declaration asks for; the first node counts, and only if it is the declaration.
fn declared_output(tree: &Tree) -> Result<Output, String> {
    let declaration = tree.first_child(NodeId::DOCUMENT).filter(|&n| tree.kind(n) == Kind::Declaration);
    let name = declaration.map_or("", |d| tree.names.text(tree.node(d).name));
    if name.is_empty() { Ok(Output::PLAIN) } else { encoding::named(name) }
}
