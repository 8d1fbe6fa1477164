//! Writing in one step: a temporary file in the same folder, then a rename.

use crate::HostError;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// Puts `bytes` at `path`; `shown` is its name in an error. On any failure the old file is as it was.
///
/// The permissions of the old file are kept, and a link stays a link: what it leads to is replaced. A file marked
/// read-only is refused, though the rename would succeed: its owner said so. What is no file (a pipe, `/dev/null`)
/// is written to, not replaced.
pub fn write(path: &Path, shown: &str, bytes: &[u8]) -> Result<(), HostError> {
    put(path, bytes).map_err(|problem| HostError::writing(shown, &problem))
}

/// Creates a folder and what is missing above it.
pub fn create_folder(path: &Path, shown: &str) -> Result<(), HostError> {
    fs::create_dir_all(path).map_err(|problem| HostError::writing(shown, &problem))
}

/// Renames a file; an existing file at the new path is never overwritten.
pub fn rename(from: &Path, to: &Path, shown: &str) -> Result<(), HostError> {
    // On a file system that ignores case, `Web.config` → `web.config` finds itself at the new path.
    let same = || fs::canonicalize(from).ok() == fs::canonicalize(to).ok();
    let moved = if to.exists() && !same() {
        Err(io::Error::new(io::ErrorKind::AlreadyExists, format!("`{}` exists already", to.display())))
    } else {
        fs::rename(from, to)
    };
    moved.map_err(|problem| HostError::writing(shown, &problem))
}

/// Removes a file.
pub fn remove(path: &Path, shown: &str) -> Result<(), HostError> {
    fs::remove_file(path).map_err(|problem| HostError::writing(shown, &problem))
}

/// Gives `to` the permissions of `from`.
pub fn copy_permissions(from: &Path, to: &Path, shown: &str) -> Result<(), HostError> {
    let copied = fs::metadata(from).and_then(|m| fs::set_permissions(to, m.permissions()));
    copied.map_err(|problem| HostError::writing(shown, &problem))
}

/// Takes the read-only mark off a file.
pub fn allow_writing(path: &Path, shown: &str) -> Result<(), HostError> {
    let allowed = fs::metadata(path).and_then(|metadata| {
        let mut permissions = metadata.permissions();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            permissions.set_mode(permissions.mode() | 0o200);
        }
        #[cfg(not(unix))]
        permissions.set_readonly(false);
        fs::set_permissions(path, permissions)
    });
    allowed.map_err(|problem| HostError::writing(shown, &problem))
}

/// Whether two paths lead to one file, through links of either kind.
pub fn is_same_file(a: &Path, b: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        if let (Ok(a), Ok(b)) = (fs::metadata(a), fs::metadata(b)) {
            return (a.dev(), a.ino()) == (b.dev(), b.ino());
        }
    }
    matches!((fs::canonicalize(a), fs::canonicalize(b)), (Ok(a), Ok(b)) if a == b)
}

/// Whether the user may write what is marked read-only: root, where there is one.
pub fn ignores_permissions() -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        fs::metadata("/proc/self").is_ok_and(|m| m.uid() == 0)
    }
    #[cfg(not(unix))]
    false
}

fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let old = match fs::metadata(path) {
        Ok(metadata) => Some(metadata),
        Err(problem) if problem.kind() == io::ErrorKind::NotFound => None,
        Err(problem) => return Err(problem),
    };
    let Some(old) = old else { return replace(path, bytes, None) };
    if old.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
    }
    if !old.is_file() {
        return OpenOptions::new().write(true).open(path)?.write_all(bytes);
    }
    if old.permissions().readonly() {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is marked read-only"));
    }
    replace(&fs::canonicalize(path)?, bytes, Some(old.permissions()))
}

fn replace(path: &Path, bytes: &[u8], permissions: Option<fs::Permissions>) -> io::Result<()> {
    let (temporary, mut file) = beside(path)?;
    let written = (|| {
        file.write_all(bytes)?;
        if let Some(permissions) = permissions {
            file.set_permissions(permissions)?;
        }
        // Windows refuses to rename a file that is open.
        drop(file);
        fs::rename(&temporary, path)
    })();
    if written.is_err() {
        drop(fs::remove_file(&temporary));
    }
    written
}

/// A new file in the folder of `path`, under a name that nobody has.
fn beside(path: &Path) -> io::Result<(PathBuf, File)> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    loop {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let temporary = path.with_file_name(format!(".webconfig-{}-{number}.tmp", std::process::id()));
        match OpenOptions::new().write(true).create_new(true).open(&temporary) {
            Err(problem) if problem.kind() == io::ErrorKind::AlreadyExists => {}
            other => return other.map(|file| (temporary, file)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_replaced_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("web.config");
        write(&path, "web.config", b"one").unwrap();
        write(&path, "web.config", b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(names(folder.path()), ["web.config"]);
    }

    #[test]
    fn a_failure_leaves_the_old_file_and_no_rubbish() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("web.config");
        fs::write(&path, "old").unwrap();
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).unwrap();
        assert!(matches!(write(&path, "web.config", b"new"), Err(HostError::Unwritable { .. })));
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(names(folder.path()), ["web.config"]);
        assert!(write(folder.path(), "", b"new").is_err());
        assert!(write(&folder.path().join("no/web.config"), "no/web.config", b"new").is_err());
    }

    #[test]
    fn a_rename_never_overwrites() {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = (folder.path().join("a"), folder.path().join("b"));
        fs::write(&a, "a").unwrap();
        fs::write(&b, "b").unwrap();
        assert!(rename(&a, &b, "a").is_err());
        rename(&a, &folder.path().join("c"), "a").unwrap();
        remove(&b, "b").unwrap();
        assert_eq!(names(folder.path()), ["c"]);
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_links_are_kept() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("real"), folder.path().join("link"));
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        symlink("real", &link).unwrap();
        write(&link, "link", b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_written_to_and_stays_a_device() {
        write(Path::new("/dev/null"), "/dev/null", b"gone").unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }
}
