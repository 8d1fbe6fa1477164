//! Every example in the schema's documentation is what its own schema accepts.

use webconfig_config::{FileTable, ProblemKind, Server, ServerInput};
use webconfig_files::MemoryFiles;
use webconfig_schema::{Release, Schema};

#[test]
fn examples_are_accepted_by_their_own_schema() {
    let schema = Schema::builtin();
    let mut wrong = Vec::new();
    let mut count = 0;
    for path in schema.paths() {
        for example in &schema.section(path).unwrap().examples {
            count += 1;
            let groups: Vec<&str> = path.split('/').rev().skip(1).collect();
            let mut text = example.to_string();
            for group in groups {
                text = format!("<{group}>{text}</{group}>");
            }
            let files =
                MemoryFiles::new().with("web.config", format!("<configuration>{text}</configuration>"));
            let mut table = FileTable::new(0);
            let id = table.load(&files, "web.config", None, true).unwrap();
            let input = ServerInput { web_configs: vec![id], ..ServerInput::new(schema, Release::default()) };
            for problem in Server::new(input, table, &files).check() {
                // Where a section may stand, and what stock files hold already, is not the example's business.
                let is_about_content = matches!(
                    problem.kind,
                    ProblemKind::UnknownElement { .. }
                        | ProblemKind::UnknownAttribute { .. }
                        | ProblemKind::WrongCase { .. }
                        | ProblemKind::InvalidValue { .. }
                        | ProblemKind::MissingAttributes { .. }
                        | ProblemKind::StrayText { .. }
                );
                if is_about_content {
                    wrong.push(format!("{path}: {:?} in {example}", problem.kind));
                }
            }
        }
    }
    assert!(count > 130, "{count}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}
