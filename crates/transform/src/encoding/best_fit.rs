//! What .NET writes for a character that an 8-bit encoding lacks, as it was recorded by running it.
//!
//! Data only: characters in code point order, and beside them the byte that each becomes. What is not here becomes `?`.

/// Characters, and the bytes they become, in step.
pub(super) struct BestFit {
    pub(super) encoding: &'static str,
    pub(super) characters: &'static str,
    pub(super) bytes: &'static [u8],
}

/// One entry per recorded encoding.
pub(super) static TABLES: &[BestFit] = &[
    BestFit {
        encoding: "iso-8859-1",
        characters: "ĀāĂăĄąĆćĈĉĊċČčĎďĐđĒēĔĕĖėĘęĚěĜĝĞğĠġĢģĤĥĦħĨĩĪīĬĭĮįİıĴĵĶķĹĺĻļĽľŁłŃńŅņŇňŌōŎŏŐőŒœŔŕŖŗŘřŚśŜŝŞşŠšŢţ\
        ŤťŦŧŨũŪūŬŭŮůŰűŲųŴŵŶŷŸŹźŻżŽžƀƉƑƒƗƚƟƠơƫƮƯưƶǍǎǏǐǑǒǓǔǕǖǗǘǙǚǛǜǞǟǤǥǦǧǨǩǪǫǬǭǰɡʹʺʼ\u{2C4}ˆˈˋˍ\u{2DC}\
        \u{300}\u{302}\u{303}\u{30E}\u{331}\u{332}\u{2000}\u{2001}\u{2002}\u{2003}\u{2004}\u{2005}\
        \u{2006}\u{2010}\u{2011}\u{2013}\u{2014}\u{2018}\u{2019}\u{201A}\u{201C}\u{201D}\u{201E}\
        \u{2022}\u{2026}\u{2032}\u{2035}\u{2039}\u{203A}\u{2122}\u{FF01}\u{FF02}\u{FF03}\u{FF04}\
        \u{FF05}\u{FF06}\u{FF07}\u{FF08}\u{FF09}\u{FF0A}\u{FF0B}\u{FF0C}\u{FF0D}\u{FF0E}\u{FF0F}\
        \u{FF10}\u{FF11}\u{FF12}\u{FF13}\u{FF14}\u{FF15}\u{FF16}\u{FF17}\u{FF18}\u{FF19}\u{FF1A}\
        \u{FF1B}\u{FF1C}\u{FF1D}\u{FF1E}\u{FF20}ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ\u{FF3B}\u{FF3C}\u{FF3D}\
        \u{FF3E}\u{FF3F}\u{FF40}ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ\u{FF5B}\u{FF5C}\u{FF5D}\u{FF5E}",
        bytes:
            b"AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiJjKkLlLlLlLlNnNnNnOoOoOoOoRrRrRrSsSsSsSsTt\
        TtTtUuUuUuUuUuUuWwYyYZzZzZzbDFfIlOOotTUuzAaIiOoUuUuUuUuUuAaGgGgKkOoOojg'\"'^^'`_~`^~\"__    \
        \x20  ----'',\"\"\"..'`<>T!\"#$%&'()*+,-./0123456789:;<=>@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcd\
        efghijklmnopqrstuvwxyz{|}~",
    },
    BestFit {
        encoding: "iso-8859-15",
        characters: "\u{A6}ĀāĂăĄąĆćĈĉĊċČčĎďĐĒēĔĕĖėĘęĚěĜĝĞğĠġĢģĤĥĦħĨĩĪīĬĭĮįİıĴĵĶķĸĹĺĻļĽľŁłŃńŅņŇňŊŋŌōŎŏŐőŔŕŖŗŘřŚśŜŝ\
        ŞşŢţŤťŦŧŨũŪūŬŭŮůŰűŲųŴŵŶŷŹźŻżƀƉƑƒƗƚƟƠơƫƮƯưƶǍǎǏǐǑǒǓǔǕǖǗǘǙǚǛǜǞǟǤǥǦǧǨǩǪǫǬǭǰɡʹʺʼ\u{2C4}ˆˈˋˍ\
        \u{2DC}\u{300}\u{302}\u{303}\u{30E}\u{331}\u{332}\u{2000}\u{2001}\u{2002}\u{2003}\u{2004}\
        \u{2005}\u{2006}\u{2010}\u{2011}\u{2013}\u{2014}\u{2018}\u{2019}\u{201A}\u{201C}\u{201D}\
        \u{201E}\u{2022}\u{2026}\u{2032}\u{2035}\u{2039}\u{203A}\u{2122}\u{FF01}\u{FF02}\u{FF03}\
        \u{FF04}\u{FF05}\u{FF06}\u{FF07}\u{FF08}\u{FF09}\u{FF0A}\u{FF0B}\u{FF0C}\u{FF0D}\u{FF0E}\
        \u{FF0F}\u{FF10}\u{FF11}\u{FF12}\u{FF13}\u{FF14}\u{FF15}\u{FF16}\u{FF17}\u{FF18}\u{FF19}\
        \u{FF1A}\u{FF1B}\u{FF1C}\u{FF1D}\u{FF1E}\u{FF20}ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ\u{FF3B}\u{FF3C}\
        \u{FF3D}\u{FF3E}\u{FF3F}\u{FF40}ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ\u{FF5B}\u{FF5C}\u{FF5D}\u{FF5E}",
        bytes:
            b"|AaAaAaCcCcCcCcDd\xD0EeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiJjKkkLlLlLlLlNnNnNnNnOoOoOoRrRrRrSsSsSs\
        TtTtTtTtUuUuUuUuUuWwYyZzZzbDFfIlOOotTUuzAaIiOoUuUuUuUuUuAaGgGgKkOoOojg'\"'^^'`_~`^~\"__     \
        \x20 ----'',\"\"\"..'`<>T!\"#$%&'()*+,-./0123456789:;<=>@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcde\
        fghijklmnopqrstuvwxyz{|}~",
    },
    BestFit {
        encoding: "windows-1250",
        characters: "\u{A1}\u{A2}\u{A3}\u{A5}\u{AA}\u{AF}\u{B2}\u{B3}\u{B9}\u{BA}\u{BC}\u{BD}\u{BE}ÀÃÅÆÈÊÌÏÑÒÕØÙÛ\
        àãåæèêìïñòõøùûÿĀāĈĉĊċĒēĔĕĖėĜĝĞğĠġĢģĤĥĦħĨĩĪīĬĭĮįİıĴĵĶķĻļŅņŌōŎŏŒœŖŗŜŝŦŧŨũŪūŬŭŲųŴŵŶŷŸƀƉƑƒƗƚƟƠơƫ\
        ƮƯưƶǀǃǍǎǏǐǑǒǓǔǕǖǗǘǙǚǛǜǞǟǤǥǦǧǨǩǪǫǬǭǰɡʹʺʻʼ\u{2C4}ˆˈˉˊˋˍ\u{2DA}\u{2DC}\u{300}\u{301}\u{302}\
        \u{303}\u{304}\u{305}\u{306}\u{307}\u{308}\u{30A}\u{30C}\u{30E}\u{327}\u{331}\u{332}\u{37E}β\
        μһ\u{589}\u{66A}\u{2000}\u{2001}\u{2002}\u{2003}\u{2004}\u{2005}\u{2006}\u{2010}\u{2011}\
        \u{2024}\u{2032}\u{2033}\u{2035}\u{203C}\u{2044}\u{2070}\u{2074}\u{2075}\u{2076}\u{2077}\
        \u{2078}\u{2080}\u{2081}\u{2082}\u{2083}\u{2084}\u{2085}\u{2086}\u{2087}\u{2088}\u{2089}\
        \u{20A4}ℂℇℊℋℌℍℎℐℑℒℓℕ\u{2118}ℙℚℛℜℝℤℨ\u{212A}\u{212B}ℬℭ\u{212E}ℯℰℱℳℴ\u{2190}\u{2191}\u{2192}\
        \u{2193}\u{2194}\u{2195}\u{21A8}\u{2205}\u{2212}\u{2213}\u{2215}\u{2216}\u{2217}\u{2218}\
        \u{2219}\u{221F}\u{2223}\u{2236}\u{223C}\u{226A}\u{226B}\u{22C5}\u{2302}\u{2303}\u{2329}\
        \u{232A}\u{2500}\u{2502}\u{250C}\u{2510}\u{2514}\u{2518}\u{251C}\u{2524}\u{252C}\u{2534}\
        \u{253C}\u{2550}\u{2551}\u{2554}\u{2557}\u{255A}\u{255D}\u{2560}\u{2563}\u{2566}\u{2569}\
        \u{256C}\u{2580}\u{2584}\u{2588}\u{2591}\u{2592}\u{2593}\u{25A0}\u{25AC}\u{25B2}\u{25BA}\
        \u{25BC}\u{25C4}\u{25CB}\u{25D8}\u{25D9}\u{263A}\u{263B}\u{263C}\u{2640}\u{2642}\u{2660}\
        \u{2663}\u{2665}\u{2666}\u{266A}\u{266B}\u{2758}\u{275B}\u{275C}\u{275D}\u{275E}\u{3000}\
        \u{3008}\u{3009}\u{300A}\u{300B}\u{301A}\u{301B}\u{301D}\u{301E}\u{301F}\u{30FB}ー\u{FF01}\
        \u{FF02}\u{FF03}\u{FF04}\u{FF05}\u{FF06}\u{FF07}\u{FF08}\u{FF09}\u{FF0A}\u{FF0B}\u{FF0C}\
        \u{FF0D}\u{FF0E}\u{FF0F}\u{FF10}\u{FF11}\u{FF12}\u{FF13}\u{FF14}\u{FF15}\u{FF16}\u{FF17}\
        \u{FF18}\u{FF19}\u{FF1A}\u{FF1B}\u{FF1C}\u{FF1D}\u{FF1E}\u{FF20}ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ\
        \u{FF3B}\u{FF3C}\u{FF3D}\u{FF3E}\u{FF3F}\u{FF40}ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ\u{FF5B}\u{FF5C}\
        \u{FF5D}\u{FF5E}",
        bytes:
            b"!cLYa\x97231o113AAAAEEIINOOOUUaaaaeeiinooouuyAaCcCcEeEeEeGgGgGgGgHhHhIiIiIiIiIiJjKkLlNnOoOoO\
        oRrSsTtUuUuUuUuWwYyYb\xD0FfIlOOotTUuz|!AaIiOoUuUuUuUuUuAaGgGgKkOoOojg'\"\x91'^^'\xAF\xB4`_\
        \xB0~`\xB4^~\xAF\xAF\xA2\xFF\xA8\xB0\xA1\"\xB8__;\xDF\xB5h:%       --\x95'\x94`!/\xB04567801\
        23456789\xA3CEgHHHhIILlNPPQRRRZZK\xC5BCeeEFMo\x8B^\x9B\xA1-||\xD8-\xB1/\\*\xB0\x95L|:~\xAB\
        \xBB\xB7\xA6^<>\xA6--\xACL-++T++=\xA6-\xACL-\xA6\xA6T\xA6+------\xA6-^>\xA1<0\x950\xA2\xA20+\
        >\xA6\xA6\xA6\xA6dd|\x91\x92\x93\x94 <>\xAB\xBB[]\x93\x94\x84\xB7\x97!\"#$%&'()*+,-./0123456\
        789:;<=>@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~",
    },
    BestFit {
        encoding: "windows-1251",
        characters: "ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝàáâãäåçèéêëìíîïñòóôõöøùúûüýÿĀāĂăĄąĆćĈĉĊċČčĎďĐđĒēĔĕĖėĘęĚěĜĝĞğĠġĢģĤ\
        ĥĦħĨĩĪīĬĭĮįİĴĵĶķĹĺĻļĽľŁłŃńŅņŇňŌōŎŏŐőŔŕŖŗŘřŚśŜŝŞşŠšŢţŤťŦŧŨũŪūŬŭŮůŰűŲųŴŵŶŷŸŹźŻżŽžƀƗƚƟƠơƫƮƯưǍǎǏ\
        ǐǑǒǓǔǕǖǗǘǙǚǛǜǞǟǤǥǦǧǨǩǪǫǬǭǰ\u{203C}\u{2190}\u{2191}\u{2192}\u{2193}\u{2194}\u{2195}\u{21A8}\
        \u{2219}\u{221A}\u{221F}\u{2302}\u{2500}\u{2502}\u{250C}\u{2510}\u{2514}\u{2518}\u{251C}\
        \u{2524}\u{252C}\u{2534}\u{253C}\u{2550}\u{2551}\u{2552}\u{2553}\u{2554}\u{2555}\u{2556}\
        \u{2557}\u{2558}\u{2559}\u{255A}\u{255B}\u{255C}\u{255D}\u{255E}\u{255F}\u{2560}\u{2561}\
        \u{2562}\u{2563}\u{2564}\u{2565}\u{2566}\u{2567}\u{2568}\u{2569}\u{256A}\u{256B}\u{256C}\
        \u{2580}\u{2584}\u{2588}\u{258C}\u{2590}\u{2591}\u{2592}\u{2593}\u{25A0}\u{25AC}\u{25B2}\
        \u{25BA}\u{25BC}\u{25C4}\u{25CB}\u{25D8}\u{25D9}\u{263A}\u{263B}\u{263C}\u{2640}\u{2642}\
        \u{2660}\u{2663}\u{2665}\u{2666}\u{266A}\u{266B}\u{FF01}\u{FF02}\u{FF03}\u{FF04}\u{FF05}\
        \u{FF06}\u{FF07}\u{FF08}\u{FF09}\u{FF0A}\u{FF0B}\u{FF0C}\u{FF0D}\u{FF0E}\u{FF0F}\u{FF10}\
        \u{FF11}\u{FF12}\u{FF13}\u{FF14}\u{FF15}\u{FF16}\u{FF17}\u{FF18}\u{FF19}\u{FF1A}\u{FF1B}\
        \u{FF1C}\u{FF1D}\u{FF1E}\u{FF20}ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ\u{FF3B}\u{FF3C}\u{FF3D}\u{FF3E}\
        \u{FF3F}\u{FF40}ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ\u{FF5B}\u{FF5C}\u{FF5D}\u{FF5E}",
        bytes:
            b"AAAAAACEEEEIIIINOOOOOOUUUUYaaaaaaceeeeiiiinoooooouuuuyyAaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgH\
        hHhIiIiIiIiIJjKkLlLlLlLlNnNnNnOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzbIlOOotTUuAaI\
        iOoUuUuUuUuUuAaGgGgKkOoOoj!<^>v-\xA6\xA6\x95vL\xA6-\xA6-\xACL-++T++=\xA6-\xE3\xE3\xAC\xAC\
        \xACLLL---\xA6\xA6\xA6\xA6\xA6\xA6TTT\xA6\xA6\xA6+++---\xA6\xA6---\xA6-^>\xA1<0\x950OO0+>\
        \xA6\xA6\xA6\xA6dd!\"#$%&'()*+,-./0123456789:;<=>@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghi\
        jklmnopqrstuvwxyz{|}~",
    },
    BestFit {
        encoding: "windows-1252",
        characters: "ĀāĂăĄąĆćĈĉĊċČčĎďĐđĒēĔĕĖėĘęĚěĜĝĞğĠġĢģĤĥĦħĨĩĪīĬĭĮįİıĴĵĶķĹĺĻļĽľŁłŃńŅņŇňŌōŎŏŐőŔŕŖŗŘřŚśŜŝŞşŢţŤťŦŧ\
        ŨũŪūŬŭŮůŰűŲųŴŵŶŷŹźŻżƀƉƑƗƚƟƠơƫƮƯưƶǀǃǍǎǏǐǑǒǓǔǕǖǗǘǙǚǛǜǞǟǤǥǦǧǨǩǪǫǬǭǰɡʹʺʼ\u{2C4}ˈˉˊˋˍ\u{2DA}\
        \u{300}\u{301}\u{302}\u{303}\u{304}\u{305}\u{308}\u{30A}\u{30E}\u{327}\u{331}\u{332}\u{37E}Γ\
        ΘΣΦΩαβδεμπστφһ\u{589}\u{66A}\u{2000}\u{2001}\u{2002}\u{2003}\u{2004}\u{2005}\u{2006}\u{2010}\
        \u{2011}\u{2017}\u{2024}\u{2032}\u{2035}\u{2044}\u{2070}\u{2074}\u{2075}\u{2076}\u{2077}\
        \u{2078}ⁿ\u{2080}\u{2081}\u{2082}\u{2083}\u{2084}\u{2085}\u{2086}\u{2087}\u{2088}\u{2089}\
        \u{20A1}\u{20A4}\u{20A7}ℂℇℊℋℌℍℎℐℑℒℓℕ\u{2118}ℙℚℛℜℝℤℨ\u{212A}\u{212B}ℬℭ\u{212E}ℯℰℱℳℴ\u{2205}\
        \u{2212}\u{2213}\u{2215}\u{2216}\u{2217}\u{2218}\u{2219}\u{221A}\u{221E}\u{2223}\u{2229}\
        \u{2236}\u{223C}\u{2248}\u{2261}\u{2264}\u{2265}\u{226A}\u{226B}\u{22C5}\u{2302}\u{2303}\
        \u{2310}\u{2320}\u{2321}\u{2329}\u{232A}\u{2500}\u{2502}\u{250C}\u{2510}\u{2514}\u{2518}\
        \u{251C}\u{2524}\u{252C}\u{2534}\u{253C}\u{2550}\u{2551}\u{2552}\u{2553}\u{2554}\u{2555}\
        \u{2556}\u{2557}\u{2558}\u{2559}\u{255A}\u{255B}\u{255C}\u{255D}\u{255E}\u{255F}\u{2560}\
        \u{2561}\u{2562}\u{2563}\u{2564}\u{2565}\u{2566}\u{2567}\u{2568}\u{2569}\u{256A}\u{256B}\
        \u{256C}\u{2580}\u{2584}\u{2588}\u{258C}\u{2590}\u{2591}\u{2592}\u{2593}\u{25A0}\u{263C}\
        \u{2758}\u{3000}\u{3008}\u{3009}\u{300A}\u{300B}\u{301A}\u{301B}\u{30FB}\u{FF01}\u{FF02}\
        \u{FF03}\u{FF04}\u{FF05}\u{FF06}\u{FF07}\u{FF08}\u{FF09}\u{FF0A}\u{FF0B}\u{FF0C}\u{FF0D}\
        \u{FF0E}\u{FF0F}\u{FF10}\u{FF11}\u{FF12}\u{FF13}\u{FF14}\u{FF15}\u{FF16}\u{FF17}\u{FF18}\
        \u{FF19}\u{FF1A}\u{FF1B}\u{FF1C}\u{FF1D}\u{FF1E}\u{FF20}ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ\u{FF3B}\
        \u{FF3C}\u{FF3D}\u{FF3E}\u{FF3F}\u{FF40}ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ\u{FF5B}\u{FF5C}\u{FF5D}\
        \u{FF5E}",
        bytes:
            b"AaAaAaCcCcCcCcDd\xD0dEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiJjKkLlLlLlLlNnNnNnOoOoOoRrRrRrSsSsSsTtT\
        tTtUuUuUuUuUuUuWwYyZzZzb\xD0\x83IlOOotTUuz|!AaIiOoUuUuUuUuUuAaGgGgKkOoOojg'\"'^'\xAF\xB4`_\
        \xB0`\xB4^~\xAF\xAF\xA8\xB0\"\xB8__;GTSFOa\xDFde\xB5pstfh:%       --=\xB7'`/\xB045678n012345\
        6789\xA2\xA3PCEgHHHhIILlNPPQRRRZZK\xC5BCeeEFMo\xD8-\xB1/\\*\xB0\xB7v8|n:~\x98===\xAB\xBB\xB7\
        \xA6^\xAC()<>-\xA6+++++\xA6--+-\xA6++++++++++++\xA6\xA6\xA6\xA6\xA6\xA6------+++\xAF_\xA6\
        \xA6\xA6\xA6\xA6\xA6\xA6\xA4| <>\xAB\xBB[]\xB7!\"#$%&'()*+,-./0123456789:;<=>@ABCDEFGHIJKLMN\
        OPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~",
    },
];
