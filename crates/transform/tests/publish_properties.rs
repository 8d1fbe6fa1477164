//! What holds for any file and any settings.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail by panicking")]

use proptest::prelude::*;
use webconfig_files::MemoryFiles;
use webconfig_project::{Given, Host, Project, Properties};
use webconfig_transform::publish::{Job, Outcome, Sdk, Settings, publish, read, rewrite, write};

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

/// Properties that publishing reads, with values that fit and values that do not.
fn values() -> impl Strategy<Value = Vec<(String, String)>> {
    let name = proptest::sample::select(webconfig_project::USED.to_vec());
    let value = prop_oneof![
        4 => proptest::sample::select(vec![
            "", "true", "false", "!on", "inprocess", "OutOfProcess", "foo", "AspNetCoreModule", "AspNetCoreModuleV2", "Release",
            "App.dll", "App.exe", "win-x64", "linux-x64", "A=1;B=2", "A=1%3BB", "=", ";", "O'N=1", "Staging", "*", "web.*", "../x",
            "{8B1F}", "net48", "net8.0", "netcoreapp2.1", "/o/", "AzureWebSite", " true ", "$(X)", "%3b", "\\",
        ]).prop_map(str::to_owned),
        1 => "[ -~\\n]{0,8}",
    ];
    proptest::collection::vec((name.prop_map(str::to_owned), value), 0..12)
}

/// Transforms, most of them well-formed.
fn transform() -> impl Strategy<Value = String> {
    let begin = "<configuration xmlns:xdt=\"http://schemas.microsoft.com/XML-Document-Transform\">";
    let body = proptest::sample::select(vec![
        "<location><system.webServer><aspNetCore a=\"1\" xdt:Transform=\"SetAttributes\"/></system.webServer></location>",
        "<system.webServer><aspNetCore xdt:Transform=\"RemoveAttributes(processPath)\"/></system.webServer>",
        "<gone><x xdt:Transform=\"Insert\"/></gone>",
        "<appSettings xdt:Transform=\"Insert\"><add key=\"A\"/></appSettings>",
        "<location path=\"x\" xdt:Transform=\"RemoveAll\"/>",
        "<a>",
        "",
    ]);
    body.prop_map(move |body| format!("{begin}{body}</configuration>"))
}

/// A publish in memory: the project's file if there is one, what lies in the folder, a transform.
fn published(own: Option<&str>, there: Option<&[u8]>, transform: &str, properties: &Properties) -> Outcome {
    let mut files =
        MemoryFiles::new().with("/p/App.csproj", "<Project/>").with("/p/web.Release.config", transform);
    files.insert("/p/web.Staging.config", transform);
    files.insert_folder("/o");
    if let Some(own) = own {
        files.insert("/p/web.config", own);
    }
    if let Some(there) = there {
        files.insert("/o/web.config", there);
    }
    publish(&Job {
        files: &files,
        properties,
        is_asp_net_core: true,
        project: "/p/App.csproj",
        folder: "/o/",
        newline: "\n",
        is_windows: false,
        names_have_case: true,
        sdk: Sdk::default(),
        requires_temp_folder: false,
        ignores_permissions: false,
        is_linked: false,
        telemetry_optout: "",
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(800))]

    #[test]
    fn a_publish_of_anything_does_not_panic_and_a_second_one_gives_the_same_bytes(
        pieces in proptest::collection::vec(piece(), 0..12), has_own in any::<bool>(), values in values(),
        transform in transform(),
    ) {
        let own = format!("<configuration>{}</configuration>", pieces.concat());
        let own = has_own.then_some(own.as_str());
        let mut all = vec![("TargetPath".to_owned(), "/p/bin/App.dll".to_owned())];
        all.extend(values);
        let properties = Properties::from_values(all.iter().map(|(n, v)| (n.as_str(), v.as_str())));
        let first = published(own, own.map(str::as_bytes), &transform, &properties);
        if !first.failed && let Some((path, bytes)) = first.writes.last() {
            prop_assert_eq!(path, "/o/web.config");
            // A list of variables or a transform may save what only an XDT reader takes; the step's own result is for all.
            if own.is_some() && read(bytes).is_ok() {
                // The folder holds what was published; the project's file is the source of the next publish again.
                let second = published(own, Some(bytes), &transform, &properties);
                prop_assert_eq!(&second.writes, &first.writes);
            }
        }
    }

    #[test]
    fn any_project_with_any_values_is_evaluated_or_refused(
        pieces in proptest::collection::vec(proptest::sample::select(vec![
            "<PropertyGroup>", "</PropertyGroup>", "<A>$(B)</A>", "<B>$(A)$(A)</B>", "<EnvironmentName>$([System.String]::new('x'))</EnvironmentName>",
            "<Import Project=\"App.csproj\"/>", "<Import Project=\"$(A)*.props\"/>", "<Choose>", "</Choose>", "<When Condition=\"'$(A)'==''\">",
            "</When>", "<TargetFramework>net8.0</TargetFramework>", "<C Condition=\"(((\">1</C>", "<C Condition=\"!Exists('x') And $(A)\">$(C);1</C>",
            "<Sdk Name=\"Microsoft.NET.Sdk.Web\"/>", "<TargetName>$(TargetName).x</TargetName>", "$(", "<!-- c -->", "<PublishProfile>X</PublishProfile>",
        ]), 0..16),
        values in values(), windows in any::<bool>(),
    ) {
        let text = format!("<Project Sdk=\"Microsoft.NET.Sdk.Web\">{}</Project>", pieces.concat());
        let files = MemoryFiles::new().with("/p/App.csproj", text).with("/p/Properties/PublishProfiles/X.pubxml", "<Project/>");
        let host = if windows { Host::Windows } else { Host::Linux };
        let given = Given { properties: values, host, ..Given::default() };
        drop(Project::read(&files, "/p/App.csproj", &given));
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
