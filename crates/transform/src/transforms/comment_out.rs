//! `CommentOut`: the first target becomes a comment that holds it.
//!
//! Source `<a><b x='1'/></a>`, transform `<a><b xdt:Transform="CommentOut"/></a>`, result `<a><!-- <b x="1" /> --></a>`. An
//! element that holds `--` (a comment, say) makes saving fail.

use super::{Run, Transform};
use crate::cause::Cause;
use crate::context::Failure;
use crate::save::outer_xml;
use crate::trace::Change;

/// `CommentOut`
pub(super) static COMMENT_OUT: Transform =
    Transform { name: "CommentOut", uses_parents: false, takes_all: false, brings_over: false, apply };

fn apply(run: &mut Run<'_, '_>) -> Result<(), Failure> {
    let Ok(target) = run.child_target() else {
        return Err(Failure::new(Cause::WrongTarget, "Cannot comment out the whole XML document"));
    };
    let text = format!(" {} ", outer_xml(&run.engine.target, target));
    let (name, path) = (run.target_name(), run.engine.readable_path(target));
    let tree = &mut run.engine.target;
    let comment = tree.create_comment(text);
    tree.insert_after(target, comment);
    tree.detach(target);
    run.engine.commented_out(comment, target);
    run.change(Change::CommentedOut(path));
    run.verbose(format!("Commented out '{name}' element"));
    Ok(())
}
