//! Where a file lives, when nobody says: the word `auto` of `--context`.

use crate::ContextKind;
use webconfig_config::{ConfigFile, FileKind};
use webconfig_files::{Files, ends_with, is_project_file, join, parent};

/// How far up a project file is looked for.
const HIGHEST: usize = 16;

/// The variables and pools that only the configuration of IIS Express has.
const EXPRESS_VARIABLES: [&str; 3] = ["%IIS_BIN%", "%IIS_USER_HOME%", "%IIS_SITES_HOME%"];
const EXPRESS_POOLS: [&str; 5] = [
    "Clr4IntegratedAppPool",
    "Clr4ClassicAppPool",
    "Clr2IntegratedAppPool",
    "Clr2ClassicAppPool",
    "UnmanagedClassicAppPool",
];

/// Where the files below this `applicationHost.config` live: its content tells IIS Express from IIS.
pub fn context_of_host(host: &ConfigFile) -> ContextKind {
    let text = host.source.text();
    let has_variable = || {
        let upper = text.to_ascii_uppercase();
        EXPRESS_VARIABLES.iter().any(|variable| upper.contains(variable))
    };
    if has_variable() || has_express_pool(host) { ContextKind::Express } else { ContextKind::Server }
}

fn has_express_pool(host: &ConfigFile) -> bool {
    let pools = host.document.root().and_then(|root| root.child("system.applicationHost"));
    let pools = pools.and_then(|section| section.child("applicationPools"));
    pools.is_some_and(|pools| {
        let mut names = pools.child_elements().filter_map(|pool| pool.value("name"));
        names.any(|name| EXPRESS_POOLS.iter().any(|known| known.eq_ignore_ascii_case(&name)))
    })
}

/// Where a file lives that no `applicationHost.config` is known for: by what stands beside and above it.
pub fn context_of_file(file: &ConfigFile, files: &dyn Files) -> ContextKind {
    if file.kind == FileKind::ApplicationHost {
        return context_of_host(file);
    }
    context_of_folder(parent(&file.path), files)
}

/// Where the files of a folder live: published with a runtime file beside them, in a source tree with a project file
/// beside or above them, else on a server.
pub fn context_of_folder(folder: &str, files: &dyn Files) -> ContextKind {
    let has = |folder: &str, matches: &dyn Fn(&str) -> bool| {
        let entries = files.entries(folder).unwrap_or_default();
        entries.iter().any(|entry| !entry.is_folder && matches(&entry.name))
    };
    if has(folder, &|name| ends_with(name, ".runtimeconfig.json") || ends_with(name, ".deps.json")) {
        return ContextKind::Published;
    }
    let folders = std::iter::successors(Some(folder.to_owned()), |folder| files.above(folder));
    for folder in folders.take(HIGHEST) {
        if has(&folder, &is_project_file) {
            return ContextKind::Project;
        }
        // A repository ends where its own folder is.
        if files.is_folder(&join(&folder, ".git")) || !files.is_folder(&folder) {
            break;
        }
    }
    ContextKind::Server
}

#[cfg(test)]
mod tests {
    use super::*;
    use webconfig_files::MemoryFiles;
    use webconfig_text::{FileId, SourceText};

    fn context(files: &MemoryFiles, path: &str) -> ContextKind {
        context_of_file(&ConfigFile::new(FileId(0), path, files.text(path).unwrap(), None), files)
    }

    #[test]
    fn neighbours_tell_where_a_file_lives() {
        let files = MemoryFiles::new()
            .with("repo/App/App.CSPROJ", "")
            .with("repo/App/web.config", "")
            .with("repo/App/sub/web.config", "")
            .with("repo/out/web.config", "")
            .with("repo/out/App.deps.json", "{}")
            .with("repo/App/bin/publish/App.runtimeconfig.json", "{}")
            .with("repo/App/bin/publish/web.config", "")
            .with("repo/other/web.config", "");
        assert_eq!(context(&files, "repo/App/web.config"), ContextKind::Project);
        assert_eq!(context(&files, "repo/App/sub/web.config"), ContextKind::Project);
        assert_eq!(context(&files, "repo/out/web.config"), ContextKind::Published);
        assert_eq!(context(&files, "repo/App/bin/publish/web.config"), ContextKind::Published);
        assert_eq!(context(&files, "repo/other/web.config"), ContextKind::Server);
    }

    #[test]
    fn a_project_above_the_repository_is_not_its_own() {
        let files = MemoryFiles::new()
            .with("home/Old.csproj", "")
            .with("home/repo/.git/HEAD", "")
            .with("home/repo/src/web.config", "");
        assert_eq!(context(&files, "home/repo/src/web.config"), ContextKind::Server);
    }

    #[test]
    fn content_tells_iis_express_from_iis() {
        let host = |text: &str| {
            let source = SourceText::from_text(text);
            context_of_host(&ConfigFile::new(FileId(0), "applicationHost.config", source, None))
        };
        let pool = |name: &str| {
            format!(
                "<configuration><system.applicationHost><applicationPools><add name='{name}' /></applicationPools>\
                 </system.applicationHost></configuration>"
            )
        };
        assert_eq!(host(&pool("DefaultAppPool")), ContextKind::Server);
        assert_eq!(host(&pool("clr4IntegratedAppPool")), ContextKind::Express);
        assert_eq!(
            host("<configuration><x path='%iis_bin%\\a.dll' /></configuration>"),
            ContextKind::Express
        );
    }
}
