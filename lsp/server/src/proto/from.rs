//! From the protocol's types to ours: positions, parameters, URIs.

use crate::buffer::Buffer;
use lsp_types::Position;
use serde::de::DeserializeOwned;
use serde_json::Value;
use webconfig_text::{ColumnUnit, LineColumn};

/// A position.
pub(crate) fn position(position: Position) -> LineColumn {
    LineColumn { line: position.line, column: position.character }
}

/// The offset of a position in the analysed text.
pub(crate) fn offset(buffer: &Buffer, at: Position, unit: ColumnUnit) -> u32 {
    let whole = buffer.whole();
    whole.lines().offset(whole.text(), position(at), unit).saturating_sub(buffer.shift())
}

/// The parameters of a message. URIs that a strict reader refuses (unescaped letters) are escaped first.
pub(crate) fn params<P: DeserializeOwned>(mut params: Value) -> Result<P, String> {
    escape_uris(&mut params);
    serde_json::from_value(params).map_err(|problem| problem.to_string())
}

/// The parameter `textDocument.uri` exactly as the client wrote it, which is how it knows the document.
pub(crate) fn document_uri(params: &Value) -> Option<&str> {
    params.get("textDocument")?.get("uri")?.as_str()
}

fn escape_uris(params: &mut Value) {
    let Some(document) = params.get_mut("textDocument") else { return };
    if let Some(Value::String(uri)) = document.get_mut("uri")
        && uri.bytes().any(|b| !is_uri_byte(b))
    {
        *uri = uri
            .bytes()
            .map(|b| if is_uri_byte(b) { char::from(b).to_string() } else { format!("%{b:02X}") })
            .collect();
    }
}

const fn is_uri_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'-' | b'.'
                | b'_'
                | b'~'
                | b'%'
                | b'/'
                | b':'
                | b'?'
                | b'#'
                | b'@'
                | b'!'
                | b'$'
                | b'&'
                | b'\''
                | b'('
                | b')'
                | b'*'
                | b'+'
                | b','
                | b';'
                | b'='
        )
}

/// Where a document lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Home {
    /// What all spellings of its URI have in common.
    pub(crate) key: String,
    /// Its path with `/`, as far as it has one; of a document without a file the name that tells what it is.
    pub(crate) path: String,
    /// Whether it lies where the disk may be asked.
    pub(crate) is_on_disk: bool,
}

/// Reads a URI in any of the spellings that editors use.
pub(crate) fn home(uri: &str) -> Home {
    let (scheme, rest) = uri.split_once(':').unwrap_or(("", uri));
    if !scheme.eq_ignore_ascii_case("file") {
        // `git:/shop/web.config?{…}`: what stands behind the path is not part of the name.
        let path = rest.split(['?', '#']).next().unwrap_or(rest);
        return Home { key: uri.to_owned(), path: decoded(path), is_on_disk: false };
    }
    // A `?` or `#` that nobody escaped belongs to the name: files have neither queries nor fragments.
    let (host, path) = match rest.strip_prefix("//") {
        Some(rest) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
        None => ("", rest),
    };
    let path = decoded(path);
    let host = decoded(host).to_lowercase();
    let path = match path.strip_prefix('/').filter(|rest| has_drive(rest)) {
        Some(rest) => {
            let (drive, rest) = rest.split_at(1);
            let joined = webconfig_files::join("", rest);
            format!(
                "{}:/{}",
                drive.to_ascii_lowercase(),
                joined.trim_start_matches(':').trim_start_matches('/')
            )
        }
        None if !host.is_empty() && host != "localhost" => {
            format!("//{host}{}", webconfig_files::join("", &path))
        }
        None if path.starts_with("//") => format!("/{}", webconfig_files::join("", &path)),
        None if path.contains('\\') => path,
        None => webconfig_files::join("", &path),
    };
    let is_on_disk = is_on_disk(&path);
    let key = if cfg!(windows) { path.to_lowercase() } else { path.clone() };
    Home { key: format!("file:{key}"), path, is_on_disk }
}

/// Whether a path names something on a disk of this machine. Shares are never touched: to ask for one is to log on.
pub(crate) fn is_on_disk(path: &str) -> bool {
    if cfg!(windows) { has_drive(path) } else { path.starts_with('/') && !path.starts_with("//") }
}

fn has_drive(path: &str) -> bool {
    matches!(path.as_bytes(), [letter, b':'] | [letter, b':', b'/' | b'\\', ..] if letter.is_ascii_alphabetic())
}

fn decoded(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        let hex = |at: usize| behind.get(at).and_then(|b| char::from(*b).to_digit(16));
        if byte == b'%'
            && let (Some(high), Some(low)) = (hex(0), hex(1))
        {
            out.push((high * 16 + low) as u8);
            rest = behind.get(2..).unwrap_or(&[]);
        } else {
            out.push(byte);
            rest = behind;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read_from_uris() {
        for (uri, path) in [
            ("file:///a/b%20c/web.config", "/a/b c/web.config"),
            ("file:///a/./b/../c/web.config", "/a/c/web.config"),
            ("file:///a/web%23%3F.config", "/a/web#?.config"),
            ("file:///a/x#y?z/web.config", "/a/x#y?z/web.config"),
            ("file:///a/caf%C3%A9/web.config", "/a/café/web.config"),
            ("file:///a/café/web.config", "/a/café/web.config"),
            ("file://localhost/a/web.config", "/a/web.config"),
            ("file:/a/web.config", "/a/web.config"),
            ("FILE:///a/web.config", "/a/web.config"),
            ("file:///C:/x/web.config", "c:/x/web.config"),
            ("file:///c%3A/x/web.config", "c:/x/web.config"),
            ("file:///C%3a/x/../y/web.config", "c:/y/web.config"),
            ("file://Server/share/web.config", "//server/share/web.config"),
            ("file:////server/share/web.config", "//server/share/web.config"),
            ("untitled:web.config", "web.config"),
            ("git:/shop/web.config?%7B%22ref%22%7D", "/shop/web.config"),
            ("file:///a/100%/web.config", "/a/100%/web.config"),
            ("nothing", "nothing"),
        ] {
            assert_eq!(home(uri).path, path, "{uri}");
        }
    }

    #[test]
    fn spellings_of_one_path_are_one_document() {
        assert_eq!(home("file:///c%3A/X/web.config").key, home("file:///C:/X/web.config").key);
        assert_eq!(home("file:///a%2Fb/web.config").key, home("file:///a/b/web.config").key);
        assert_ne!(home("git:/a/web.config?1").key, home("git:/a/web.config?2").key);
        assert_ne!(home("git:/a/web.config").key, home("file:/a/web.config").key);
    }

    #[test]
    fn only_files_of_this_machine_are_on_disk() {
        assert!(
            !home("untitled:Untitled-1").is_on_disk && !home("file://server/share/web.config").is_on_disk
        );
        assert_eq!(home("file:///a/web.config").is_on_disk, !cfg!(windows));
        assert_eq!(home("file:///c:/web.config").is_on_disk, cfg!(windows));
    }
}
