//! Encodings under the names and with the habits of .NET.
//!
//! `webconfig-text` knows encodings as the web does and keeps undecodable bytes beside the text. Here what counts is
//! which names .NET accepts, what it calls them when it writes, and what becomes of bytes and characters without a
//! partner, because that decides whether a file is kept or thrown away, and its bytes.

use encoding_rs::{CoderResult, Decoder, DecoderResult, EncoderResult, Encoding as Legacy};

/// How a document's characters are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Codec {
    Utf8,
    Utf16Le,
    Utf16Be,
    Utf32Le,
    Utf32Be,
    Ascii,
    Latin1,
    /// A code page that `encoding_rs` has.
    Legacy(&'static Legacy),
    /// Seven-bit bytes with `~{` and `~}` around pairs of GB 2312.
    Hz,
    /// A single-byte page: the characters of 0x80 to 0xFF.
    Table(&'static str),
}

/// An encoding name that .NET accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) codec: Codec,
    /// The name that is written.
    pub(crate) name: &'static str,
}

/// Old single-byte pages of DOS, which the web's registry lacks.
#[rustfmt::skip]
const TABLES: &[(&str, &str)] = &[
    ("iso-8859-9", "\u{80}\u{81}\u{82}\u{83}\u{84}\u{85}\u{86}\u{87}\u{88}\u{89}\u{8A}\u{8B}\u{8C}\u{8D}\u{8E}\u{8F}\u{90}\u{91}\u{92}\u{93}\u{94}\u{95}\u{96}\u{97}\u{98}\u{99}\u{9A}\u{9B}\u{9C}\u{9D}\u{9E}\u{9F}\u{A0}¡¢£¤¥¦§¨©ª«¬\u{AD}®¯°±²³´µ¶·¸¹º»¼½¾¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏĞÑÒÓÔÕÖ×ØÙÚÛÜİŞßàáâãäåæçèéêëìíîïğñòóôõö÷øùúûüışÿ"),
    ("ibm437", "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}"),
    ("ibm737", "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρσςτυφχψ░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀ωάέήϊίόύϋώΆΈΉΊΌΎΏ±≥≤ΪΫ÷≈°∙·√ⁿ²■\u{A0}"),
    ("ibm775", "ĆüéāäģåćłēŖŗīŹÄÅÉæÆōöĢ¢ŚśÖÜø£Ø×¤ĀĪóŻżź”¦©®¬½¼Ł«»░▒▓│┤ĄČĘĖ╣║╗╝ĮŠ┐└┴┬├─┼ŲŪ╚╔╩╦╠═╬Žąčęėįšųūž┘┌█▄▌▐▀ÓßŌŃõÕµńĶķĻļņĒŅ’\u{AD}±“¾¶§÷„°∙·¹³²■\u{A0}"),
    ("ibm850", "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}"),
    ("ibm852", "ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐└┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u{AD}˝˛ˇ˘§÷¸°¨˙űŘř■\u{A0}"),
    ("IBM855", "ђЂѓЃёЁєЄѕЅіІїЇјЈљЉњЊћЋќЌўЎџЏюЮъЪаАбБцЦдДеЕфФгГ«»░▒▓│┤хХиИ╣║╗╝йЙ┐└┴┬├─┼кК╚╔╩╦╠═╬¤лЛмМнНоОп┘┌█▄Пя▀ЯрРсСтТуУжЖвВьЬ№\u{AD}ыЫзЗшШэЭщЩчЧ§■\u{A0}"),
    ("ibm857", "ÇüéâäàåçêëèïîıÄÅÉæÆôöòûùİÖÜø£ØŞşáíóúñÑĞğ¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ºªÊËÈ�ÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµ�×ÚÛÙìÿ¯´\u{AD}±�¾¶§÷¸°¨·¹³²■\u{A0}"),
    ("IBM00858", "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈ€ÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}"),
    ("IBM860", "ÇüéâãàÁçêÊèÍÔìÃÂÉÀÈôõòÚùÌÕÜ¢£Ù₧ÓáíóúñÑªº¿Ò¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}"),
    ("ibm861", "ÇüéâäàåçêëèÐðÞÄÅÉæÆôöþûÝýÖÜø£Ø₧ƒáíóúÁÍÓÚ¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}"),
    ("DOS-862", "אבגדהוזחטיךכלםמןנסעףפץצקרשת¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}"),
    ("IBM863", "ÇüéâÂà¶çêëèïî‗À§ÉÈÊôËÏûù¤ÔÜ¢£ÙÛƒ¦´óú¨¸³¯Î⌐¬½¼¾«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}"),
    ("IBM865", "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø₧ƒáíóúñÑªº¿⌐¬½¼¡«¤░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}"),
];

/// Undefined bytes of a code page survive in this private range (first character + byte).
const SURVIVING: u32 = 0xF700;

fn table(name: &str) -> Option<Known> {
    let (name, characters) = TABLES.iter().find(|(n, _)| *n == name)?;
    Some(Known { codec: Codec::Table(characters), name })
}

/// The encoding that .NET finds under `label`, in any casing; no trimming, no names of the web alone.
pub(crate) fn known(label: &str) -> Option<Known> {
    let lower = label.to_ascii_lowercase();
    let of = |codec, name| Some(Known { codec, name });
    let page = |legacy: &'static Legacy, name| Some(Known { codec: Codec::Legacy(legacy), name });
    match lower.as_str() {
        "utf-8"
        | "unicode-1-1-utf-8"
        | "unicode-2-0-utf-8"
        | "x-unicode-1-1-utf-8"
        | "x-unicode-2-0-utf-8" => of(Codec::Utf8, "utf-8"),
        "utf-16" | "utf-16le" | "unicode" | "ucs-2" | "iso-10646-ucs-2" => of(Codec::Utf16Le, "utf-16"),
        "utf-16be" | "unicodefffe" => of(Codec::Utf16Be, "utf-16BE"),
        "utf-32" | "utf-32le" => of(Codec::Utf32Le, "utf-32"),
        "utf-32be" => of(Codec::Utf32Be, "utf-32BE"),
        "us-ascii" | "ascii" | "us" | "ansi_x3.4-1968" | "ansi_x3.4-1986" | "cp367" | "csascii"
        | "ibm367" | "iso-ir-6" | "iso646-us" | "iso_646.irv:1991" => of(Codec::Ascii, "us-ascii"),
        "iso-8859-1" | "iso8859-1" | "iso_8859-1" | "iso_8859-1:1987" | "iso-ir-100" | "latin1" | "l1"
        | "cp819" | "ibm819" | "csisolatin1" => of(Codec::Latin1, "iso-8859-1"),
        "windows-1250" | "x-cp1250" => page(encoding_rs::WINDOWS_1250, "windows-1250"),
        "windows-1251" | "x-cp1251" => page(encoding_rs::WINDOWS_1251, "windows-1251"),
        "windows-1252" | "cp1252" | "x-ansi" => page(encoding_rs::WINDOWS_1252, "windows-1252"),
        "windows-1253" => page(encoding_rs::WINDOWS_1253, "windows-1253"),
        "windows-1254" => page(encoding_rs::WINDOWS_1254, "windows-1254"),
        "windows-1255" => page(encoding_rs::WINDOWS_1255, "windows-1255"),
        "windows-1256" | "cp1256" => page(encoding_rs::WINDOWS_1256, "windows-1256"),
        "windows-1257" => page(encoding_rs::WINDOWS_1257, "windows-1257"),
        "windows-1258" => page(encoding_rs::WINDOWS_1258, "windows-1258"),
        "windows-874" | "dos-874" | "tis-620" | "iso-8859-11" => {
            page(encoding_rs::WINDOWS_874, "windows-874")
        }
        "iso-8859-2" | "iso8859-2" | "iso_8859-2" | "iso_8859-2:1987" | "iso-ir-101" | "latin2" | "l2"
        | "csisolatin2" => page(encoding_rs::ISO_8859_2, "iso-8859-2"),
        "iso-8859-3" | "iso_8859-3" | "iso_8859-3:1988" | "iso-ir-109" | "latin3" | "l3" | "csisolatin3" => {
            page(encoding_rs::ISO_8859_3, "iso-8859-3")
        }
        "iso-8859-4" | "iso_8859-4" | "iso_8859-4:1988" | "iso-ir-110" | "latin4" | "l4" | "csisolatin4" => {
            page(encoding_rs::ISO_8859_4, "iso-8859-4")
        }
        "iso-8859-5" | "iso_8859-5" | "iso_8859-5:1988" | "iso-ir-144" | "cyrillic"
        | "csisolatincyrillic" => page(encoding_rs::ISO_8859_5, "iso-8859-5"),
        "iso-8859-6" | "iso_8859-6" | "iso_8859-6:1987" | "iso-ir-127" | "arabic" | "ecma-114"
        | "csisolatinarabic" => page(encoding_rs::ISO_8859_6, "iso-8859-6"),
        "iso-8859-7" | "iso_8859-7" | "iso_8859-7:1987" | "iso-ir-126" | "greek" | "greek8" | "ecma-118"
        | "elot_928" | "csisolatingreek" => page(encoding_rs::ISO_8859_7, "iso-8859-7"),
        "iso-8859-8" | "iso_8859-8" | "iso_8859-8:1988" | "iso-8859-8 visual" | "iso-ir-138" | "hebrew"
        | "visual" | "csisolatinhebrew" => page(encoding_rs::ISO_8859_8, "iso-8859-8"),
        "iso-8859-8-i" | "logical" => page(encoding_rs::ISO_8859_8, "iso-8859-8-i"),
        "iso-8859-9" | "iso_8859-9" | "iso_8859-9:1989" | "iso-ir-148" | "latin5" | "l5" | "csisolatin5" => {
            table("iso-8859-9")
        }
        "iso-8859-13" => page(encoding_rs::ISO_8859_13, "iso-8859-13"),
        "iso-8859-15" | "iso_8859-15" | "latin9" | "l9" | "csisolatin9" => {
            page(encoding_rs::ISO_8859_15, "iso-8859-15")
        }
        "koi8-r" | "koi8r" | "koi8" | "koi" | "cskoi8r" => page(encoding_rs::KOI8_R, "koi8-r"),
        "koi8-u" | "koi8-ru" => page(encoding_rs::KOI8_U, "koi8-u"),
        "cp866" | "ibm866" | "866" => page(encoding_rs::IBM866, "cp866"),
        "macintosh" => page(encoding_rs::MACINTOSH, "macintosh"),
        "x-mac-cyrillic" => page(encoding_rs::X_MAC_CYRILLIC, "x-mac-cyrillic"),
        "shift_jis" | "shift-jis" | "sjis" | "x-sjis" | "ms_kanji" | "csshiftjis" | "cswindows31j"
        | "x-ms-cp932" => page(encoding_rs::SHIFT_JIS, "shift_jis"),
        "euc-jp"
        | "x-euc"
        | "x-euc-jp"
        | "iso-2022-jpeuc"
        | "cseucpkdfmtjapanese"
        | "extended_unix_code_packed_format_for_japanese" => page(encoding_rs::EUC_JP, "euc-jp"),
        "iso-2022-jp" => page(encoding_rs::ISO_2022_JP, "iso-2022-jp"),
        "gb2312" | "gbk" | "gb2312-80" | "gb231280" | "gb_2312-80" | "cn-gb" | "chinese" | "csgb2312"
        | "csgb231280" | "csiso58gb231280" | "iso-ir-58" => page(encoding_rs::GBK, "gb2312"),
        "hz-gb-2312" => of(Codec::Hz, "hz-gb-2312"),
        "gb18030" => page(encoding_rs::GB18030, "gb18030"),
        "big5" | "big5-hkscs" | "cn-big5" | "csbig5" | "x-x-big5" => page(encoding_rs::BIG5, "big5"),
        "ks_c_5601-1987" | "ks_c_5601" | "ks_c_5601_1987" | "ks_c_5601-1989" | "ks-c-5601" | "ks-c5601"
        | "ksc5601" | "ksc_5601" | "korean" | "iso-ir-149" | "csksc56011987" => {
            page(encoding_rs::EUC_KR, "ks_c_5601-1987")
        }
        "euc-kr" | "cseuckr" | "iso-2022-kr-8" | "iso-2022-kr-8bit" => page(encoding_rs::EUC_KR, "euc-kr"),
        "437" | "cp437" | "cspc8codepage437" | "ibm437" => table("ibm437"),
        "737" | "cp737" | "ibm737" => table("ibm737"),
        "775" | "cp775" | "ibm775" => table("ibm775"),
        "850" | "cp850" | "cspc850multilingual" | "ibm850" => table("ibm850"),
        "852" | "cp852" | "cspcp852" | "ibm852" => table("ibm852"),
        "855" | "cp855" | "csibm855" | "ibm855" => table("IBM855"),
        "857" | "cp857" | "csibm857" | "ibm857" => table("ibm857"),
        "ccsid00858" | "cp00858" | "cp858" | "ibm00858" | "pc-multilingual-850+euro" => table("IBM00858"),
        "860" | "cp860" | "csibm860" | "ibm860" => table("IBM860"),
        "861" | "cp861" | "csibm861" | "ibm861" => table("ibm861"),
        "862" | "cp862" | "cspc862latinhebrew" | "dos-862" | "ibm862" => table("DOS-862"),
        "863" | "cp863" | "csibm863" | "ibm863" => table("IBM863"),
        "865" | "cp865" | "csibm865" | "ibm865" => table("IBM865"),
        _ => None,
    }
}

impl Codec {
    pub(crate) fn is_unicode(self) -> bool {
        matches!(self, Self::Utf8 | Self::Utf16Le | Self::Utf16Be | Self::Utf32Le | Self::Utf32Be)
    }

    /// The byte order mark that .NET writes in front.
    pub(crate) fn mark(self) -> &'static [u8] {
        match self {
            Self::Utf8 => &[0xEF, 0xBB, 0xBF],
            Self::Utf16Le => &[0xFF, 0xFE],
            Self::Utf16Be => &[0xFE, 0xFF],
            Self::Utf32Le => &[0xFF, 0xFE, 0, 0],
            Self::Utf32Be => &[0, 0, 0xFE, 0xFF],
            _ => &[],
        }
    }

    /// The text up to the first byte that cannot be decoded, and whether there was one.
    pub(crate) fn decode(self, bytes: &[u8]) -> (String, bool) {
        match self {
            Self::Utf8 => match std::str::from_utf8(bytes) {
                Ok(text) => (text.to_owned(), false),
                Err(wrong) => {
                    let good = bytes.get(..wrong.valid_up_to()).unwrap_or(&[]);
                    (String::from_utf8_lossy(good).into_owned(), true)
                }
            },
            Self::Utf16Le => decode_utf16(bytes, u16::from_le_bytes),
            Self::Utf16Be => decode_utf16(bytes, u16::from_be_bytes),
            Self::Utf32Le => decode_utf32(bytes, u32::from_le_bytes),
            Self::Utf32Be => decode_utf32(bytes, u32::from_be_bytes),
            Self::Ascii => {
                (bytes.iter().map(|&b| if b.is_ascii() { char::from(b) } else { '?' }).collect(), false)
            }
            Self::Latin1 => (bytes.iter().map(|&b| char::from(b)).collect(), false),
            Self::Table(table) => {
                let high: Vec<char> = table.chars().collect();
                let decode = |&b: &u8| match high.get(usize::from(b).wrapping_sub(0x80)) {
                    Some('\u{FFFD}') => surviving(b),
                    Some(&c) => c,
                    None => char::from(b),
                };
                (bytes.iter().map(decode).collect(), false)
            }
            Self::Legacy(legacy) => (decode_legacy(legacy, bytes), false),
            Self::Hz => (decode_hz(bytes), false),
        }
    }
}

fn surviving(byte: u8) -> char {
    char::from_u32(SURVIVING + u32::from(byte)).unwrap_or('?')
}

fn decode_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> (String, bool) {
    let units = bytes.chunks_exact(2).filter_map(|p| p.try_into().ok().map(unit));
    let mut out = String::with_capacity(bytes.len() / 2);
    for c in char::decode_utf16(units) {
        match c {
            Ok(c) => out.push(c),
            Err(_) => return (out, true),
        }
    }
    (out, false)
}

fn decode_utf32(bytes: &[u8], unit: fn([u8; 4]) -> u32) -> (String, bool) {
    let mut out = String::with_capacity(bytes.len() / 4);
    for code in bytes.chunks_exact(4).filter_map(|p| p.try_into().ok().map(unit)) {
        match char::from_u32(code) {
            Some(c) => out.push(c),
            None => return (out, true),
        }
    }
    (out, !bytes.len().is_multiple_of(4))
}

fn decode_hz(bytes: &[u8]) -> String {
    let mut eight_bit = Vec::with_capacity(bytes.len());
    let mut is_pair = false;
    let mut rest = bytes;
    while let Some((&first, behind)) = rest.split_first() {
        let second = behind.first().copied();
        let (taken, out): (usize, &[u8]) = match (first, second, is_pair) {
            (b'~', Some(b'{' | b'\n'), false) | (b'~', Some(b'}'), true) => (2, b""),
            (b'~', Some(b'~'), false) => (2, b"~"),
            (0x21..=0x7E, Some(second @ 0x21..=0x7E), true) => (2, &[first | 0x80, second | 0x80]),
            _ => (1, &[first]),
        };
        is_pair = match (first, second) {
            (b'~', Some(b'{')) => true,
            (b'~', Some(b'}')) | (b'\n', _) => false,
            _ => is_pair,
        };
        eight_bit.extend_from_slice(out);
        rest = rest.get(taken..).unwrap_or(&[]);
    }
    decode_legacy(encoding_rs::GBK, &eight_bit)
}

fn decode_legacy(legacy: &'static Legacy, bytes: &[u8]) -> String {
    let mut decoder: Decoder = legacy.new_decoder_without_bom_handling();
    let mut out = String::new();
    let mut at = 0;
    loop {
        let rest = bytes.get(at..).unwrap_or(&[]);
        out.reserve(
            decoder.max_utf8_buffer_length_without_replacement(rest.len()).unwrap_or(rest.len() * 3) + 4,
        );
        let (result, read) = decoder.decode_to_string_without_replacement(rest, &mut out, true);
        at += read;
        match result {
            DecoderResult::InputEmpty => return out,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(bad, behind) => {
                at = at.saturating_sub(usize::from(behind));
                let start = at.saturating_sub(usize::from(bad));
                match bytes.get(start..at) {
                    Some(&[one]) => out.push(surviving(one)),
                    _ if legacy == encoding_rs::SHIFT_JIS || legacy == encoding_rs::EUC_JP => {
                        out.push('\u{30FB}');
                    }
                    _ => out.push('?'),
                }
                decoder = legacy.new_decoder_without_bom_handling();
            }
        }
    }
}

/// Characters to bytes, one after the other.
pub(crate) struct Encoder {
    codec: Codec,
    legacy: Option<encoding_rs::Encoder>,
    /// `hz-gb-2312`: between `~{` and `~}`.
    is_pair: bool,
}

impl Encoder {
    pub(crate) fn new(codec: Codec) -> Self {
        let legacy = match codec {
            Codec::Legacy(legacy) => Some(legacy.new_encoder()),
            Codec::Hz => Some(encoding_rs::GBK.new_encoder()),
            _ => None,
        };
        Self { codec, legacy, is_pair: false }
    }

    /// Writes `c`; `false` when the encoding lacks it (nothing is written then).
    pub(crate) fn push(&mut self, c: char, out: &mut Vec<u8>) -> bool {
        let code = u32::from(c);
        match self.codec {
            Codec::Utf8 => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            Codec::Utf16Le => {
                c.encode_utf16(&mut [0; 2]).iter().for_each(|u| out.extend_from_slice(&u.to_le_bytes()));
            }
            Codec::Utf16Be => {
                c.encode_utf16(&mut [0; 2]).iter().for_each(|u| out.extend_from_slice(&u.to_be_bytes()));
            }
            Codec::Utf32Le => out.extend_from_slice(&code.to_le_bytes()),
            Codec::Utf32Be => out.extend_from_slice(&code.to_be_bytes()),
            Codec::Ascii | Codec::Latin1 => {
                let highest = if self.codec == Codec::Ascii { 0x7F } else { 0xFF };
                match u8::try_from(code) {
                    Ok(byte) if byte <= highest => out.push(byte),
                    _ => return false,
                }
            }
            Codec::Table(_) | Codec::Legacy(_) if (SURVIVING + 0x80..=SURVIVING + 0xFF).contains(&code) => {
                out.push((code - SURVIVING) as u8);
            }
            Codec::Table(table) => {
                if c.is_ascii() {
                    out.push(code as u8);
                } else {
                    let Some(at) = table.chars().position(|t| t == c) else { return false };
                    out.push(0x80 + at as u8);
                }
            }
            Codec::Hz => return self.push_hz(c, out),
            Codec::Legacy(_) => {
                let Some(encoder) = &mut self.legacy else { return false };
                let mut buffer = [0u8; 16];
                let mut text = [0u8; 4];
                let (result, _, written) = encoder.encode_from_utf8_without_replacement(
                    c.encode_utf8(&mut text),
                    &mut buffer,
                    false,
                );
                out.extend_from_slice(buffer.get(..written).unwrap_or(&[]));
                return matches!(result, EncoderResult::InputEmpty);
            }
        }
        true
    }

    fn push_hz(&mut self, c: char, out: &mut Vec<u8>) -> bool {
        let mut buffer = [0u8; 16];
        let mut text = [0u8; 4];
        let Some(encoder) = &mut self.legacy else { return false };
        let (result, _, written) =
            encoder.encode_from_utf8_without_replacement(c.encode_utf8(&mut text), &mut buffer, false);
        let pair = match (result, buffer.get(..written)) {
            (EncoderResult::InputEmpty, Some(&[one])) if one < 0x80 => None,
            (EncoderResult::InputEmpty, Some(&[first @ 0xA1..=0xFE, second @ 0xA1..=0xFE])) => {
                Some([first & 0x7F, second & 0x7F])
            }
            _ => return false,
        };
        if pair.is_some() != self.is_pair {
            self.is_pair = !self.is_pair;
            out.extend_from_slice(if self.is_pair { b"~{" } else { b"~}" });
        }
        match pair {
            Some(pair) => out.extend_from_slice(&pair),
            None if c == '~' => out.extend_from_slice(b"~~"),
            None => out.push(c as u8),
        }
        true
    }

    /// Ends the text (`iso-2022-jp` and `hz-gb-2312` go back to ASCII).
    pub(crate) fn finish(&mut self, out: &mut Vec<u8>) {
        if self.is_pair {
            self.is_pair = false;
            out.extend_from_slice(b"~}");
        }
        let Some(encoder) = &mut self.legacy else { return };
        let mut buffer = [0u8; 16];
        let (result, _, written, _) = encoder.encode_from_utf8("", &mut buffer, true);
        if result == CoderResult::InputEmpty {
            out.extend_from_slice(buffer.get(..written).unwrap_or(&[]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_reference() {
        assert_eq!(known("CP1252").map(|k| k.name), Some("windows-1252"));
        assert_eq!(known("850").map(|k| k.name), Some("ibm850"));
        assert_eq!(known("latin1").map(|k| k.codec), Some(Codec::Latin1));
        for unknown in ["utf8", "utf_8", "", "1252", "utf-7", "iso-8859-16", " utf-8"] {
            assert_eq!(known(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn undefined_bytes_survive() {
        for (label, bytes) in [
            ("hz-gb-2312", b"~{VPND~}~~" as &[u8]),
            ("windows-1253", b"a\xAAb"),
            ("gb2312", b"a\xFFb"),
            ("ibm857", b"a\xE7b"),
        ] {
            let codec = known(label).unwrap().codec;
            let (text, _) = codec.decode(bytes);
            let mut encoder = Encoder::new(codec);
            let mut out = Vec::new();
            assert!(text.chars().all(|c| encoder.push(c, &mut out)));
            assert_eq!(out, bytes, "{label}");
        }
    }
}
