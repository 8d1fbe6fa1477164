//! How the system gives the program its memory.

/// From so many files on memory is fetched in large pieces.
#[cfg(target_os = "linux")]
const MANY: usize = 100;

/// Says how many files will be read, as far as it is known: with many, new memory comes in pieces of 2 MiB, where the
/// system has them for programs that ask.
///
/// Of a few files the first such piece is more than they need, and the system clears all of it. With very many,
/// thousands of small pieces that are fetched one by one take an eighth of the time.
pub fn expect_files(count: usize) {
    #[cfg(target_os = "linux")]
    {
        use std::sync::OnceLock;
        // Whoever started the program may have forbidden them, which stays.
        static FORBIDDEN: OnceLock<bool> = OnceLock::new();
        let ask = || rustix::thread::transparent_huge_pages_are_disabled().unwrap_or(true);
        if !FORBIDDEN.get_or_init(ask) {
            let _ = rustix::thread::disable_transparent_huge_pages(count < MANY);
        }
    }
    #[cfg(not(target_os = "linux"))]
    let _ = count;
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn large_pieces_come_and_go_unless_they_were_forbidden() {
        let are_there = || !rustix::thread::transparent_huge_pages_are_disabled().unwrap();
        let before = are_there();
        for count in [1, MANY] {
            expect_files(count);
            assert_eq!(are_there(), count == MANY && before);
        }
    }
}
