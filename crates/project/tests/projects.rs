//! Projects as people write them: evaluated, or warned about, never silently wrong.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail by panicking")]

use webconfig_files::MemoryFiles;
use webconfig_project::{Given, Host, Project};

fn given(properties: &[(&str, &str)]) -> Given {
    let properties = properties.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    Given { properties, ..Given::default() }
}

fn read(files: &MemoryFiles, path: &str, properties: &[(&str, &str)]) -> Project {
    Project::read(files, path, &given(properties)).unwrap()
}

fn warnings(project: &Project) -> Vec<&str> {
    project.warnings.iter().map(|w| w.message.as_str()).collect()
}

fn web(body: &str) -> String {
    format!(
        "<Project Sdk=\"Microsoft.NET.Sdk.Web\"><PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup>\
         {body}</Project>"
    )
}

#[test]
fn a_nested_directory_build_props_imports_the_one_above() {
    let files = MemoryFiles::new()
        .with("/r/Directory.Build.props", "<Project><PropertyGroup><EnvironmentName>Far</EnvironmentName><ProjectGuid>A</ProjectGuid></PropertyGroup></Project>")
        .with(
            "/r/src/Directory.Build.props",
            "<Project><Import Project=\"$([MSBuild]::GetPathOfFileAbove('Directory.Build.props', '$(MSBuildThisFileDirectory)../'))\" />\
             <PropertyGroup><EnvironmentName>$(EnvironmentName)-Near</EnvironmentName></PropertyGroup></Project>",
        )
        .with("/r/src/App/App.csproj", web(""));
    let project = read(&files, "/r/src/App/App.csproj", &[]);
    assert_eq!(
        (project.value("EnvironmentName"), project.value("ProjectGuid")),
        ("Far-Near".into(), "A".into())
    );
    assert_eq!(warnings(&project), [""; 0]);
}

#[test]
fn choose_takes_the_first_branch_that_holds() {
    let body = "<Choose><When Condition=\"'$(Configuration)' == 'Release' And ('$(Region)' == 'eu' Or '$(Region)' == 'us')\">\
        <PropertyGroup><EnvironmentName>Live-$(Region)</EnvironmentName></PropertyGroup></When>\
        <When Condition=\"'$(Configuration)' == 'Release'\"><PropertyGroup><EnvironmentName>Live</EnvironmentName></PropertyGroup></When>\
        <Otherwise><PropertyGroup><EnvironmentName>Lab</EnvironmentName></PropertyGroup></Otherwise></Choose>";
    let files = MemoryFiles::new().with("/p/App.csproj", web(body));
    let name = |given: &[(&str, &str)]| read(&files, "/p/App.csproj", given).value("EnvironmentName");
    assert_eq!(name(&[]), "Lab");
    assert_eq!(name(&[("configuration", "RELEASE")]), "Live");
    assert_eq!(name(&[("Configuration", "Release"), ("Region", "us")]), "Live-us");
}

#[test]
fn texts_and_paths_are_worked_on_by_functions() {
    let body = "<PropertyGroup>\
        <Branch>$([System.IO.Path]::GetFileName('refs/heads/Main'))</Branch>\
        <EnvironmentName>$(Branch.ToLowerInvariant().Replace('main', 'live'))</EnvironmentName>\
        <AssemblyName>Contoso.$(MSBuildProjectName.Split('.')[1])</AssemblyName>\
        <PublishIISAssets Condition=\"$([MSBuild]::VersionGreaterThanOrEquals('8.0', '6.0'))\">true</PublishIISAssets>\
        <RuntimeIdentifier Condition=\"$(Configuration.StartsWith('Rel'))\">win-x64</RuntimeIdentifier>\
        <ProjectGuid Condition=\"$([MSBuild]::IsOSPlatform('Linux'))\">L</ProjectGuid></PropertyGroup>";
    let files = MemoryFiles::new().with("/p/My.Shop.csproj", web(body));
    let project = read(&files, "/p/My.Shop.csproj", &[("Configuration", "Release")]);
    for (name, value) in [
        ("EnvironmentName", "live"),
        ("TargetPath", "Contoso.Shop.dll"),
        ("PublishIISAssets", "true"),
        ("RuntimeIdentifier", "win-x64"),
        ("ProjectGuid", "L"),
        ("SelfContained", "false"),
        ("UseAppHost", "true"),
    ] {
        assert_eq!(project.value(name), value, "{name}");
    }
    assert_eq!(warnings(&project), [""; 0]);
}

#[test]
fn what_reads_the_clock_is_named_where_it_matters_only() {
    let stamp = "<Stamp>$([System.DateTime]::UtcNow.ToString('yyyy'))</Stamp>";
    let quiet = web(&format!("<PropertyGroup>{stamp}<Version>1.$(Stamp)</Version></PropertyGroup>"));
    let loud =
        web(&format!("<PropertyGroup>{stamp}<EnvironmentName>Y$(Stamp)</EnvironmentName></PropertyGroup>"));
    let files = MemoryFiles::new().with("/p/A.csproj", quiet).with("/p/B.csproj", loud);
    assert_eq!(warnings(&read(&files, "/p/A.csproj", &[])), [""; 0]);
    let project = read(&files, "/p/B.csproj", &[]);
    assert!(
        warnings(&project)[0].contains("`EnvironmentName`")
            && warnings(&project)[0].contains("System.DateTime")
    );
    // A value of the command line is what it is.
    assert_eq!(warnings(&read(&files, "/p/B.csproj", &[("EnvironmentName", "X")])), [""; 0]);
}

#[test]
fn a_condition_that_cannot_be_judged_puts_what_it_guards_in_doubt() {
    let body = "<PropertyGroup Condition=\"'@(Compile)' != ''\"><AspNetCoreHostingModel>OutOfProcess</AspNetCoreHostingModel>\
        <Other>x</Other></PropertyGroup>";
    let files = MemoryFiles::new().with("/p/App.csproj", web(body));
    let project = read(&files, "/p/App.csproj", &[]);
    assert_eq!(warnings(&project).len(), 1);
    assert!(warnings(&project)[0].contains("AspNetCoreHostingModel"));
}

#[test]
fn a_profile_may_name_another_framework() {
    let profile = "<Project><PropertyGroup><TargetFramework>netcoreapp2.2</TargetFramework>\
        <EnvironmentName>[$(TargetFrameworkIdentifier)]</EnvironmentName></PropertyGroup></Project>";
    let files = MemoryFiles::new()
        .with("/p/App.csproj", web(""))
        .with("/p/Properties/PublishProfiles/Old.pubxml", profile);
    let project = read(&files, "/p/App.csproj", &[("PublishProfile", "Old")]);
    let values = ["TargetFrameworkVersion", "AspNetCoreModuleName", "EnvironmentName"];
    assert_eq!(values.map(|name| project.value(name)), ["v2.2", "", "[]"]);
}

#[test]
fn a_runtime_is_filled_in_as_the_sdk_does() {
    let files = MemoryFiles::new().with("/p/App.csproj", web(""));
    for (properties, expected) in [
        (&[("UseCurrentRuntimeIdentifier", "true")][..], ["linux-x64", "false", "true"]),
        (&[("SelfContained", "true")], ["linux-x64", "true", "true"]),
        (&[("SelfContained", "true"), ("UseCurrentRuntimeIdentifier", "false")], ["", "true", "true"]),
        (&[("SelfContained", "true"), ("IsTestProject", "true")], ["", "true", "true"]),
        (&[("PublishSingleFile", "true")], ["", "false", "true"]),
        (&[("PublishSingleFile", "true"), ("_IsPublishing", "true")], ["linux-x64", "true", "true"]),
        (&[("PublishSelfContained", "true"), ("_IsPublishing", "true")], ["linux-x64", "true", "true"]),
        (&[("PublishRuntimeIdentifier", "win-x64"), ("_IsPublishing", "true")], ["win-x64", "false", "true"]),
        (&[("PublishRuntimeIdentifier", "win-x64")], ["", "false", "true"]),
        (
            &[("TargetFramework", "netcoreapp2.0"), ("RuntimeIdentifier", "win-x64")],
            ["win-x64", "true", "true"],
        ),
        (
            &[
                ("TargetFramework", "netcoreapp2.0"),
                ("RuntimeIdentifier", "win-x64"),
                ("SelfContained", "false"),
            ],
            ["win-x64", "false", "false"],
        ),
        (&[("OutputType", "Library"), ("RuntimeIdentifier", "win-x64")], ["win-x64", "false", "false"]),
    ] {
        let project = read(&files, "/p/App.csproj", properties);
        let found = ["RuntimeIdentifier", "SelfContained", "UseAppHost"].map(|name| project.value(name));
        assert_eq!(found, expected, "{properties:?}");
    }
}

#[test]
fn what_is_no_project_or_names_no_framework_is_told() {
    let files =
        MemoryFiles::new().with("/p/A.csproj", "<project />").with("/p/B.csproj", "<Project><a></Project>");
    let problem = |path: &str| Project::read(&files, path, &Given::default()).unwrap_err().to_string();
    assert!(problem("/p/A.csproj").contains("(1,1): error MSB4068"), "{}", problem("/p/A.csproj"));
    assert!(
        problem("/p/B.csproj").contains("MSB4025") && problem("/p/B.csproj").ends_with("unclosed element")
    );
    let files = MemoryFiles::new().with("/p/C.csproj", "<Project Sdk=\"Microsoft.NET.Sdk.Web\" />");
    let project = read(&files, "/p/C.csproj", &[]);
    assert_eq!(warnings(&project), ["the project names no target framework, so no SDK builds it"]);
}

#[test]
fn long_texts_are_cut_in_messages() {
    let long = format!("{}'a' == 'a'{}", "(".repeat(5000), ")".repeat(5000));
    let body =
        format!("<PropertyGroup><EnvironmentName Condition=\"{long}\">X</EnvironmentName></PropertyGroup>");
    let files = MemoryFiles::new().with("/p/App.csproj", web(&body));
    let project = read(&files, "/p/App.csproj", &[]);
    assert!(warnings(&project).iter().all(|w| w.len() < 300) && !warnings(&project).is_empty());
}

#[test]
fn what_a_condition_never_looks_at_is_not_doubted() {
    let body = r#"<PropertyGroup><EnvironmentName Condition="'a' == 'a' Or '$([System.DateTime]::Now)' == ''">X</EnvironmentName>
        <AspNetCoreModuleName Condition="'a' == 'b' And '$([System.DateTime]::Now)' == ''">Y</AspNetCoreModuleName>
        </PropertyGroup>"#;
    let files = MemoryFiles::new().with("/src/App.csproj", web(body));
    let project = read(&files, "/src/App.csproj", &[]);
    assert_eq!(project.value("EnvironmentName"), "X");
    assert_eq!(warnings(&project), [""; 0]);
}

#[test]
fn a_missing_profile_is_named_as_the_sdk_names_it() {
    let files = MemoryFiles::new().with("/src/App.csproj", web(""));
    for (properties, shown) in [
        (vec![("PublishProfile", "Azure")], "'Azure'"),
        (vec![("PublishProfileName", "Azure")], "'Default'"),
        (vec![("PublishProfile", "One"), ("PublishProfileName", "Two")], "'One'"),
    ] {
        let project = read(&files, "/src/App.csproj", &properties);
        assert!(warnings(&project).iter().any(|w| w.contains(shown)), "{:?}", warnings(&project));
    }
}

#[test]
fn properties_of_targets_and_wildcard_imports_are_named() {
    let body = "<Import Project=\"build/*.props\" /><Target Name=\"SetModel\" BeforeTargets=\"Build\"><PropertyGroup>\
        <AspNetCoreHostingModel>OutOfProcess</AspNetCoreHostingModel><Mine>1</Mine></PropertyGroup></Target>";
    let files = MemoryFiles::new().with("/p/App.csproj", web(body));
    let project = read(&files, "/p/App.csproj", &[]);
    assert_eq!(warnings(&project).len(), 2);
    assert!(warnings(&project)[0].contains("build/*.props") && warnings(&project)[1].contains("`SetModel`"));
    assert!(project.warnings.iter().all(|w| w.origin.is_some()));
}

#[test]
fn what_restore_wrote_counts() {
    let files = MemoryFiles::new()
        .with("/p/App.csproj", web("<PropertyGroup><Seen>$(FromPackage)</Seen></PropertyGroup>"))
        .with(
            "/p/obj/App.csproj.nuget.g.props",
            "<Project xmlns=\"http://schemas.microsoft.com/developer/msbuild/2003\"><PropertyGroup><Cache>/c/</Cache></PropertyGroup>\
             <ImportGroup><Import Project=\"$(Cache)a.props\" Condition=\"Exists('$(Cache)a.props')\" />\
             <Import Project=\"$(Cache)b.props\" Condition=\"Exists('$(Cache)b.props')\" /></ImportGroup></Project>",
        )
        .with("/c/a.props", "<Project><PropertyGroup><FromPackage>yes</FromPackage><UseAppHost>false</UseAppHost></PropertyGroup></Project>");
    let project = read(&files, "/p/App.csproj", &[]);
    assert_eq!((project.value("Seen"), project.value("UseAppHost")), ("yes".into(), "false".into()));
}

#[test]
fn what_restore_wrote_is_looked_for_where_the_build_keeps_it() {
    let files = MemoryFiles::new()
        .with(
            "/r/Directory.Build.props",
            "<Project><PropertyGroup><BaseIntermediateOutputPath>$(MSBuildThisFileDirectory)tmp\\$(MSBuildProjectName)\\</BaseIntermediateOutputPath>\
             <Web>$(UsingMicrosoftNETSdkWeb)</Web></PropertyGroup></Project>",
        )
        .with("/r/p/App.csproj", web("<PropertyGroup><Obj>$(BaseIntermediateOutputPath)</Obj></PropertyGroup>"))
        .with("/r/p/obj/App.csproj.nuget.g.props", "<Project><PropertyGroup><Seen>old</Seen></PropertyGroup></Project>")
        .with("/r/tmp/App/App.csproj.nuget.g.props", "<Project><PropertyGroup><Seen>new</Seen></PropertyGroup></Project>");
    let project = read(&files, "/r/p/App.csproj", &[]);
    assert_eq!((project.value("Seen"), project.value("Web")), ("new".into(), "true".into()));
    let plain = MemoryFiles::new().with(
        "/p/App.csproj",
        web("<PropertyGroup><Obj>$(BaseIntermediateOutputPath)</Obj></PropertyGroup>"),
    );
    assert_eq!(read(&plain, "/p/App.csproj", &[]).value("Obj"), "obj\\");
}

#[test]
fn other_sdks_beside_ours_are_named_and_others_alone_do_nothing() {
    let aspire = "<Project Sdk=\"Microsoft.NET.Sdk.Web\"><Sdk Name=\"Contoso.Build.Sdk\" Version=\"9.0.0\" />\
        <PropertyGroup><TargetFramework>net9.0</TargetFramework></PropertyGroup></Project>";
    let console = "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>net9.0</TargetFramework></PropertyGroup></Project>";
    let classic = "<Project ToolsVersion=\"15.0\" xmlns=\"http://schemas.microsoft.com/developer/msbuild/2003\"><PropertyGroup>\
        <ProjectGuid>{A}</ProjectGuid></PropertyGroup></Project>";
    let worker = "<Project Sdk=\"Microsoft.NET.Sdk.Worker\"><PropertyGroup><TargetFramework>net9.0</TargetFramework></PropertyGroup>\
        <ItemGroup><ProjectCapability Include=\"AspNetCore\" /></ItemGroup></Project>";
    let files = MemoryFiles::new()
        .with("/p/A.csproj", aspire)
        .with("/p/C.csproj", console)
        .with("/p/O.csproj", classic)
        .with("/p/W.csproj", worker);
    let project = read(&files, "/p/A.csproj", &[]);
    assert!(project.is_asp_net_core && warnings(&project)[0].contains("Contoso.Build.Sdk"));
    assert!(!read(&files, "/p/C.csproj", &[]).is_asp_net_core);
    let classic = read(&files, "/p/O.csproj", &[]);
    assert!(!classic.is_asp_net_core && warnings(&classic).len() == 1);
    let worker = read(&files, "/p/W.csproj", &[]);
    assert!(worker.is_asp_net_core && worker.value("AspNetCoreHostingModel").is_empty());
}

#[test]
fn frameworks_decide_the_defaults() {
    let project = |framework: &str, extra: &[(&str, &str)]| {
        let text = format!(
            "<Project Sdk='Microsoft.NET.Sdk.Web'><PropertyGroup><TargetFramework>{framework}</TargetFramework></PropertyGroup></Project>"
        );
        read(&MemoryFiles::new().with("/p/App.csproj", text), "/p/App.csproj", extra)
    };
    let shown = |p: &Project| {
        ["TargetPath", "AspNetCoreModuleName", "SelfContained", "UseAppHost"].map(|n| p.value(n)).join(" ")
    };
    assert_eq!(shown(&project("net48", &[])), "App.exe   ");
    assert_eq!(shown(&project("netcoreapp2.2", &[])), "App.dll  false false");
    assert_eq!(shown(&project("netcoreapp2.2", &[("RuntimeIdentifier", "win-x64")])), "App.dll  true true");
    assert_eq!(
        shown(&project("net6.0", &[("RuntimeIdentifier", "win-x64")])),
        "App.dll AspNetCoreModuleV2 true true"
    );
    assert_eq!(
        shown(&project("net10.0", &[("RuntimeIdentifier", "win-x64")])),
        "App.dll AspNetCoreModuleV2 false true"
    );
    let host = |host| {
        let given =
            Given { host, properties: vec![("SelfContained".into(), "yes".into())], ..Given::default() };
        let files = MemoryFiles::new().with("/p/App.csproj", web(""));
        let project = Project::read(&files, "/p/App.csproj", &given).unwrap();
        (project.value("RuntimeIdentifier"), project.value("PublishIISAssets"))
    };
    assert_eq!(host(Host::Linux), ("linux-x64".into(), "false".into()));
    assert_eq!(host(Host::Windows), ("win-x64".into(), String::new()));
}

#[test]
fn a_missing_import_and_a_broken_file_stop_as_in_a_build() {
    let files = MemoryFiles::new()
        .with("/p/A.csproj", web("<Import Project=\"gone.props\" />"))
        .with("/p/B.csproj", "<Project Sdk='Microsoft.NET.Sdk.Web'><PropertyGroup></Project>")
        .with("/p/C.csproj", web("<Import Project=\"C.csproj\" />"));
    let problem = |path: &str| Project::read(&files, path, &Given::default()).unwrap_err().to_string();
    assert!(problem("/p/A.csproj").contains("MSB4019"));
    assert!(problem("/p/B.csproj").starts_with("/p/B.csproj(1,"));
    assert_eq!(read(&files, "/p/C.csproj", &[]).value("TargetName"), "C");
}

#[test]
fn values_are_taken_literally_from_the_command_line_and_unescaped_once_from_files() {
    let body = "<PropertyGroup><EnvironmentName>A%3BB $(Unknown)%c3%a9</EnvironmentName></PropertyGroup>";
    let files = MemoryFiles::new().with("/p/App.csproj", web(body));
    assert_eq!(read(&files, "/p/App.csproj", &[]).value("EnvironmentName"), "A;B Ã©");
    let literal = "A%3BB $(Configuration);*";
    assert_eq!(
        read(&files, "/p/App.csproj", &[("EnvironmentName", literal)]).value("EnvironmentName"),
        literal
    );
}

#[test]
fn a_project_may_overwrite_what_it_treats_as_local() {
    let body = |attribute: &str| {
        format!(
            "<Project Sdk=\"Microsoft.NET.Sdk.Web\"{attribute}><PropertyGroup>\
             <TargetFramework>net8.0</TargetFramework><Shown>$(Stage)</Shown>\
             <Stage>file</Stage><Kept>file</Kept></PropertyGroup></Project>"
        )
    };
    let globals = [("Stage", "line"), ("Kept", "line")];
    for (attribute, stage) in [("", "line"), (" TreatAsLocalProperty=\"Other; stage\"", "file")] {
        let files = MemoryFiles::new().with("/app/App.csproj", body(attribute));
        let project = read(&files, "/app/App.csproj", &globals);
        assert_eq!(project.properties.value("Shown"), "line");
        assert_eq!(project.properties.value("Stage"), stage);
        assert_eq!(project.properties.value("Kept"), "line");
    }
}

#[test]
fn the_place_of_a_property_is_its_content() {
    let text = web("<PropertyGroup><EnvironmentName>Live</EnvironmentName></PropertyGroup>");
    let files = MemoryFiles::new().with("/p/App.csproj", text.clone());
    let project = read(&files, "/p/App.csproj", &[]);
    let origin = project.properties.get("environmentname").unwrap().origin.clone().unwrap();
    assert_eq!((origin.path.as_str(), origin.range.of(&text)), ("/p/App.csproj", "Live"));
}

#[test]
fn a_response_file_counts_as_a_weaker_command_line() {
    let files = MemoryFiles::new()
        .with("/r/Directory.Build.rsp", "# for all\n-p:EnvironmentName=Staging;Deterministic=true /p:RuntimeIdentifier=win-x64\n-nologo\n")
        .with("/r/src/App.csproj", web("<PropertyGroup><EnvironmentName>Body</EnvironmentName></PropertyGroup>"));
    let project = read(&files, "/r/src/App.csproj", &[]);
    assert_eq!(project.value("EnvironmentName"), "Staging");
    assert_eq!(project.value("RuntimeIdentifier"), "win-x64");
    assert_eq!(
        read(&files, "/r/src/App.csproj", &[("environmentname", "Live")]).value("EnvironmentName"),
        "Live"
    );
}
