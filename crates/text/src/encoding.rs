//! The encodings a configuration file can have.

use encoding_rs::Encoding as Legacy;

/// How text is stored as bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// Seven-bit ASCII; a byte above 0x7F is undecodable.
    Ascii,
    /// ISO 8859-1: the byte is the code point, 0x80–0x9F included (windows-1252 is another encoding).
    Latin1,
    /// A code page of the WHATWG registry.
    Legacy(&'static Legacy),
}

impl Encoding {
    /// The encoding that an XML declaration calls `label` (any case), if we know it.
    ///
    /// `utf-16` alone means little-endian here; a byte order mark decides before the label is asked.
    pub fn for_label(label: &str) -> Option<Self> {
        let lower = label.trim().to_ascii_lowercase();
        Some(match lower.as_str() {
            "utf-8" | "utf8" | "unicode-1-1-utf-8" | "x-unicode20utf8" => Self::Utf8,
            "utf-16" | "utf-16le" | "unicode" | "ucs-2" | "iso-10646-ucs-2" => Self::Utf16Le,
            "utf-16be" | "unicodefffe" => Self::Utf16Be,
            "us-ascii" | "ascii" | "ansi_x3.4-1968" | "iso646-us" | "iso-ir-6" => Self::Ascii,
            "iso-8859-1" | "latin1" | "iso8859-1" | "iso_8859-1" | "l1" | "ibm819" | "cp819"
            | "iso-ir-100" => Self::Latin1,
            other => {
                let found = Legacy::for_label_no_replacement(other.as_bytes())?;
                if found == encoding_rs::UTF_8 { Self::Utf8 } else { Self::Legacy(found) }
            }
        })
    }

    /// The name as an XML declaration writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16Le => "utf-16",
            Self::Utf16Be => "utf-16BE",
            Self::Ascii => "us-ascii",
            Self::Latin1 => "iso-8859-1",
            Self::Legacy(legacy) => legacy.name(),
        }
    }

    /// Whether ASCII characters are stored as their own single byte.
    pub fn is_ascii_compatible(self) -> bool {
        match self {
            Self::Utf8 | Self::Ascii | Self::Latin1 => true,
            Self::Utf16Le | Self::Utf16Be => false,
            Self::Legacy(legacy) => legacy.is_ascii_compatible(),
        }
    }
}
