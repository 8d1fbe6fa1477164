//! The program from outside: the files of `tests/cli/`, each a command line with what it prints.
//!
//! `TRYCMD=overwrite cargo test -p webconfig --test main` writes what the program prints now into the files.

#[test]
fn command_lines_print_what_their_files_say() {
    trycmd::TestCases::new().case("../../tests/cli/*.toml").run();
}
