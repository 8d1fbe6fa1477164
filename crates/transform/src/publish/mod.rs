//! What the Web SDK does to `web.config` on publish: target 1 (`_TransformWebConfig`) and the chain behind it.
//!
//! [`rewrite`] is the heart: a document (or none) and [`Settings`] in, a document and a [`Trace`] out. [`reader`] and
//! [`writer`] are strict models of what .NET does, because bytes and refusals have to be the same. One step of the
//! rewrite is one file here.
//!
//! Deliberately absent: reading projects (`webconfig-project`), the disk (`webconfig-host`).
//!
//! ```
//! use webconfig_transform::publish::{Settings, rewrite, write};
//! let settings = Settings { app_name: "MyApp.dll".to_owned(), ..Settings::default() };
//! let (tree, trace) = rewrite(None, &settings).unwrap();
//! let text = String::from_utf8(write(&tree, "\n").unwrap()).unwrap();
//! assert!(text.contains(r#"<aspNetCore processPath="dotnet" arguments=".\MyApp.dll""#));
//! assert!(trace.edits().iter().any(|e| e.contains("processPath")));
//! ```

mod chain;
mod container;
mod derive;
mod environment;
mod guid;
mod handlers;
mod hosting_model;
mod order;
mod pass;
mod passes;
mod process;
mod reader;
mod run;
mod sdk;
mod settings;
mod sink;
mod solution;
mod source;
mod stdout;
mod trace;
mod tree;
mod variables;
mod writer;

pub use reader::read;
pub use run::{Job, Level, Line, Outcome, publish};
pub use sdk::Sdk;
pub use settings::Settings;
pub use solution::solution_guid;
pub use source::{runs_step, transform_source};
pub use trace::Trace;
pub use tree::Tree;
pub use writer::{Failure, write};

use tree::NodeId;

/// The one line that the step starts from when there is no usable file.
pub const TEMPLATE: &str =
    "<configuration><location path=\".\" inheritInChildApplications=\"false\" /></configuration>";

/// The same before the wrapper was introduced.
const TEMPLATE_WITHOUT_LOCATION: &str = "<configuration />";

/// The step at work: what its parts share.
struct Step<'s> {
    tree: Tree,
    settings: &'s Settings,
    trace: Trace,
}

/// The places that the parts of the step edit.
#[derive(Clone, Copy)]
struct Places {
    web_server: NodeId,
    handlers: NodeId,
    entry: NodeId,
    module: NodeId,
}

/// Does the SDK's step on a document; the error is the text of the exception that the SDK's task ends with.
pub fn rewrite(document: Option<Tree>, settings: &Settings) -> Result<(Tree, Trace), String> {
    let mut trace = Trace::default();
    let usable = document.filter(|tree| {
        let fits = tree.root().and_then(|r| tree.element(r)).is_some_and(|e| e.name.local == "configuration");
        if !fits {
            trace.edit("document replaced by the template", "its root element is not `configuration`");
            trace.loss("everything in the file is lost: its root element is not `configuration`");
        }
        fits
    });
    let tree = match usable {
        Some(tree) => tree,
        None => template(settings.sdk)?,
    };
    let mut step = Step { tree, settings, trace };
    if let Some(container) = step.container() {
        let places = step.handlers(container);
        step.process(places);
        step.stdout(places);
        step.hosting_model(places)?;
        step.environment(places);
        step.order(places)?;
    }
    step.guid();
    Ok((step.tree, step.trace))
}

/// The document that the step starts from without a file.
fn template(sdk: Sdk) -> Result<Tree, String> {
    let text = if sdk.wraps_in_location() { TEMPLATE } else { TEMPLATE_WITHOUT_LOCATION };
    read(text.as_bytes())
}

/// One character as the reference's upper-casing without culture sees it.
fn upper(c: char) -> char {
    if c == 'ı' {
        return c;
    }
    let mut all = c.to_uppercase();
    match (all.next(), all.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

/// Equality of two texts ignoring case as .NET's ordinal comparison does.
pub(crate) fn equals_ignoring_case(a: &str, b: &str) -> bool {
    a == b || a.chars().map(upper).eq(b.chars().map(upper))
}
