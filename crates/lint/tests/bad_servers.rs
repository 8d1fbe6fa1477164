//! Servers that nobody would set up on purpose: what is said of them, and that the rest is judged all the same.

use webconfig_config::ConfigFile;
use webconfig_diagnostics::{Diagnostic, Severity};
use webconfig_files::{MemoryFiles, PathMap};
use webconfig_lint::{ContextKind, InputFile, Linter, Session, SessionInput, Settings};
use webconfig_schema::{Release, Schema};
use webconfig_text::{FileId, SourceText};

/// A site with every part that a slip may sit in; the cases replace one of them.
const HOST: &str = r#"<configuration>
  <configSections>
    <sectionGroup name="system.applicationHost">
      <section name="applicationPools" allowDefinition="AppHostOnly" overrideModeDefault="Deny" />
      <section name="sites" allowDefinition="AppHostOnly" overrideModeDefault="Deny" />
    </sectionGroup>
    <sectionGroup name="system.webServer">
      <section name="directoryBrowse" />
    </sectionGroup>
  </configSections>
  <system.applicationHost>
    <applicationPools>
      <add name="Shop" managedRuntimeVersion="" />
    </applicationPools>
    <sites>
      <site name="Shop" id="1">
        <application path="/" applicationPool="Shop">
          <virtualDirectory path="/" physicalPath="D:\sites\shop" />
        </application>
        <bindings>
          <binding protocol="http" bindingInformation="*:80:shop.test" />
        </bindings>
      </site>
    </sites>
  </system.applicationHost>
</configuration>
"#;

/// Its only fault is a word that is no Boolean.
const WEB: &str = "<configuration><system.webServer><directoryBrowse enabled=\"flase\" /></system.webServer></configuration>";

/// What is found on a server with this `applicationHost.config` and this `web.config` of its site.
fn findings(host: &str, web: &str) -> Vec<Diagnostic> {
    let memory = MemoryFiles::new()
        .with("server/applicationHost.config", host)
        .with("sites/shop/web.config", web)
        .with("sites/file.txt", "");
    let file = |id: u32, path: &str, text: &str| InputFile {
        file: ConfigFile::new(FileId(id), path, SourceText::from_text(text), None),
        context: ContextKind::Server,
        is_debug: false,
    };
    let files = vec![file(0, "server/applicationHost.config", host), file(1, "sites/shop/web.config", web)];
    let mut path_map = PathMap::new();
    path_map.add(r"D:\sites", "sites");
    let linter = Linter::new(Settings::default(), "");
    let input = SessionInput {
        application_host: Some(FileId(0)),
        path_map,
        ..SessionInput::new(files, Schema::builtin(), Release::default())
    };
    let session = Session::new(&linter, input);
    session.run(&memory, &|_| "").0.diagnostics
}

/// The codes of the findings in applicationHost.config of severity error, and whether the site's own file was judged.
fn errors(host: &str) -> (Vec<&'static str>, bool) {
    let found = findings(host, WEB);
    let is_error = |d: &&Diagnostic| d.primary.file == FileId(0) && d.severity == Severity::Error;
    let codes = found.iter().filter(is_error).map(|d| d.code).collect();
    (codes, found.iter().any(|d| d.code == "WC0104" && d.primary.file == FileId(1)))
}

#[test]
fn no_fix_names_a_module_that_the_server_does_not_have() {
    let with = |module: &str| {
        let sections =
            "<section name=\"handlers\" /><section name=\"modules\" /><section name=\"aspNetCore\" />";
        let modules =
            format!("<system.webServer><modules><add name=\"{module}\" /></modules></system.webServer>");
        let host = HOST
            .replace("<section name=\"directoryBrowse\" />", sections)
            .replace("</configuration>", &format!("{modules}</configuration>"));
        let web = "<configuration><system.webServer><handlers><add name=\"aspNetCore\" path=\"*\" verb=\"*\" \
                   modules=\"AspNetCoreModule\" /></handlers><aspNetCore processPath=\"dotnet\" \
                   arguments=\".\\A.dll\" hostingModel=\"MODEL\" /></system.webServer></configuration>";
        ["outofprocess", "inprocess"].map(|model| {
            let found = findings(&host, &web.replace("MODEL", model));
            let code = if model == "inprocess" { "WC0207" } else { "WC1106" };
            let one = found.into_iter().find(|d| d.code == code);
            one.map(|d| d.fix.is_some())
        })
    };
    assert_eq!(with("AspNetCoreModuleV2"), [Some(true), Some(true)]);
    assert_eq!(with("AspNetCoreModule"), [Some(false), Some(false)]);
}

#[test]
fn the_server_itself_has_no_error() {
    assert_eq!(errors(HOST), (vec![], true));
}

#[test]
fn slips_of_a_server_are_told_and_the_rest_is_judged() {
    let site = r#"<site name="Shop" id="1">"#;
    let information = r#"bindingInformation="*:80:shop.test""#;
    let folder = r#"physicalPath="D:\sites\shop""#;
    let root = r#"<virtualDirectory path="/""#;
    let second = |head: &str| {
        format!(
            r#"<site {head}><application path="/" applicationPool="Shop"><virtualDirectory path="/" physicalPath="E:\x" /></application></site>{site}"#
        )
    };
    let cases: &[(&str, String, &[&str])] = &[
        (site, second(r#"name="SHOP" id="2""#), &["WC0106"]),
        (site, second(r#"name="Blog" id="1""#), &["WC0106"]),
        (site, r#"<site name="Shop" id="99999999999999999999">"#.to_owned(), &["WC0104"]),
        (site, r#"<site name="Shop" id="-1">"#.to_owned(), &["WC0104"]),
        (site, r#"<site name="Shop">"#.to_owned(), &["WC0105"]),
        (r#"applicationPool="Shop""#, r#"applicationPool="Gone""#.to_owned(), &["WC0311"]),
        (r#"protocol="http""#, r#"protocol="gopher""#.to_owned(), &[]),
        (r#"protocol="http""#, r#"protocol="""#.to_owned(), &["WC0104"]),
        (information, r#"bindingInformation="*""#.to_owned(), &["WC0409"]),
        (information, r#"bindingInformation="*:99999999999999999999:x""#.to_owned(), &["WC0409"]),
        (information, r#"bindingInformation="::::::""#.to_owned(), &["WC0409"]),
        (information, r#"bindingInformation="""#.to_owned(), &["WC0104"]),
        (folder, String::new(), &[]),
        (folder, r#"physicalPath="""#.to_owned(), &[]),
        (folder, r#"physicalPath="D:\sites\gone""#.to_owned(), &["WC0008"]),
        (folder, r#"physicalPath="D:\sites\a?b""#.to_owned(), &["WC0008"]),
        (folder, r#"physicalPath="D:\sites\file.txt""#.to_owned(), &["WC0008"]),
        (root, r#"<virtualDirectory path="/pics""#.to_owned(), &[]),
        (root, r#"<virtualDirectory path="pics""#.to_owned(), &["WC0104"]),
        (r#"<application path="/""#, r#"<application path="/x""#.to_owned(), &[]),
        (r#"<application path="/""#, r#"<application path="/x/""#.to_owned(), &["WC0104"]),
        (r#"<application path="/""#, "<application".to_owned(), &["WC0105"]),
    ];
    for (part, by, wanted) in cases {
        let host = HOST.replacen(part, by, 1);
        assert_ne!(host, HOST, "{part}");
        let (codes, _) = errors(&host);
        assert_eq!(codes, *wanted, "{by}");
    }
}

#[test]
fn a_location_that_names_no_site_leaves_the_others_alone() {
    let ghost = r#"<location path="Ghost/a"><system.webServer><directoryBrowse enabled="x" /></system.webServer></location></configuration>"#;
    let host = HOST.replace("</configuration>", ghost);
    assert_eq!(errors(&host), (vec!["WC0104"], true));
}

#[test]
fn a_server_without_content_leaves_the_sites_to_the_usual_declarations() {
    for (host, wanted) in [("", &["WC0001"][..]), ("<configuration />", &[]), ("<config />", &["WC0002"])] {
        assert_eq!(errors(host), (wanted.to_vec(), true), "{host}");
    }
    let cut = HOST.get(..HOST.len() / 2).unwrap();
    assert_eq!(errors(cut).0.first(), Some(&"WC0001"), "cut in the middle");
}
