//! The names under which .NET knows encodings, code pages included, and the one that it writes.

use super::code_pages;
use super::codec::Codec;
use encoding_rs::Encoding as Legacy;

/// An encoding name that .NET accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) codec: Codec,
    /// The name that is written.
    pub(crate) name: &'static str,
}

/// The encoding that .NET finds under `label`, in any casing; no trimming, no names of the web alone.
pub(crate) fn known(label: &str) -> Option<Known> {
    let lower = label.to_ascii_lowercase();
    let of = |codec, name| Some(Known { codec, name });
    let page = |page, name| Some(Known { codec: Codec::Page(code_pages::page(page)?), name });
    let many = |legacy: &'static Legacy, name| Some(Known { codec: Codec::Many(legacy), name });
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
        "windows-1250" | "x-cp1250" => page("windows-1250", "windows-1250"),
        "windows-1251" | "x-cp1251" => page("windows-1251", "windows-1251"),
        "windows-1252" | "cp1252" | "x-ansi" => page("windows-1252", "windows-1252"),
        "windows-1253" => page("windows-1253", "windows-1253"),
        "windows-1254" => page("windows-1254", "windows-1254"),
        "windows-1255" => page("windows-1255", "windows-1255"),
        "windows-1256" | "cp1256" => page("windows-1256", "windows-1256"),
        "windows-1257" => page("windows-1257", "windows-1257"),
        "windows-1258" => page("windows-1258", "windows-1258"),
        "windows-874" | "dos-874" | "tis-620" | "iso-8859-11" => page("windows-874", "windows-874"),
        "iso-8859-2" | "iso8859-2" | "iso_8859-2" | "iso_8859-2:1987" | "iso-ir-101" | "latin2" | "l2"
        | "csisolatin2" => page("iso-8859-2", "iso-8859-2"),
        "iso-8859-3" | "iso_8859-3" | "iso_8859-3:1988" | "iso-ir-109" | "latin3" | "l3" | "csisolatin3" => {
            page("iso-8859-3", "iso-8859-3")
        }
        "iso-8859-4" | "iso_8859-4" | "iso_8859-4:1988" | "iso-ir-110" | "latin4" | "l4" | "csisolatin4" => {
            page("iso-8859-4", "iso-8859-4")
        }
        "iso-8859-5" | "iso_8859-5" | "iso_8859-5:1988" | "iso-ir-144" | "cyrillic"
        | "csisolatincyrillic" => page("iso-8859-5", "iso-8859-5"),
        "iso-8859-6" | "iso_8859-6" | "iso_8859-6:1987" | "iso-ir-127" | "arabic" | "ecma-114"
        | "csisolatinarabic" => page("iso-8859-6", "iso-8859-6"),
        "iso-8859-7" | "iso_8859-7" | "iso_8859-7:1987" | "iso-ir-126" | "greek" | "greek8" | "ecma-118"
        | "elot_928" | "csisolatingreek" => page("iso-8859-7", "iso-8859-7"),
        "iso-8859-8" | "iso_8859-8" | "iso_8859-8:1988" | "iso-8859-8 visual" | "iso-ir-138" | "hebrew"
        | "visual" | "csisolatinhebrew" => page("iso-8859-8", "iso-8859-8"),
        "iso-8859-8-i" | "logical" => page("iso-8859-8", "iso-8859-8-i"),
        "iso-8859-9" | "iso_8859-9" | "iso_8859-9:1989" | "iso-ir-148" | "latin5" | "l5" | "csisolatin5" => {
            page("iso-8859-9", "iso-8859-9")
        }
        "iso-8859-13" => page("iso-8859-13", "iso-8859-13"),
        "iso-8859-15" | "iso_8859-15" | "latin9" | "l9" | "csisolatin9" => page("iso-8859-15", "iso-8859-15"),
        "koi8-r" | "koi8r" | "koi8" | "koi" | "cskoi8r" => page("koi8-r", "koi8-r"),
        "koi8-u" | "koi8-ru" => page("koi8-u", "koi8-u"),
        "cp866" | "ibm866" | "866" => page("cp866", "cp866"),
        "macintosh" => page("macintosh", "macintosh"),
        "x-mac-cyrillic" => many(encoding_rs::X_MAC_CYRILLIC, "x-mac-cyrillic"),
        "shift_jis" | "shift-jis" | "sjis" | "x-sjis" | "ms_kanji" | "csshiftjis" | "cswindows31j"
        | "x-ms-cp932" => many(encoding_rs::SHIFT_JIS, "shift_jis"),
        "euc-jp"
        | "x-euc"
        | "x-euc-jp"
        | "iso-2022-jpeuc"
        | "cseucpkdfmtjapanese"
        | "extended_unix_code_packed_format_for_japanese" => many(encoding_rs::EUC_JP, "euc-jp"),
        "iso-2022-jp" => many(encoding_rs::ISO_2022_JP, "iso-2022-jp"),
        "gb2312" | "gbk" | "gb2312-80" | "gb231280" | "gb_2312-80" | "cn-gb" | "chinese" | "csgb2312"
        | "csgb231280" | "csiso58gb231280" | "iso-ir-58" => many(encoding_rs::GBK, "gb2312"),
        "hz-gb-2312" => of(Codec::Hz, "hz-gb-2312"),
        "gb18030" => many(encoding_rs::GB18030, "gb18030"),
        "big5" | "big5-hkscs" | "cn-big5" | "csbig5" | "x-x-big5" => many(encoding_rs::BIG5, "big5"),
        "ks_c_5601-1987" | "ks_c_5601" | "ks_c_5601_1987" | "ks_c_5601-1989" | "ks-c-5601" | "ks-c5601"
        | "ksc5601" | "ksc_5601" | "korean" | "iso-ir-149" | "csksc56011987" => {
            many(encoding_rs::EUC_KR, "ks_c_5601-1987")
        }
        "euc-kr" | "cseuckr" | "iso-2022-kr-8" | "iso-2022-kr-8bit" => many(encoding_rs::EUC_KR, "euc-kr"),
        "437" | "cp437" | "cspc8codepage437" | "ibm437" => page("ibm437", "ibm437"),
        "737" | "cp737" | "ibm737" => page("ibm737", "ibm737"),
        "775" | "cp775" | "ibm775" => page("ibm775", "ibm775"),
        "850" | "cp850" | "cspc850multilingual" | "ibm850" => page("ibm850", "ibm850"),
        "852" | "cp852" | "cspcp852" | "ibm852" => page("ibm852", "ibm852"),
        "855" | "cp855" | "csibm855" | "ibm855" => page("ibm855", "IBM855"),
        "857" | "cp857" | "csibm857" | "ibm857" => page("ibm857", "ibm857"),
        "ccsid00858" | "cp00858" | "cp858" | "ibm00858" | "pc-multilingual-850+euro" => {
            page("ibm00858", "IBM00858")
        }
        "860" | "cp860" | "csibm860" | "ibm860" => page("ibm860", "IBM860"),
        "861" | "cp861" | "csibm861" | "ibm861" => page("ibm861", "ibm861"),
        "862" | "cp862" | "cspc862latinhebrew" | "dos-862" | "ibm862" => page("dos-862", "DOS-862"),
        "863" | "cp863" | "csibm863" | "ibm863" => page("ibm863", "IBM863"),
        "865" | "cp865" | "csibm865" | "ibm865" => page("ibm865", "IBM865"),
        "869" | "cp-gr" | "cp869" | "csibm869" | "ibm869" => page("ibm869", "ibm869"),
        _ => None,
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
        assert_eq!(known("unicodeFFFE").map(|k| k.codec), Some(Codec::Utf16Be));
        for unknown in ["utf8", "utf_8", "", "1252", "utf-7", "iso-8859-16", " utf-8", "utf-8 "] {
            assert_eq!(known(unknown), None, "{unknown}");
        }
    }
}
