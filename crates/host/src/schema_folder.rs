//! The schema files of a machine (`%windir%\System32\inetsrv\config\schema`).

use crate::{HostError, WorkingDirectory, read};
use webconfig_text::SourceText;

/// The `*.xml` files of each folder, name and text, a folder's files sorted by name as the server reads them.
pub fn schema_files(here: &WorkingDirectory, folders: &[String]) -> Result<Vec<(String, String)>, HostError> {
    let mut files = Vec::new();
    for given in folders {
        let folder = here.shown(given);
        let entries = std::fs::read_dir(here.local(&folder));
        let entries = entries.map_err(|problem| HostError::reading(given, &problem))?;
        let mut names: Vec<String> = entries
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|name| name.to_ascii_lowercase().ends_with(".xml"))
            .collect();
        names.sort_unstable_by_key(|name| name.to_lowercase());
        for name in names {
            let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
            let bytes = read(&here.local(&path), &path)?;
            let Ok(text) = SourceText::decode(&bytes) else { return Err(HostError::TooLarge { path }) };
            files.push((path, text.text().to_owned()));
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_come_by_folder_and_name_with_their_byte_order_marks_gone() {
        let root = tempfile::tempdir().unwrap();
        for (name, text) in
            [("b/Y.XML", "<y/>"), ("a/z.xml", "\u{feff}<z/>"), ("a/B.xml", "<b/>"), ("a/no.txt", "")]
        {
            let path = root.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let here = WorkingDirectory::at(root.path());
        let files = schema_files(&here, &["b".to_owned(), "./a/".to_owned()]).unwrap();
        let files: Vec<(&str, &str)> = files.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
        assert_eq!(files, [("b/Y.XML", "<y/>"), ("a/B.xml", "<b/>"), ("a/z.xml", "<z/>")]);
        let missing = schema_files(&here, &["no".to_owned()]);
        assert_eq!(missing, Err(HostError::Missing { path: "no".to_owned() }));
    }
}
