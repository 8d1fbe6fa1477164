//! Files on levels: what IIS refuses and what is effective.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::sync::Arc;
use webconfig_config::{FileTable, Problem, ProblemKind, Server, ServerInput};
use webconfig_files::{MemoryFiles, PathMap};
use webconfig_schema::{Release, Schema};

fn server(files: &MemoryFiles, web_configs: &[&str], apphost: Option<&str>) -> Server<'static> {
    let mut table = FileTable::new(0);
    let ids = web_configs.iter().map(|p| table.load(files, p, None, true).unwrap()).collect();
    let application_host = apphost.map(|p| table.load(files, p, None, true).unwrap());
    let mut path_map = PathMap::new();
    path_map.add(r"C:\w", "w");
    let input = ServerInput {
        application_host,
        path_map,
        web_configs: ids,
        ..ServerInput::new(Schema::builtin(), Release::default())
    };
    Server::new(input, table, files)
}

fn problems(web_config: &str) -> Vec<Arc<Problem>> {
    let files = MemoryFiles::new().with("web.config", web_config);
    server(&files, &["web.config"], None).check()
}

fn in_web_server(content: &str) -> String {
    format!("<configuration><system.webServer>{content}</system.webServer></configuration>")
}

#[test]
fn an_ordinary_file_has_no_problem() {
    let found = problems(&in_web_server(
        r#"<handlers><remove name="aspNetCore"/><add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" resourceType="Unspecified"/></handlers>
        <aspNetCore processPath="dotnet" arguments=".\a.dll" stdoutLogEnabled="false" hostingModel="inprocess"><environmentVariables><environmentVariable name="A" value="b"/></environmentVariables></aspNetCore>
        <staticContent><remove fileExtension=".json"/><mimeMap fileExtension=".json" mimeType="application/json"/></staticContent>"#,
    ));
    let found: Vec<_> =
        found.iter().filter(|p| !matches!(p.kind, ProblemKind::RemoveWithoutTarget { .. })).collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn inherited_and_own_duplicates_are_found() {
    let found = problems(&in_web_server(
        r#"<staticContent><mimeMap fileExtension=".JSON" mimeType="a/b"/><mimeMap fileExtension=".unheard" mimeType="a/b"/><mimeMap fileExtension=".unheard" mimeType="a/b"/></staticContent>"#,
    ));
    let same: Vec<bool> = found
        .iter()
        .filter_map(|p| match p.kind {
            ProblemKind::DuplicateKey { same_file, .. } => Some(same_file),
            _ => None,
        })
        .collect();
    assert_eq!(same, [false, true], "{found:#?}");
}

#[test]
fn locked_and_unknown_things_are_found() {
    let found = problems(&in_web_server(
        r#"<security><authentication><windowsAuthentication enabled="true"/></authentication></security><bogus/><Handlers/><modules><clear/></modules>"#,
    ));
    let kinds: Vec<String> =
        found.iter().map(|p| format!("{:?}", p.kind).split([' ', '{']).next().unwrap().to_owned()).collect();
    assert_eq!(kinds, ["LockedSection", "UndeclaredSection", "WrongCase", "LockViolation"], "{found:#?}");
}

#[test]
fn deeper_levels_win_and_prepend() {
    let apphost = r#"<configuration><configSections>
<sectionGroup name="system.applicationHost"><section name="sites"/><section name="applicationPools"/></sectionGroup>
<sectionGroup name="system.webServer"><section name="defaultDocument"/></sectionGroup></configSections>
<system.applicationHost><sites><site name="S" id="1"><application path="/"><virtualDirectory path="/" physicalPath="C:\w\s"/></application>
<application path="/app"><virtualDirectory path="/" physicalPath="C:\w\a"/></application></site></sites></system.applicationHost>
<system.webServer><defaultDocument enabled="true"><files><add value="base"/></files></defaultDocument></system.webServer>
<location path="S"><system.webServer><defaultDocument><files><add value="home1"/></files></defaultDocument></system.webServer></location>
</configuration>"#;
    let web = r#"<configuration><location path="." inheritInChildApplications="false"><system.webServer><defaultDocument enabled="false"><files><add value="home2"/></files></defaultDocument></system.webServer></location></configuration>"#;
    let files = MemoryFiles::new()
        .with("apphost/applicationHost.config", apphost)
        .with("w/s/web.config", web)
        .with("w/a/x", "");
    let server = server(&files, &["w/s/web.config"], Some("apphost/applicationHost.config"));
    assert!(server.check().is_empty(), "{:#?}", server.check());
    let view = |site: &str, path: &str| {
        let level = server.find_level(site, path).unwrap();
        let section = server.effective(level, "system.webServer/defaultDocument").unwrap();
        let files: Vec<String> = section
            .child("files")
            .unwrap()
            .items
            .iter()
            .map(|i| i.element.text("value").to_owned())
            .collect();
        (section.flag("enabled"), files.join(" "))
    };
    assert_eq!(view("S", "/"), (false, "home2 home1 base".to_owned()));
    assert_eq!(view("s", "/app"), (true, "home1 base".to_owned()));
}
