//! What holds for any file and any settings.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail by panicking")]

use proptest::prelude::*;
use webconfig_transform::publish::{Sdk, Settings, read, rewrite, write};

/// Pieces that configuration files are made of, some of them broken.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => proptest::sample::select(vec![
            "<configuration>", "</configuration>", "<configuration/>", "<location path=\".\">", "<location path='x'>",
            "</location>", "<system.webServer>", "</system.webServer>", "<handlers>", "</handlers>", "<handlers/>",
            "<add name=\"aspNetCore\" modules=\"AspNetCoreModule\"/>", "<add name='ASPNETCORE' path='*'/>",
            "<aspNetCore processPath=\"dotnet\" arguments=\".\\App.dll --x\"/>", "<aspNetCore>", "</aspNetCore>",
            "<aspNetCore hostingModel=\"InProcess\" arguments=\"%LAUNCHER_ARGS%\"/>", "<environmentVariables>",
            "</environmentVariables>", "<environmentVariable name=\"A\" value=\"1\"/>", "<!-- c -->", "<!--ProjectGuid: A-->",
            "text", " ", "\n", "&amp;", "&#10;", "&e;", "<![CDATA[x]]>", "<?p d?>", "<a xmlns=\"u\">", "</a>", "<p:b xmlns:p=\"u\">",
            "</p:b>", "<c xml:space=\"preserve\"> ", "</c>", "<?xml version=\"1.0\"?>", "<!DOCTYPE a [<!ENTITY e \"<b/>\">]>",
            "<", "&", "]]>",
        ]).prop_map(str::to_owned),
        1 => "[ -~]{0,6}",
    ]
}

fn settings() -> impl Strategy<Value = Settings> {
    let model = proptest::sample::select(vec!["", "inprocess", "OutOfProcess", "foo"]);
    let app = proptest::sample::select(vec!["App.dll", "My App.dll", "App.exe", "App", "", "a&<\"'.dll"]);
    (app, any::<[bool; 5]>(), model, "[ -~\\n]{0,5}", "[0-9a-f]{0,8}", 0..4usize).prop_map(
        |(app, flags, model, environment, guid, sdk)| Settings {
            app_name: app.to_owned(),
            use_app_host: flags[0],
            extension: if flags[1] { ".exe".to_owned() } else { String::new() },
            is_azure: flags[2],
            module_name: if flags[3] { "AspNetCoreModuleV2".to_owned() } else { String::new() },
            hosting_model: model.to_owned(),
            environment_name: environment,
            project_guid: guid,
            ignores_project_guid: false,
            project_has_web_config: flags[4],
            is_windows: false,
            sdk: Sdk::parse(["10", "2.1.300", "2.2", "3.1.100"][sdk]).unwrap(),
        },
    )
}

/// The file with what stands in `arguments` left out: a switch behind the program's file gets it put in front again.
fn without_arguments(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some((before, behind)) = rest.split_once(" arguments=\"") {
        out.push_str(before);
        rest = behind.split_once('"').map_or("", |(_, r)| r);
    }
    out + rest
}

fn check(document: &[u8], settings: &Settings) {
    let Ok((tree, _)) = rewrite(read(document).ok(), settings) else { return };
    let Ok(first) = write(&tree, "\n") else { return };
    let again = read(&first).unwrap_or_else(|e| panic!("{e}\n{}", String::from_utf8_lossy(&first)));
    let (tree, _) = rewrite(Some(again), settings).unwrap();
    let second = write(&tree, "\n").unwrap();
    assert_eq!(without_arguments(&first), without_arguments(&second));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn what_is_written_can_be_read_and_is_stable(
        pieces in proptest::collection::vec(piece(), 0..24), settings in settings(),
    ) {
        check(pieces.concat().as_bytes(), &settings);
    }

    #[test]
    fn a_well_formed_file_is_stable_too(
        inner in proptest::collection::vec(piece(), 0..6), settings in settings(),
    ) {
        check(format!("<configuration>{}</configuration>", inner.concat()).as_bytes(), &settings);
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..120), mark in 0..6usize) {
        let marks: [&[u8]; 6] = [b"", b"\xEF\xBB\xBF", b"\xFF\xFE", b"\xFE\xFF", b"<?xml version='1.0' encoding='shift_jis'?>", b"<!DOCTYPE a [<!"];
        let all = [marks[mark], &bytes].concat();
        drop(read(&all));
    }
}

#[test]
fn two_hundred_thousand_open_elements_are_read_and_written_without_recursion() {
    let deep = "<a>".repeat(200_000) + &"</a>".repeat(200_000);
    let tree = read(format!("<configuration>x{deep}</configuration>").as_bytes()).unwrap();
    assert!(write(&tree, "\n").is_ok());
}

#[test]
fn indentation_of_deep_nesting_has_an_end() {
    let deep = |count: usize| {
        let text = format!("<configuration>{}{}</configuration>", "<a>".repeat(count), "</a>".repeat(count));
        write(&read(text.as_bytes()).unwrap(), "\n")
    };
    assert!(deep(1_000).is_ok());
    assert!(deep(200_000).is_err());
}

#[test]
fn many_declarations_in_scope_cost_nothing() {
    // With a walk over all declarations for each name this would take minutes.
    use std::fmt::Write as _;
    let mut text = String::from("<configuration");
    for index in 0..20_000 {
        let _ = write!(text, " xmlns:p{index}=\"urn:{}\"", index % 2);
    }
    text.push('>');
    for index in 0..20_000 {
        let _ = write!(text, "<p{index}:a p{index}:k=\"v\"><b/></p{index}:a>");
    }
    text.push_str("</configuration>");
    let written = write(&read(text.as_bytes()).unwrap(), "\n").unwrap();
    assert!(String::from_utf8(written).unwrap().contains("<p19999:a p19999:k=\"v\">"));
}
