//! From files that were read to a run: where each lives, what stands around them. The command line and the language
//! server put their runs together here, so that both find the same.

use crate::{
    ContextKind, InputFile, SessionInput, Settings, Surrounding, context_of_file, context_of_folder,
    context_of_host, script, surroundings,
};
use std::collections::HashMap;
use webconfig_config::{ConfigFile, FileKind};
use webconfig_files::{Files, PathMap, is_project_file, name, parent};
use webconfig_schema::Schema;
use webconfig_text::FileId;

/// What a run is about, besides its settings.
#[derive(Debug, Default)]
pub struct Assembly {
    /// The files, their ids from 0 in order.
    pub files: Vec<ConfigFile>,
    /// The named `applicationHost.config`, as one of the files.
    pub application_host: Option<FileId>,
    /// The named `machine.config`, as one of the files.
    pub machine: Option<FileId>,
    /// The named root `web.config`, as one of the files.
    pub root_web: Option<FileId>,
    /// Server paths to local paths.
    pub path_map: PathMap,
    /// Folders that were named, or that hold the files of a published application.
    pub folders: Vec<String>,
    /// Project files and scripts that were named.
    pub others: Vec<String>,
    /// The build configuration under test, where one was named.
    pub configuration: Option<String>,
    /// The project of publish folders, where one was named.
    pub project: Option<String>,
}

impl Assembly {
    /// The input of a session. `world` is asked for what stands beside and above the files.
    pub fn into_input<'a>(
        self,
        settings: &Settings,
        schema: &'a Schema,
        world: &dyn Files,
    ) -> SessionInput<'a> {
        let told = settings.context.flatten();
        let is_debug = self.configuration.as_deref().is_some_and(|c| c.eq_ignore_ascii_case("debug"));
        let files = place(self.files, self.application_host, told, is_debug, world);
        let around = Around { folders: &self.folders, others: &self.others, told, world };
        let mut surroundings = around.of(&files);
        for surrounding in &mut surroundings {
            surrounding.configuration.clone_from(&self.configuration);
            surrounding.project.clone_from(&self.project);
        }
        SessionInput {
            surroundings,
            application_host: self.application_host,
            machine: self.machine,
            root_web: self.root_web,
            profile: settings.host_profile.clone(),
            path_map: self.path_map,
            ..SessionInput::new(files, schema, settings.target.unwrap_or_default())
        }
    }
}

/// Says where each file lives.
fn place(
    files: Vec<ConfigFile>,
    host: Option<FileId>,
    told: Option<ContextKind>,
    is_debug: bool,
    world: &dyn Files,
) -> Vec<InputFile> {
    // An applicationHost.config that is named, or the only one that was found, speaks for all.
    let hosts: Vec<&ConfigFile> = match host {
        Some(host) => files.iter().filter(|file| file.id == host).collect(),
        None => files.iter().filter(|f| f.kind == FileKind::ApplicationHost).collect(),
    };
    let of_host = match hosts.as_slice() {
        [host] => Some(context_of_host(host)),
        _ => None,
    };
    let mut of_folder: HashMap<String, ContextKind> = HashMap::new();
    files
        .into_iter()
        .map(|file| {
            let mut by_place = || {
                if file.kind == FileKind::ApplicationHost {
                    return context_of_host(&file);
                }
                let folder = parent(&file.path).to_owned();
                *of_folder.entry(folder).or_insert_with(|| context_of_file(&file, world))
            };
            let context = told.or(of_host).unwrap_or_else(&mut by_place);
            InputFile { file, context, is_debug }
        })
        .collect()
}

/// What was named besides files.
struct Around<'a> {
    folders: &'a [String],
    others: &'a [String],
    told: Option<ContextKind>,
    world: &'a dyn Files,
}

impl Around<'_> {
    fn of(&self, files: &[InputFile]) -> Vec<Surrounding> {
        let context_of = |folder: &str| self.told.unwrap_or_else(|| context_of_folder(folder, self.world));
        let mut folders: Vec<(String, ContextKind)> =
            self.folders.iter().map(|folder| (folder.clone(), context_of(folder))).collect();
        let mut found = Vec::new();
        for path in self.others {
            let folder = parent(path);
            if is_project_file(name(path)) {
                folders.push((folder.to_owned(), ContextKind::Project));
            } else {
                found.push(script(path, context_of(folder)));
            }
        }
        found.extend(surroundings(files, &folders, self.world));
        found
    }
}
