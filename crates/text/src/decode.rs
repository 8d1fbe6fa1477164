//! Bytes to text and back.

use crate::{Encoding, LineIndex, TextRange};
use std::borrow::Cow;
use std::sync::Arc;

/// The line end that a text mostly uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Newline {
    /// `\n`
    Lf,
    /// `\r\n`
    CrLf,
    /// A lone `\r`
    Cr,
}

impl Newline {
    /// The characters themselves.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lf => "\n",
            Self::CrLf => "\r\n",
            Self::Cr => "\r",
        }
    }
}

/// How a file stores its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileFormat {
    /// The encoding that the bytes were read with.
    pub encoding: Encoding,
    /// Whether a byte order mark stood in front; it is not part of the text.
    pub bom: bool,
    /// The commonest line end; [`Newline::Lf`] for a text without any.
    pub newline: Newline,
    /// Whether other line ends occur beside it.
    pub mixed_newlines: bool,
}

/// What was wrong with the bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeProblem {
    /// What is wrong.
    pub kind: DecodeProblemKind,
    /// Where in the text: the replacement character, or the encoding name in the declaration.
    pub range: TextRange,
}

/// The ways in which bytes and encoding disagree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecodeProblemKind {
    /// Bytes that mean nothing in the encoding; the text shows U+FFFD, [`SourceText::encode`] gives the bytes back.
    Undecodable(Vec<u8>),
    /// The declaration names `declared`, but the bytes are in another encoding, so a strict reader refuses them.
    Contradiction {
        /// The name in the declaration.
        declared: String,
        /// What the bytes are.
        actual: Encoding,
    },
    /// The declaration names an encoding that nobody knows.
    UnknownEncoding {
        /// The name in the declaration.
        declared: String,
    },
}

/// A file that is larger than offsets of 32 bits can address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge;

#[derive(Clone, Debug, PartialEq, Eq)]
struct RawBytes {
    offset: u32,
    bytes: Vec<u8>,
}

/// A decoded text with everything that is needed to write the same bytes again. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct SourceText {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    text: Arc<str>,
    lines: std::sync::OnceLock<LineIndex>,
    format: FileFormat,
    problems: Vec<DecodeProblem>,
    /// Bytes that did not decode, by the offset of their replacement character. When an encoder cannot give the
    /// same bytes again (overlong or stateful code pages), one entry at offset 0 holds the whole file.
    raw: Vec<RawBytes>,
    verbatim: Option<Vec<u8>>,
}

impl SourceText {
    /// Decodes a file: byte order mark first, then UTF-16 without one by its zero bytes, then the declaration, else UTF-8.
    pub fn decode(bytes: &[u8]) -> Result<Self, TooLarge> {
        if bytes.len() >= (u32::MAX / 3) as usize {
            return Err(TooLarge);
        }
        let (encoding, bom_len) = sniff(bytes);
        let body = bytes.get(bom_len..).unwrap_or(&[]);
        let mut encoding = encoding;
        let mut declared = None;
        if bom_len == 0
            && encoding == Encoding::Utf8
            && let Some((name, _)) = declared_encoding_bytes(body)
        {
            declared = Some(name.to_owned());
            if let Some(named) = Encoding::for_label(name) {
                // UTF-16 cannot have been declared in single bytes: the declaration is wrong, the bytes are UTF-8.
                if named.is_ascii_compatible() {
                    encoding = named;
                }
            }
        }
        let mut raw = Vec::new();
        let text = decode_with(encoding, body, &mut raw);
        let mut problems: Vec<DecodeProblem> = raw
            .iter()
            .map(|r| DecodeProblem {
                kind: DecodeProblemKind::Undecodable(r.bytes.clone()),
                range: TextRange::at(r.offset, 3),
            })
            .collect();
        if let Some((name, range)) = declared_encoding(&text) {
            let named = Encoding::for_label(name);
            let fits = match named {
                None => None,
                // `utf-16` alone means the order that the bytes have.
                Some(Encoding::Utf16Le) if !name.trim().eq_ignore_ascii_case("utf-16le") => {
                    Some(matches!(encoding, Encoding::Utf16Le | Encoding::Utf16Be))
                }
                // A byte order mark wins over a declared code page in every reader we know except for UTF-16.
                Some(_) if bom_len > 0 && encoding == Encoding::Utf8 => {
                    Some(named == Some(Encoding::Utf8) || text.is_ascii())
                }
                Some(other) => Some(other == encoding),
            };
            match fits {
                None => problems.insert(
                    0,
                    DecodeProblem {
                        kind: DecodeProblemKind::UnknownEncoding { declared: name.to_owned() },
                        range,
                    },
                ),
                Some(false) => problems.insert(
                    0,
                    DecodeProblem {
                        kind: DecodeProblemKind::Contradiction {
                            declared: name.to_owned(),
                            actual: encoding,
                        },
                        range,
                    },
                ),
                Some(true) => {}
            }
        }
        drop(declared);
        let (newline, mixed_newlines) = newlines(&text);
        let format = FileFormat { encoding, bom: bom_len > 0, newline, mixed_newlines };
        let mut inner = Inner {
            text: text.into(),
            lines: std::sync::OnceLock::new(),
            format,
            problems,
            raw,
            verbatim: None,
        };
        // Only these can fail to give the same bytes again: code pages (several byte forms of one character).
        if matches!(encoding, Encoding::Legacy(_)) && encode_inner(&inner) != bytes {
            inner.verbatim = Some(bytes.to_vec());
        }
        Ok(Self { inner: Arc::new(inner) })
    }

    /// A text that was never bytes (an open editor document, a test): UTF-8 without a byte order mark.
    pub fn from_text(text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        let (newline, mixed_newlines) = newlines(&text);
        let format = FileFormat { encoding: Encoding::Utf8, bom: false, newline, mixed_newlines };
        Self {
            inner: Arc::new(Inner {
                text,
                lines: std::sync::OnceLock::new(),
                format,
                problems: Vec::new(),
                raw: Vec::new(),
                verbatim: None,
            }),
        }
    }

    /// The decoded text, byte order mark left out.
    pub fn text(&self) -> &str {
        &self.inner.text
    }

    /// The decoded text, shared.
    pub fn shared_text(&self) -> Arc<str> {
        Arc::clone(&self.inner.text)
    }

    /// Where its lines begin; computed at the first call.
    pub fn lines(&self) -> &LineIndex {
        self.inner.lines.get_or_init(|| LineIndex::new(&self.inner.text))
    }

    /// How the file stores the text.
    pub fn format(&self) -> FileFormat {
        self.inner.format
    }

    /// What was wrong with the bytes, the declaration first, then by place.
    pub fn problems(&self) -> &[DecodeProblem] {
        &self.inner.problems
    }

    /// The bytes of the file: exactly those that were decoded.
    pub fn encode(&self) -> Vec<u8> {
        self.inner.verbatim.clone().unwrap_or_else(|| encode_inner(&self.inner))
    }

    /// The bytes of another text in the format of this one (encoding and byte order mark kept).
    ///
    /// A character that the encoding lacks becomes a numeric character reference, which is the same to XML.
    pub fn encode_text(&self, text: &str) -> Vec<u8> {
        let mut out = Vec::with_capacity(text.len() + 4);
        write_bom(self.inner.format, &mut out);
        encode_with(self.inner.format.encoding, text, &mut out);
        out
    }

    /// The bytes after `edits`. Unlike [`Self::encode_text`] it keeps undecodable bytes outside of the edits.
    pub fn encode_edited(&self, edits: &crate::TextEdits) -> Vec<u8> {
        let text = self.text();
        let mut out = Vec::with_capacity(text.len() + 64);
        write_bom(self.inner.format, &mut out);
        let mut at = 0;
        for edit in edits {
            self.encode_range(TextRange::new(at, edit.range.start()), &mut out);
            encode_with(self.inner.format.encoding, &edit.text, &mut out);
            at = edit.range.end();
        }
        self.encode_range(TextRange::new(at, text.len() as u32), &mut out);
        out
    }

    fn encode_range(&self, range: TextRange, out: &mut Vec<u8>) {
        let mut at = range.start();
        let first = self.inner.raw.partition_point(|r| r.offset < range.start());
        for raw in self.inner.raw.iter().skip(first).take_while(|r| r.offset < range.end()) {
            encode_with(self.inner.format.encoding, TextRange::new(at, raw.offset).of(self.text()), out);
            out.extend_from_slice(&raw.bytes);
            at = raw.offset + 3;
        }
        encode_with(self.inner.format.encoding, TextRange::new(at, range.end()).of(self.text()), out);
    }
}

fn encode_inner(inner: &Inner) -> Vec<u8> {
    let mut out = Vec::with_capacity(inner.text.len() + 4);
    write_bom(inner.format, &mut out);
    let mut at = 0;
    for raw in &inner.raw {
        encode_with(inner.format.encoding, TextRange::new(at, raw.offset).of(&inner.text), &mut out);
        out.extend_from_slice(&raw.bytes);
        at = raw.offset + 3;
    }
    encode_with(inner.format.encoding, TextRange::new(at, inner.text.len() as u32).of(&inner.text), &mut out);
    out
}

fn sniff(bytes: &[u8]) -> (Encoding, usize) {
    match bytes {
        [0xEF, 0xBB, 0xBF, ..] => (Encoding::Utf8, 3),
        [0xFF, 0xFE, ..] => (Encoding::Utf16Le, 2),
        [0xFE, 0xFF, ..] => (Encoding::Utf16Be, 2),
        [b'<', 0, ..] => (Encoding::Utf16Le, 0),
        [0, b'<', ..] => (Encoding::Utf16Be, 0),
        _ => (Encoding::Utf8, 0),
    }
}

fn write_bom(format: FileFormat, out: &mut Vec<u8>) {
    if format.bom {
        match format.encoding {
            Encoding::Utf16Le => out.extend_from_slice(&[0xFF, 0xFE]),
            Encoding::Utf16Be => out.extend_from_slice(&[0xFE, 0xFF]),
            _ => out.extend_from_slice(&[0xEF, 0xBB, 0xBF]),
        }
    }
}

/// The encoding name in the XML declaration of `text`, and where it stands (without quotes).
pub fn declared_encoding(text: &str) -> Option<(&str, TextRange)> {
    declared_encoding_bytes(text.as_bytes())
}

fn declared_encoding_bytes(bytes: &[u8]) -> Option<(&str, TextRange)> {
    let head = bytes.get(..bytes.len().min(512))?;
    let rest = head.strip_prefix(b"<?xml")?;
    if !rest.first().is_some_and(u8::is_ascii_whitespace) {
        return None;
    }
    let close = memchr::memmem::find(rest, b"?>").unwrap_or(rest.len());
    let inside = rest.get(..close)?;
    let at = memchr::memmem::find(inside, b"encoding")?;
    let mut i = at + b"encoding".len();
    while inside.get(i).is_some_and(u8::is_ascii_whitespace) {
        i += 1;
    }
    if inside.get(i) != Some(&b'=') {
        return None;
    }
    i += 1;
    while inside.get(i).is_some_and(u8::is_ascii_whitespace) {
        i += 1;
    }
    let quote = *inside.get(i).filter(|q| matches!(q, b'"' | b'\''))?;
    let value = inside.get(i + 1..)?;
    let len = memchr::memchr(quote, value)?;
    let name = std::str::from_utf8(value.get(..len)?).ok()?;
    Some((name, TextRange::at((5 + i + 1) as u32, len as u32)))
}

fn newlines(text: &str) -> (Newline, bool) {
    let bytes = text.as_bytes();
    let line_feeds = memchr::memchr_iter(b'\n', bytes).count();
    let (mut crlf, mut cr) = (0, 0);
    for at in memchr::memchr_iter(b'\r', bytes) {
        if bytes.get(at + 1) == Some(&b'\n') { crlf += 1 } else { cr += 1 }
    }
    let lf = line_feeds - crlf;
    let kinds = u8::from(lf > 0) + u8::from(crlf > 0) + u8::from(cr > 0);
    let newline = if crlf >= lf && crlf >= cr && crlf > 0 {
        Newline::CrLf
    } else if cr > lf {
        Newline::Cr
    } else {
        Newline::Lf
    };
    (newline, kinds > 1)
}

const REPLACEMENT: char = '\u{FFFD}';

fn decode_with<'b>(encoding: Encoding, bytes: &'b [u8], raw: &mut Vec<RawBytes>) -> Cow<'b, str> {
    let decoded = match encoding {
        Encoding::Utf8 => return decode_utf8(bytes, raw),
        Encoding::Utf16Le => decode_utf16(bytes, u16::from_le_bytes, raw),
        Encoding::Utf16Be => decode_utf16(bytes, u16::from_be_bytes, raw),
        Encoding::Latin1 => bytes.iter().map(|&b| char::from(b)).collect(),
        Encoding::Ascii => {
            let mut out = String::with_capacity(bytes.len());
            for &b in bytes {
                if b.is_ascii() {
                    out.push(char::from(b));
                } else {
                    raw.push(RawBytes { offset: out.len() as u32, bytes: vec![b] });
                    out.push(REPLACEMENT);
                }
            }
            out
        }
        Encoding::Legacy(legacy) => decode_legacy(legacy, bytes, raw),
    };
    decoded.into()
}

fn decode_utf8<'b>(bytes: &'b [u8], raw: &mut Vec<RawBytes>) -> Cow<'b, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.into();
    }
    let mut out = String::with_capacity(bytes.len() + 16);
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            raw.push(RawBytes { offset: out.len() as u32, bytes: chunk.invalid().to_vec() });
            out.push(REPLACEMENT);
        }
    }
    out.into()
}

fn decode_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16, raw: &mut Vec<RawBytes>) -> String {
    let mut out = String::with_capacity(bytes.len() / 2 + 16);
    let pairs = bytes.chunks_exact(2);
    let odd = pairs.remainder();
    let units = pairs.map(|p| unit([p.first().copied().unwrap_or(0), p.get(1).copied().unwrap_or(0)]));
    let mut at = 0usize;
    for c in char::decode_utf16(units) {
        if let Ok(c) = c {
            out.push(c);
            at += c.len_utf16() * 2;
        } else {
            raw.push(RawBytes {
                offset: out.len() as u32,
                bytes: bytes.get(at..at + 2).unwrap_or(&[]).to_vec(),
            });
            out.push(REPLACEMENT);
            at += 2;
        }
    }
    if !odd.is_empty() {
        raw.push(RawBytes { offset: out.len() as u32, bytes: odd.to_vec() });
        out.push(REPLACEMENT);
    }
    out
}

fn decode_legacy(legacy: &'static encoding_rs::Encoding, bytes: &[u8], raw: &mut Vec<RawBytes>) -> String {
    if let Some(text) = legacy.decode_without_bom_handling_and_without_replacement(bytes) {
        return text.into_owned();
    }
    let mut decoder = legacy.new_decoder_without_bom_handling();
    let mut out = String::new();
    let mut at = 0usize;
    loop {
        let rest = bytes.get(at..).unwrap_or(&[]);
        out.reserve(
            decoder.max_utf8_buffer_length_without_replacement(rest.len()).unwrap_or(rest.len() * 3) + 4,
        );
        let (result, read) = decoder.decode_to_string_without_replacement(rest, &mut out, true);
        at += read;
        match result {
            encoding_rs::DecoderResult::InputEmpty => return out,
            encoding_rs::DecoderResult::OutputFull => {}
            encoding_rs::DecoderResult::Malformed(bad, after) => {
                let end = at.saturating_sub(after as usize);
                let start = end.saturating_sub(bad as usize);
                raw.push(RawBytes {
                    offset: out.len() as u32,
                    bytes: bytes.get(start..end).unwrap_or(&[]).to_vec(),
                });
                out.push(REPLACEMENT);
                at = end;
                decoder = legacy.new_decoder_without_bom_handling();
            }
        }
    }
}

fn encode_with(encoding: Encoding, text: &str, out: &mut Vec<u8>) {
    match encoding {
        Encoding::Utf8 => out.extend_from_slice(text.as_bytes()),
        Encoding::Utf16Le => text.encode_utf16().for_each(|u| out.extend_from_slice(&u.to_le_bytes())),
        Encoding::Utf16Be => text.encode_utf16().for_each(|u| out.extend_from_slice(&u.to_be_bytes())),
        Encoding::Ascii => encode_single(text, 0x7F, out),
        Encoding::Latin1 => encode_single(text, 0xFF, out),
        // encoding_rs writes a character that the code page lacks as `&#…;`, which XML reads as the same character.
        Encoding::Legacy(legacy) => out.extend_from_slice(&legacy.encode(text).0),
    }
}

fn encode_single(text: &str, highest: u32, out: &mut Vec<u8>) {
    for c in text.chars() {
        let code = u32::from(c);
        if code <= highest {
            out.push(code as u8);
        } else {
            out.extend_from_slice(format!("&#{code};").as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn round_trip(bytes: &[u8]) -> SourceText {
        let source = SourceText::decode(bytes).unwrap();
        assert_eq!(source.encode(), bytes);
        source
    }

    #[test]
    fn utf16_of_both_orders_keeps_its_bytes() {
        let text = "<?xml version=\"1.0\" encoding=\"utf-16\"?><a>\u{1F600}</a>";
        for (bom, le) in [(true, true), (true, false), (false, true), (false, false)] {
            let mut bytes = Vec::new();
            let all = if bom { format!("\u{FEFF}{text}") } else { text.to_owned() };
            for unit in all.encode_utf16() {
                bytes.extend_from_slice(&if le { unit.to_le_bytes() } else { unit.to_be_bytes() });
            }
            let source = round_trip(&bytes);
            assert_eq!(source.text(), text);
            assert!(source.problems().is_empty(), "{:?}", source.problems());
        }
    }

    #[test]
    fn the_other_byte_order_is_a_contradiction() {
        let mut bytes = Vec::new();
        for unit in "\u{FEFF}<?xml version=\"1.0\" encoding=\"utf-16BE\"?><a/>".encode_utf16() {
            bytes.extend_from_slice(&unit.to_le_bytes());
        }
        let source = round_trip(&bytes);
        assert_eq!(source.problems()[0].range.of(source.text()), "utf-16BE");
    }

    #[test]
    fn utf16_declared_on_utf8_bytes_is_a_contradiction_at_the_name() {
        let source = round_trip(b"<?xml version=\"1.0\" encoding=\"utf-16\"?><a/>");
        let problem = &source.problems()[0];
        assert_eq!(problem.range.of(source.text()), "utf-16");
        assert!(matches!(problem.kind, DecodeProblemKind::Contradiction { actual: Encoding::Utf8, .. }));
    }

    #[test]
    fn undecodable_bytes_are_kept_and_reported() {
        let source = round_trip(b"<a>\xFF\xC3</a>");
        assert_eq!(source.problems().len(), 2);
        assert_eq!(source.text(), "<a>\u{FFFD}\u{FFFD}</a>");
        assert_eq!(
            source.encode_edited(&crate::TextEdits::single(TextRange::new(1, 2), "b")),
            b"<b>\xFF\xC3</a>"
        );
    }

    #[test]
    fn latin1_is_not_windows_1252() {
        let source = round_trip(b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\x80\xE9</a>");
        assert!(source.text().contains("\u{80}é"));
        let source = round_trip(b"<?xml version='1.0' encoding='windows-1252'?><a>\x80</a>");
        assert!(source.text().contains('€'));
    }

    #[test]
    fn newlines_are_counted() {
        let format = SourceText::from_text("a\r\nb\r\nc\n").format();
        assert_eq!((format.newline, format.mixed_newlines), (Newline::CrLf, true));
    }

    proptest! {
        #[test]
        fn any_bytes_come_back(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            round_trip(&bytes);
        }

        #[test]
        fn any_bytes_behind_a_declaration_come_back(
            label in "(utf-8|utf-16|us-ascii|iso-8859-1|windows-1252|shift_jis|iso-2022-jp|gb18030|big5|koi8-r|bogus)",
            bytes in proptest::collection::vec(any::<u8>(), 0..80),
        ) {
            let mut all = format!("<?xml version=\"1.0\" encoding=\"{label}\"?>").into_bytes();
            all.extend_from_slice(&bytes);
            round_trip(&all);
        }
    }
}
