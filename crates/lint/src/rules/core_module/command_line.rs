//! The command line of `aspNetCore` as Windows splits it.

use webconfig_files::ends_with;

/// One argument and where it stands in the text, quotes included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Argument {
    /// What the program gets.
    pub(crate) text: String,
    /// Its first byte.
    pub(crate) start: usize,
    /// The byte behind its last.
    pub(crate) end: usize,
}

impl Argument {
    /// Whether it names a dll.
    pub(crate) fn is_dll(&self) -> bool {
        ends_with(&self.text, ".dll")
    }
}

/// An option with its value, and where the two stand.
pub(crate) struct OptionValue<'l> {
    /// The value.
    pub(crate) value: &'l str,
    /// The first byte of the option.
    pub(crate) start: usize,
    /// The byte behind the value.
    pub(crate) end: usize,
}

/// The value of `--name value`, `--name=value` or `/name value`.
pub(crate) fn option_value<'l>(line: &'l [Argument], wanted: &str) -> Option<OptionValue<'l>> {
    line.iter().enumerate().find_map(|(at, option)| {
        let name = option.text.strip_prefix("--").or_else(|| option.text.strip_prefix('/'))?;
        if let Some((name, value)) = name.split_once('=') {
            let found = OptionValue { value, start: option.start, end: option.end };
            return name.eq_ignore_ascii_case(wanted).then_some(found);
        }
        let next = line.get(at + 1)?;
        let found = OptionValue { value: &next.text, start: option.start, end: next.end };
        name.eq_ignore_ascii_case(wanted).then_some(found)
    })
}

/// Splits at blanks outside of quotes; a backslash keeps a quote from counting.
pub(crate) fn arguments(text: &str) -> Vec<Argument> {
    let mut found = Vec::new();
    let mut current: Option<Argument> = None;
    let mut is_quoted = false;
    let mut backslashes = 0usize;
    for (at, c) in text.char_indices() {
        if matches!(c, ' ' | '\t' | '\r' | '\n') && !is_quoted {
            backslashes = 0;
            found.extend(current.take());
            continue;
        }
        let room = || String::with_capacity((text.len() - at).min(32));
        let argument = current.get_or_insert_with(|| Argument { text: room(), start: at, end: at });
        argument.end = at + c.len_utf8();
        match c {
            '"' => {
                // Pairs of backslashes before a quote are one each; an odd one takes the quote's meaning away.
                let kept = argument.text.len() - backslashes.div_ceil(2);
                argument.text.truncate(kept);
                if backslashes % 2 == 1 {
                    argument.text.push('"');
                } else {
                    is_quoted = !is_quoted;
                }
                backslashes = 0;
            }
            '\\' => {
                backslashes += 1;
                argument.text.push(c);
            }
            c => {
                backslashes = 0;
                argument.text.push(c);
            }
        }
    }
    found.extend(current);
    found
}

/// Whether a path names the .NET command line, in whatever folder.
pub(crate) fn is_dotnet(path: &str) -> bool {
    let name = file_name(path);
    name.eq_ignore_ascii_case("dotnet") || name.eq_ignore_ascii_case("dotnet.exe")
}

/// What stands behind the last separator of a path, of either kind.
pub(crate) fn file_name(path: &str) -> &str {
    path.rsplit(['\\', '/']).next().unwrap_or(path)
}

/// Whether a text contains another, without case.
pub(crate) fn contains(text: &str, part: &str) -> bool {
    text.as_bytes().windows(part.len().max(1)).any(|w| w.eq_ignore_ascii_case(part.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(line: &str) -> Vec<String> {
        arguments(line).into_iter().map(|a| a.text).collect()
    }

    #[test]
    fn quotes_hold_blanks_together() {
        assert_eq!(texts(r#"exec ".\My App.dll"  --x"#), ["exec", r".\My App.dll", "--x"]);
        assert_eq!(texts(r#"a\"b "c d\\" e"#), [r#"a"b"#, r"c d\", "e"]);
        assert_eq!(texts("  "), Vec::<String>::new());
        let quoted = r#"--urls "http://localhost:5000" x"#;
        let second = &arguments(quoted)[1];
        assert_eq!(&quoted[second.start..second.end], "\"http://localhost:5000\"");
    }

    #[test]
    fn dotnet_is_known_in_any_folder_and_case() {
        for path in ["dotnet", "DotNet.EXE", r"%ProgramFiles%\dotnet\dotnet.exe", "./dotnet"] {
            assert!(is_dotnet(path), "{path}");
        }
        assert!(!is_dotnet("dotnet.cmd") && !is_dotnet("mydotnet.exe"));
    }
}
