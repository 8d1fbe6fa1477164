//! `webconfig schema export`: every fact that the program knows, as data.

use crate::exit::{Exit, Outcome, complain};
use crate::options::Shared;
use crate::output;
use clap::{Args, Subcommand, ValueEnum};
use std::sync::Arc;
use webconfig_host::{WorkingDirectory, schema_files};
use webconfig_schema::{Release, Schema, export};

/// Arguments of `schema`.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Print every fact about sections, elements and attributes
    Export {
        /// The shape of the output
        #[arg(long, value_enum, default_value_t = Shape::Json)]
        format: Shape,
        /// A folder with the schema files of a machine, laid over the built-in facts
        #[arg(long = "schema-dir", value_name = "DIR")]
        schema_dirs: Vec<String>,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Shape {
    /// One JSON object
    Json,
}

pub(crate) fn run(arguments: &Arguments, _shared: &Shared) -> Outcome {
    let What::Export { format: Shape::Json, schema_dirs } = &arguments.what;
    let schema = schema(schema_dirs, Release::Iis10v1709)?;
    output::stdout(export(&schema).as_bytes())?;
    Ok(Exit::Clean)
}

/// The built-in schema with the files of these folders over it. Real folders contain slips; they are told on
/// standard error and passed over.
pub(crate) fn schema(folders: &[String], target: Release) -> Result<Arc<Schema>, crate::exit::Failure> {
    if folders.is_empty() {
        return Ok(Arc::clone(Schema::of_release(target)));
    }
    let files = schema_files(&WorkingDirectory::current()?, folders)?;
    let (schema, slips) = Schema::with_machine_files(&files, target);
    for slip in slips {
        // A line number would need the text again; the message names the element.
        complain(format!("{}: {}", slip.file, slip.message));
    }
    Ok(Arc::new(schema))
}
