//! Ends the session when the process of the editor is gone.
//!
//! Linux tells the moment; other systems of its kind are asked every ten seconds. Elsewhere the end of the input has to
//! do, which is what an editor that dies leaves behind everywhere.

use crate::main_loop::Event;
use std::sync::mpsc::Sender;
use std::thread;

/// Watches a process.
pub(crate) fn watch(process: u32, events: Sender<Event>) {
    thread::spawn(move || {
        if wait(process) {
            let _ = events.send(Event::Orphaned);
        }
    });
}

/// Returns when the process has ended; `false` where that cannot be told.
#[cfg(target_os = "linux")]
fn wait(process: u32) -> bool {
    use rustix::event::{PollFd, PollFlags, poll};
    use rustix::io::Errno;
    use rustix::process::{PidfdFlags, pidfd_open};

    let Some(id) = i32::try_from(process).ok().and_then(rustix::process::Pid::from_raw) else { return false };
    let handle = match pidfd_open(id, PidfdFlags::empty()) {
        Ok(handle) => handle,
        Err(problem) => return problem == Errno::SRCH,
    };
    loop {
        match poll(&mut [PollFd::new(&handle, PollFlags::IN)], None) {
            Ok(_) => return true,
            Err(Errno::INTR) => {}
            Err(_) => return false,
        }
    }
}

#[cfg(all(unix, not(target_os = "linux")))]
fn wait(process: u32) -> bool {
    use std::time::Duration;

    let Some(id) = i32::try_from(process).ok().and_then(rustix::process::Pid::from_raw) else { return false };
    while rustix::process::test_kill_process(id) != Err(rustix::io::Errno::SRCH) {
        thread::sleep(Duration::from_secs(10));
    }
    true
}

#[cfg(not(unix))]
fn wait(_: u32) -> bool {
    false
}
