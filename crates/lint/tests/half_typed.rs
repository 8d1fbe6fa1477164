//! What is said about a file while somebody types it: of a good one, nothing but that its form is not whole yet.

use webconfig_config::ConfigFile;
use webconfig_files::MemoryFiles;
use webconfig_lint::{ContextKind, InputFile, Linter, Session, SessionInput, Settings};
use webconfig_schema::{Release, Schema};
use webconfig_text::{FileId, SourceText};

const WHOLE: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<configuration>
  <location path="." inheritInChildApplications="false">
    <system.webServer>
      <handlers>
        <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" resourceType="Unspecified" />
      </handlers>
      <aspNetCore processPath="dotnet" arguments=".\Shop.dll" hostingModel="inprocess" stdoutLogEnabled="false">
        <environmentVariables>
          <environmentVariable name="ASPNETCORE_ENVIRONMENT" value="Production" />
        </environmentVariables>
        <handlerSettings>
          <handlerSetting name="stackSize" value="200000" />
        </handlerSettings>
      </aspNetCore>
      <httpErrors errorMode="DetailedLocalOnly" />
    </system.webServer>
  </location>
</configuration>
"#;

/// The codes of what is found, group 00 left out.
fn beyond_form(text: &str) -> Vec<&'static str> {
    let file = ConfigFile::new(FileId(0), "web.config", SourceText::from_text(text), None);
    let files = vec![InputFile { file, context: ContextKind::Server, is_debug: false }];
    let linter = Linter::new(Settings::default(), "");
    let session = Session::new(&linter, SessionInput::new(files, Schema::builtin(), Release::default()));
    let found = session.run(&MemoryFiles::new(), &|_| "").0.diagnostics;
    found.iter().map(|d| d.code).filter(|code| !code.starts_with("WC00")).collect()
}

#[test]
fn a_prefix_of_a_good_file_is_wrong_in_its_form_alone() {
    for (end, _) in WHOLE.char_indices().skip(1) {
        let prefix = &WHOLE[..end];
        assert_eq!(beyond_form(prefix), [""; 0], "{prefix}");
    }
}

#[test]
fn what_is_missing_is_told_as_soon_as_its_tag_ends() {
    let tag = |attributes: &str| {
        format!(
            "<configuration><system.webServer><aspNetCore{attributes} /></system.webServer></configuration>"
        )
    };
    assert!(beyond_form(&tag("")).contains(&"WC0202"));
    assert!(!beyond_form(&tag(" processPath=")).contains(&"WC0202"));
    assert!(!beyond_form(&tag(" processPath=\"dotnet\" arguments")).contains(&"WC0203"));
    assert!(beyond_form(&tag(" processPath=\"dotnet\"")).contains(&"WC0203"));
}
