//! `webconfig rules`: the list of rules, those to come included.

use crate::exit::{Exit, Outcome};
use crate::options::Shared;
use crate::output;
use clap::{Args, ValueEnum};
use webconfig_lint::list;

/// Arguments of `rules`.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// The shape of the list
    #[arg(long, value_enum, default_value_t = Shape::Text)]
    format: Shape,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Shape {
    /// One line a rule
    Text,
    /// An array with an object for each rule
    Json,
    /// A page with a table for each group
    Markdown,
}

pub(crate) fn run(arguments: &Arguments, _shared: &Shared) -> Outcome {
    let list = match arguments.format {
        Shape::Text => list::text(),
        Shape::Json => list::json(),
        Shape::Markdown => list::markdown(),
    };
    output::stdout(list.as_bytes())?;
    Ok(Exit::Clean)
}
