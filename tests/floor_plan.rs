//! A crate uses lower floors only: `cargo metadata` against the table in ARCHITECTURE.md.

#![allow(clippy::disallowed_types, reason = "asking cargo means running it")]

use serde_json::Value;
use std::collections::BTreeMap;
use std::process::Command;

/// Folder → floor; `None` for the crates that serve development.
pub(crate) fn floors() -> BTreeMap<String, Option<u32>> {
    let page = std::fs::read_to_string(crate::root().join("ARCHITECTURE.md")).unwrap();
    let mut floors = BTreeMap::new();
    for line in page.lines().filter(|line| line.starts_with('|')) {
        let mut cells = line.split('|').skip(1).map(str::trim);
        let (Some(floor), Some(folder)) = (cells.next(), cells.next()) else { continue };
        let folder = folder.trim_matches('`').trim_end_matches('/');
        match floor.parse() {
            Ok(floor) => floors.insert(folder.to_owned(), Some(floor)),
            Err(_) if floor == "dev" => floors.insert(folder.to_owned(), None),
            Err(_) => continue,
        };
    }
    assert!(floors.len() > 10, "the table of floors was not found: {floors:?}");
    floors
}

/// A package of the workspace.
struct Member {
    name: String,
    /// Below the root.
    folder: String,
    /// Name and kind of each dependency.
    uses: Vec<(String, String)>,
}

fn members() -> Vec<Member> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(crate::root())
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |value: &Value, key: &str| value[key].as_str().unwrap_or("normal").to_owned();
    let root = text(&metadata, "workspace_root").replace('\\', "/");
    let packages = metadata["packages"].as_array().unwrap();
    packages
        .iter()
        .map(|package| {
            let manifest = text(package, "manifest_path").replace('\\', "/");
            let folder =
                manifest.trim_start_matches(&root).trim_start_matches('/').trim_end_matches("/Cargo.toml");
            let uses = package["dependencies"].as_array().unwrap();
            let uses = uses.iter().map(|d| (text(d, "name"), text(d, "kind"))).collect();
            Member { name: text(package, "name"), folder: folder.to_owned(), uses }
        })
        .collect()
}

#[test]
fn every_crate_stands_on_a_floor() {
    let floors = floors();
    for Member { name, folder, .. } in members() {
        assert!(floors.contains_key(&folder), "{name} ({folder}) is not in the table of ARCHITECTURE.md");
    }
}

#[test]
fn every_crate_uses_lower_floors_only() {
    let floors = floors();
    let members = members();
    let folder_of: BTreeMap<&str, &str> =
        members.iter().map(|member| (member.name.as_str(), member.folder.as_str())).collect();
    let mut wrong = Vec::new();
    for Member { name, folder, uses } in &members {
        for (used, kind) in uses {
            let Some(used_folder) = folder_of.get(used.as_str()) else { continue };
            let (user, used_floor) = (floors[folder], floors[*used_folder]);
            let fine = match (user, used_floor) {
                // Crates for development use what they like; others use them in tests only.
                (None, _) => true,
                (Some(_), None) => kind == "dev",
                // Tests may look sideways, never up.
                (Some(user), Some(used)) => {
                    if kind == "dev" {
                        used <= user
                    } else {
                        used < user
                    }
                }
            };
            if !fine {
                wrong
                    .push(format!("{name} (floor {user:?}) uses {used} (floor {used_floor:?}), kind {kind}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn packages_are_called_after_their_folders() {
    for Member { name, folder, .. } in members() {
        let last = folder.rsplit('/').next().unwrap();
        let expected = match folder.as_str() {
            "crates/cli" => "webconfig".to_owned(),
            "schema" => "webconfig-facts".to_owned(),
            "crates/xtask" => "xtask".to_owned(),
            _ => format!("webconfig-{last}"),
        };
        assert_eq!(name, expected, "{folder}");
    }
}
