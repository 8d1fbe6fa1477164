//! `Directory.Build.rsp`: switches that MSBuild reads in front of those of the command line.
//!
//! Only properties matter here. A line that begins with `#` is a comment; blanks outside of quotes part the switches of a
//! line; `;` and `,` outside of quotes part the properties of one switch.

/// The properties that the switches of a file give, in order, `%XX` resolved. `folder` stands for the file's own folder.
pub(crate) fn properties(text: &str, folder: &str) -> Vec<(String, String)> {
    let folder = format!("{}/", folder.trim_end_matches('/'));
    let text = text.replace("%MSBuildThisFileDirectory%", &folder);
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    let switches = lines.flat_map(|line| parts(line, char::is_whitespace));
    switches
        .filter_map(|switch| of_switch(&switch).map(str::to_owned))
        .flat_map(|list| of_list(&list))
        .collect()
}

/// What stands behind `-p:` and its other spellings.
fn of_switch(switch: &str) -> Option<&str> {
    let bare = switch.trim_start_matches('"');
    let name = bare.strip_prefix("--").or_else(|| bare.strip_prefix(['-', '/']))?;
    let (name, list) = name.split_once(':')?;
    ["p", "property"].iter().any(|n| name.eq_ignore_ascii_case(n)).then_some(list)
}

fn of_list(list: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for piece in parts(list, |c| matches!(c, ';' | ',')) {
        let piece = piece.replace('"', "");
        if let Some((name, value)) = piece.split_once('=')
            && !name.trim().is_empty()
        {
            found.push((name.trim().to_owned(), crate::unescape(value)));
        }
    }
    found
}

/// The pieces of a text between separators, those in quotes left together, quotes kept.
fn parts(text: &str, is_separator: impl Fn(char) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    let mut piece = String::new();
    let mut is_quoted = false;
    for c in text.chars() {
        if c == '"' {
            is_quoted = !is_quoted;
        }
        if !is_quoted && is_separator(c) {
            found.push(std::mem::take(&mut piece));
        } else {
            piece.push(c);
        }
    }
    found.push(piece);
    found.retain(|piece| !piece.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, String)> {
        properties(text, "/src")
    }

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn switches_of_all_spellings_give_properties() {
        let text = "# -p:No=1\n-p:A=1 /Property:B=2\n--property:C=3;D=4,E=5\n-nologo -m:2 -tl:off\n";
        let expected = [pair("A", "1"), pair("B", "2"), pair("C", "3"), pair("D", "4"), pair("E", "5")];
        assert_eq!(read(text), expected);
    }

    #[test]
    fn quotes_keep_together_and_escapes_are_resolved() {
        assert_eq!(read("-p:X=\"A=1;B=2\""), [pair("X", "A=1;B=2")]);
        assert_eq!(read("\"-p:Name=two words\""), [pair("Name", "two words")]);
        assert_eq!(read("-p:X=a%3Bb"), [pair("X", "a;b")]);
        assert_eq!(read("-p:X=%MSBuildThisFileDirectory%out"), [pair("X", "/src/out")]);
        assert_eq!(read("-p: -p:=1 -p -p:X"), []);
    }
}
