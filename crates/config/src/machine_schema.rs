//! The schema that a run judges by: ours, or ours with a machine's schema folders over it. Deliberately absent: the
//! merging itself (`webconfig-schema`).

use std::sync::Arc;
use webconfig_files::{FileProblem, Files, join};
use webconfig_schema::{Release, Schema, Slip};

/// The schema of a version with the `*.xml` files of these folders over it, a folder's files sorted by name as the
/// server reads them. Real folders contain slips; they are passed over and told.
///
/// # Errors
/// The path of what cannot be read, and why.
pub fn schema_with_folders(
    folders: &[String],
    target: Release,
    files: &dyn Files,
) -> Result<(Arc<Schema>, Vec<Slip>), (String, FileProblem)> {
    if folders.is_empty() {
        return Ok((Arc::clone(Schema::of_release(target)), Vec::new()));
    }
    let mut texts = Vec::new();
    for folder in folders {
        let Some(entries) = files.entries(folder) else { return Err((folder.clone(), FileProblem::Missing)) };
        let mut names: Vec<String> =
            entries.iter().filter(|e| !e.is_folder).map(|e| e.name.clone()).collect();
        names.retain(|name| name.to_ascii_lowercase().ends_with(".xml"));
        names.sort_unstable_by_key(|name| name.to_lowercase());
        for name in names {
            let path = join(folder, &name);
            match files.text(&path) {
                Ok(text) => texts.push((path, text.text().to_owned())),
                Err(problem) => return Err((path, problem)),
            }
        }
    }
    let (schema, slips) = Schema::with_machine_files(&texts, target);
    Ok((Arc::new(schema), slips))
}

#[cfg(test)]
mod tests {
    use super::*;
    use webconfig_files::MemoryFiles;

    fn schema(section: &str, attribute: &str) -> String {
        format!(
            "<configSchema><sectionSchema name=\"{section}\"><attribute name=\"{attribute}\" type=\"string\"/>\
             </sectionSchema></configSchema>"
        )
    }

    #[test]
    fn files_come_by_folder_and_name_whatever_case_their_ending_has() {
        let files = MemoryFiles::new()
            .with("b/Y.XML", schema("y", "second"))
            .with("a/z.xml", format!("\u{feff}{}", schema("z", "one")))
            .with("a/no.txt", schema("no", "one"));
        let folders = ["b".to_owned(), "a".to_owned()];
        let (schema, slips) = schema_with_folders(&folders, Release::default(), &files).unwrap();
        assert!(slips.is_empty(), "{slips:?}");
        assert!(
            schema.section("y").is_some() && schema.section("z").is_some() && schema.section("no").is_none()
        );
        let missing = schema_with_folders(&["no".to_owned()], Release::default(), &files);
        assert_eq!(missing.err(), Some(("no".to_owned(), FileProblem::Missing)));
    }
}
