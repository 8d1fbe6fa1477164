//! Calls of a method in the sources of a project, found in the text, and whether something guards them.
//!
//! C# is read by its braces, F# and Visual Basic by their indentation; comments and strings are passed over. Deliberately
//! absent: types, who calls a method, what a condition comes to.

use crate::views::ProjectView;
use webconfig_files::{Files, join};
use webconfig_text::TextRange;

/// How many folders and files are looked at, how large a file may be, how deep folders may lie.
const FOLDERS: usize = 200;
const SOURCES: usize = 1000;
const LARGEST: u64 = 1 << 19;
const DEEPEST: usize = 6;

/// A call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Call {
    /// The file.
    pub(super) path: String,
    /// The name in it.
    pub(super) range: TextRange,
    /// Whether a condition stands around it.
    pub(super) is_guarded: bool,
}

/// What is found in the sources of a project for some names: for each the calls.
pub(super) fn calls(project: &ProjectView<'_>, names: &[&str]) -> Vec<Vec<Call>> {
    let mut found = vec![Vec::new(); names.len()];
    let files = project.places.files();
    for path in sources(files, &project.path("")) {
        let Ok(source) = files.text(&path) else { continue };
        let text = source.text();
        if !names.iter().any(|name| text.contains(name)) {
            continue;
        }
        let of_file = if is(&path, "cs") { in_c_sharp(text, names) } else { by_indentation(text, names) };
        for (name, start, is_guarded) in of_file {
            let width = names.get(name).map_or(0, |n| n.len());
            let range = TextRange::at(start as u32, width as u32);
            if let Some(list) = found.get_mut(name) {
                list.push(Call { path: path.clone(), range, is_guarded });
            }
        }
    }
    found
}

fn is(path: &str, extension: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, e)| e.eq_ignore_ascii_case(extension))
}

/// The sources below a folder, those of other projects left out.
fn sources(files: &dyn Files, folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut waiting = std::collections::VecDeque::from([(folder.to_owned(), 0usize)]);
    let mut folders = 0usize;
    while let Some((folder, depth)) = waiting.pop_front() {
        folders += 1;
        let entries = files.entries(&folder).unwrap_or_default();
        let holds_project = entries.iter().any(|e| !e.is_folder && webconfig_files::is_project_file(&e.name));
        if folders > FOLDERS || (depth > 0 && holds_project) {
            continue;
        }
        for entry in entries.iter() {
            let path = join(&folder, &entry.name);
            if entry.is_folder {
                let name = entry.name.to_ascii_lowercase();
                let is_foreign = matches!(name.as_str(), "bin" | "obj" | "node_modules" | "wwwroot")
                    || name.starts_with('.');
                if !is_foreign && depth < DEEPEST {
                    waiting.push_back((path, depth + 1));
                }
            } else if ["cs", "fs", "vb"].iter().any(|e| is(&path, e))
                && files.attributes(&path).is_some_and(|a| a.size <= LARGEST)
            {
                found.push(path);
                if found.len() >= SOURCES {
                    return found;
                }
            }
        }
    }
    found
}

/// The index of the name, where it stands, whether it is guarded.
type Hit = (usize, usize, bool);

/// Replaces comments, strings and characters by blanks, byte for byte.
fn code_of(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut code = bytes.to_vec();
    let mut at = 0usize;
    let at_is = |at: usize, what: &[u8]| bytes.get(at..).is_some_and(|rest| rest.starts_with(what));
    while at < bytes.len() {
        let from = at;
        let end = match bytes.get(at) {
            Some(b'/') if at_is(at, b"//") => find(bytes, at, b"\n"),
            Some(b'/') if at_is(at, b"/*") => find(bytes, at + 2, b"*/") + 2,
            Some(b'"') if at_is(at, b"\"\"\"") => find(bytes, at + 3, b"\"\"\"") + 3,
            Some(b'"') => {
                let is_verbatim = from > 0
                    && (bytes.get(from - 1) == Some(&b'@')
                        || (from > 1
                            && bytes.get(from - 1) == Some(&b'$')
                            && bytes.get(from - 2) == Some(&b'@')));
                string_end(bytes, at + 1, b'"', is_verbatim)
            }
            Some(b'\'') => string_end(bytes, at + 1, b'\'', false),
            _ => {
                at += 1;
                continue;
            }
        };
        at = end.min(bytes.len()).max(from + 1);
        for byte in code.get_mut(from..at).unwrap_or_default() {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
    }
    code
}

fn find(bytes: &[u8], from: usize, what: &[u8]) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    memchr::memmem::find(rest, what).map_or(bytes.len(), |n| from + n)
}

/// The byte behind a closing quote; a line's end closes too, except in verbatim text.
fn string_end(bytes: &[u8], from: usize, quote: u8, is_verbatim: bool) -> usize {
    let mut at = from;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' if !is_verbatim => at += 1,
            b'\n' if !is_verbatim => return at,
            _ if byte == quote && is_verbatim && bytes.get(at + 1) == Some(&quote) => at += 1,
            _ if byte == quote => return at + 1,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

fn in_c_sharp(text: &str, names: &[&str]) -> Vec<Hit> {
    let code = code_of(text);
    let mut hits = Vec::new();
    let mut blocks: Vec<bool> = Vec::new();
    let mut directives = 0usize;
    let mut parentheses = 0usize;
    let mut statement = 0usize;
    let mut at = 0usize;
    while let Some(&byte) = code.get(at) {
        let piece =
            |to: usize| String::from_utf8_lossy(code.get(statement..to).unwrap_or_default()).into_owned();
        match byte {
            b'(' => parentheses += 1,
            b')' => parentheses = parentheses.saturating_sub(1),
            b'{' => {
                blocks.push(is_condition(&piece(at)));
                statement = at + 1;
            }
            b'}' => {
                blocks.pop();
                statement = at + 1;
            }
            b';' => statement = at + 1,
            b'#' => {
                let line = code.get(at + 1..find(&code, at, b"\n")).unwrap_or_default();
                let word = String::from_utf8_lossy(line);
                let word = word.trim_start();
                if word.starts_with("if") {
                    directives += 1;
                } else if word.starts_with("endif") {
                    directives = directives.saturating_sub(1);
                }
                at += line.len();
            }
            _ => {
                if let Some(name) = name_at(&code, at, names) {
                    let is_guarded = directives > 0
                        || blocks.contains(&true)
                        || is_condition(&piece(at))
                        || piece(at).contains('?');
                    hits.push((name, at, is_guarded));
                }
            }
        }
        at += 1;
    }
    hits
}

/// The name that a call at a place bears.
fn name_at(code: &[u8], at: usize, names: &[&str]) -> Option<usize> {
    let rest = code.get(at..)?;
    let index = names.iter().position(|n| rest.starts_with(n.as_bytes()))?;
    let is_word = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
    let before = at.checked_sub(1).and_then(|b| code.get(b));
    let width = names.get(index)?.len();
    let behind = rest.get(width..)?.iter().find(|b| !b.is_ascii_whitespace());
    let is_call = behind.is_some_and(|b| matches!(b, b'(' | b')' | b';'));
    (!is_word(before) && !is_word(rest.get(width)) && is_call).then_some(index)
}

/// Whether what stands before a block or in a statement makes it conditional. Which system it runs on is no question
/// where IIS is meant.
fn is_condition(header: &str) -> bool {
    let has = |word: &str| {
        header.split(|c: char| !c.is_alphanumeric() && c != '_').any(|w| w.eq_ignore_ascii_case(word))
    };
    let asks = ["if", "else", "elif", "elseif", "switch", "case", "while", "match", "when", "select"]
        .iter()
        .any(|w| has(w));
    let asks_for_windows_alone = (has("IsWindows") || (has("IsOSPlatform") && has("Windows")))
        && !header.contains(['!', '&', '|'])
        && !has("else")
        && !has("not");
    asks && !asks_for_windows_alone
}

fn by_indentation(text: &str, names: &[&str]) -> Vec<Hit> {
    let lines: Vec<(usize, &str)> = text
        .split_inclusive('\n')
        .scan(0usize, |at, line| {
            let start = *at;
            *at += line.len();
            Some((start, line))
        })
        .collect();
    let indentation = |line: &str| line.len() - line.trim_start().len();
    let mut hits = Vec::new();
    for (number, (start, line)) in lines.iter().enumerate() {
        let trimmed = line.trim_start();
        if trimmed.starts_with("//") || trimmed.starts_with('\'') || trimmed.starts_with("(*") {
            continue;
        }
        for column in 0..line.len() {
            let Some(name) = name_at(line.as_bytes(), column, names) else { continue };
            let mut depth = indentation(line);
            let mut is_guarded = is_condition(line.get(..column).unwrap_or(""));
            for (_, above) in lines.get(..number).unwrap_or_default().iter().rev() {
                if above.trim().is_empty() || indentation(above) >= depth {
                    continue;
                }
                depth = indentation(above);
                is_guarded |= is_condition(above) || above.trim_start().starts_with('|');
            }
            hits.push((name, start + column, is_guarded));
        }
    }
    hits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn c_sharp(text: &str) -> Vec<bool> {
        in_c_sharp(text, &["UseHttpSys"]).into_iter().map(|(_, _, guarded)| guarded).collect()
    }

    #[test]
    fn conditions_guard_and_blocks_of_other_kinds_do_not() {
        assert_eq!(c_sharp("builder.WebHost.UseHttpSys();"), [false]);
        assert_eq!(
            c_sharp("class P { void M() { Host(w => { w.UseHttpSys(o => { o.X = 1; }); }); } }"),
            [false]
        );
        assert_eq!(c_sharp("if (args.Contains(\"--x\"))\n{\n  b.UseHttpSys();\n}"), [true]);
        assert_eq!(c_sharp("if (x) b.UseHttpSys();"), [true]);
        assert_eq!(c_sharp("if (x) { a(); } else { b.UseHttpSys(); }"), [true]);
        assert_eq!(c_sharp("var y = x ? b.UseHttpSys() : b;"), [true]);
        assert_eq!(c_sharp("switch (s) { case 1: b.UseHttpSys(); break; }"), [true]);
        assert_eq!(c_sharp("#if HTTPSYS\nb.UseHttpSys();\n#endif\n"), [true]);
        assert_eq!(c_sharp("if (a) { } b.UseHttpSys();"), [false]);
        assert_eq!(c_sharp("if (OperatingSystem.IsWindows()) { b.UseHttpSys(); }"), [false]);
    }

    #[test]
    fn comments_and_strings_call_nothing() {
        assert_eq!(c_sharp("// b.UseHttpSys();\n/* b.UseHttpSys(); */"), [] as [bool; 0]);
        assert_eq!(c_sharp("var s = \"b.UseHttpSys()\"; var t = @\"\"\"UseHttpSys()\";"), [] as [bool; 0]);
        assert_eq!(c_sharp("MyUseHttpSys(); UseHttpSysOptions();"), [] as [bool; 0]);
    }

    #[test]
    fn indentation_counts_in_other_languages() {
        let guarded = |text| -> Vec<bool> {
            by_indentation(text, &["UseHttpSys"]).into_iter().map(|(_, _, guarded)| guarded).collect()
        };
        assert_eq!(guarded("let main args =\n    builder.WebHost.UseHttpSys() |> ignore\n"), [false]);
        assert_eq!(guarded("let main args =\n    if x then\n        b.UseHttpSys() |> ignore\n"), [true]);
        assert_eq!(guarded("    If x Then\n        b.UseHttpSys()\n    End If\n"), [true]);
    }
}
