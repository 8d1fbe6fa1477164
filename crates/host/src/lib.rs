//! The outside world: the only crate that reads, walks, writes and runs in parallel.
//!
//! - [`Disk`] is the [`webconfig_files::Files`] of a working directory; it keeps what it has decoded.
//! - [`walk()`] finds what `lint` and `fmt` look at below the paths of a command line.
//! - [`write`](write()) puts bytes in place of a file in one step; on any failure the old file is as it was.
//! - [`Watch`] waits for files to change.
//! - [`expect_files`] says how much memory will be wanted.
//! - [`Crew`] runs a function on several threads and gives the results in the order of the input.
//!
//! Every failure is a [`HostError`]. Deliberately absent: what a file means, findings, the network.

mod disk;
mod error;
mod memory;
mod parallel;
mod paths;
mod read;
mod walk;
mod watch;
mod write;

pub use disk::Disk;
pub use error::HostError;
pub use memory::expect_files;
pub use parallel::Crew;
pub use paths::{WorkingDirectory, native};
pub use read::{MAX_BYTES, read, stdin};
pub use walk::{Found, walk};
pub use watch::Watch;
pub use write::{
    allow_writing, copy_permissions, create_folder, ignores_permissions, is_same_file, remove, rename, write,
};
