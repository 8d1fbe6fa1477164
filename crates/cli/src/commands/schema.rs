//! `webconfig schema export`: every fact that the program knows, as data.

use crate::exit::{Exit, Failure, Outcome, complain};
use crate::options::Shared;
use crate::output;
use clap::{Args, Subcommand, ValueEnum};
use std::sync::Arc;
use webconfig_config::schema_with_folders;
use webconfig_host::{Disk, HostError, WorkingDirectory};
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
    let schema = schema(schema_dirs, Release::default(), &Disk::new(WorkingDirectory::current()?))?;
    output::stdout(export(&schema).as_bytes())?;
    Ok(Exit::Clean)
}

/// The built-in schema with the files of these folders over it. What is odd in them is told on standard error.
pub(crate) fn schema(folders: &[String], target: Release, disk: &Disk) -> Result<Arc<Schema>, Failure> {
    let folders: Vec<String> = folders.iter().map(|folder| disk.working_directory().shown(folder)).collect();
    let made = schema_with_folders(&folders, target, disk);
    let (schema, slips) = made.map_err(|(path, problem)| HostError::of(&path, problem))?;
    for slip in slips {
        let line = slip.line.map(|line| format!("({line})")).unwrap_or_default();
        complain(format!("{}{line}: {}", slip.file, slip.message));
    }
    Ok(schema)
}
