//! One report in every format, against expectations kept in `snapshots/`.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use webconfig_diagnostics::{
    Confidence, Diagnostic, Evidence, Fix, IisVerdict, Phase, Place, Related, Safety, Scope, Severity,
};
use webconfig_render::{Format, Report, RuleText, Sources, Style, Summary, render, statistics};
use webconfig_text::{FileId, SourceText, TextEdits, TextRange};

const WEB: &str = "<configuration>\r\n  <system.webServer>\r\n    <urlCompression doStaticCompression=\"yes\" />\r\n  \
                   </system.webServer>\r\n  <connectionStrings>\r\n    <add name=\"db\" connectionString=\
                   \"Server=x;Password=hunter2\" />\r\n  </connectionStrings>\r\n</configuration>\r\n";
const HOST: &str = "<configuration>\n\t<site name=\"Büro 日本\" id=\"1\" id=\"2\" />\n</configuration>\n";

struct Two {
    texts: [SourceText; 2],
    secrets: [Vec<TextRange>; 2],
}

impl Two {
    fn new() -> Self {
        let secret = WEB.find("Server=").unwrap() as u32;
        Self {
            texts: [SourceText::from_text(WEB), SourceText::from_text(HOST)],
            secrets: [vec![TextRange::at(secret, "Server=x;Password=hunter2".len() as u32)], vec![]],
        }
    }
}

impl Sources for Two {
    fn path(&self, file: FileId) -> &str {
        ["src/web.config", "apphost, “[1]”.config", "", "src/gone.config"][file.0 as usize]
    }
    fn text(&self, file: FileId) -> Option<&SourceText> {
        self.texts.get(file.0 as usize)
    }
    fn secrets(&self, file: FileId) -> &[TextRange] {
        self.secrets.get(file.0 as usize).map_or(&[], Vec::as_slice)
    }
    fn rule(&self, code: &str) -> Option<RuleText<'_>> {
        (code == "WC0104")
            .then_some(RuleText { summary: "Reports a value of the wrong type.", page: "# Why\nIIS stops." })
    }
}

fn place(file: u32, needle: &str) -> Place {
    let text = [WEB, HOST][file as usize];
    Place::new(FileId(file), TextRange::at(text.find(needle).unwrap() as u32, needle.len() as u32))
}

fn findings() -> Vec<Diagnostic> {
    let value = place(0, "yes");
    let mut typed = Diagnostic::new(
        "WC0104",
        "invalid-typed-value",
        Severity::Error,
        value,
        "`doStaticCompression` must be `true` or `false`, not `yes`",
    );
    typed.label = Some("not a boolean".into());
    typed.help = Some("write `true` or `false`".into());
    typed.phase = Some(Phase::Section);
    typed.iis = Some(IisVerdict {
        hresult: Some(0x8007_000d),
        text: Some(
            "The 'doStaticCompression' attribute is invalid.  Boolean must be either 'true' or 'false'"
                .into(),
        ),
        file: Some(FileId(0)),
        line: Some(3),
        evidence: Evidence::Measured,
    });
    let edits = TextEdits::single(value.range.unwrap(), "true");
    typed.fix = Some(Fix::edit("replace `yes` by `true`", Safety::Safe, FileId(0), edits));
    typed.scope = Some(Scope { site: Some("Shop".into()), path: Some("/".into()), application_pool: None });

    let mut secret = Diagnostic::new(
        "WC0801",
        "plain-text-password",
        Severity::Warning,
        place(0, "connectionString=\"Server=x;Password=hunter2\""),
        "the connection string `db` holds a password\nin plain text: 100%",
    );
    secret.confidence = Confidence::NeedsContext;

    let mut twice = Diagnostic::new(
        "WC0001",
        "not-well-formed",
        Severity::Error,
        place(1, "id=\"2\""),
        "`id` is given twice",
    );
    twice.detail = Some("duplicate-attribute".into());
    twice.related = vec![
        Related { message: "given first here".into(), place: place(1, "id=\"1\"") },
        Related { message: "and named in".into(), place: Place::whole(FileId(3)) },
    ];
    let mut folder = Diagnostic::new(
        "WC1301",
        "missing-host",
        Severity::Info,
        Place::whole(FileId(2)),
        "the publish folder has no `App.exe`",
    );
    folder.fix = Some(Fix {
        title: "rename `gone.config`".into(),
        changes: vec![
            webconfig_diagnostics::Change::Rename { file: FileId(3), to: "src/web2.config".into() },
            webconfig_diagnostics::Change::Create { path: "a.txt".into(), text: "x".into() },
            webconfig_diagnostics::Change::Delete { file: FileId(3) },
        ],
        safety: Safety::Unsafe,
    });
    let hint = Diagnostic::new(
        "WC0104",
        "invalid-typed-value",
        Severity::Hint,
        place(0, "urlCompression"),
        "a thought",
    );
    vec![secret, hint, twice, typed, folder]
}

fn rendered(format: Format, style: Style) -> String {
    let (sources, findings) = (Two::new(), findings());
    let report = Report::new(&findings, &sources, Summary::of(&findings, 3, 2));
    let mut out = Vec::new();
    render(format, &report, style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn every_format_is_as_recorded_and_shows_no_secret() {
    for format in Format::ALL {
        let out = rendered(format, Style::default());
        assert!(!out.contains("hunter2"), "{}", format.name());
        assert!(!out.contains('\u{1b}'), "{}", format.name());
        insta::assert_snapshot!(format.name(), out);
        assert_eq!(Format::named(format.name()), Some(format));
    }
}

#[test]
fn colour_is_used_only_when_asked_for() {
    let out = rendered(Format::Text, Style { color: true });
    assert!(out.contains("\u{1b}[1;31merror[WC0104]\u{1b}[0m"), "{out}");
    assert!(!out.contains("hunter2"));
}

#[test]
fn json_says_where_in_lines_code_points_and_bytes() {
    let all: serde_json::Value = serde_json::from_str(&rendered(Format::Json, Style::default())).unwrap();
    let twice = all["diagnostics"].as_array().unwrap().iter().find(|d| d["code"] == "WC0001").unwrap();
    assert_eq!(twice["range"]["start"]["line"], 2);
    assert_eq!(twice["range"]["start"]["column"], 30);
    assert_eq!(twice["range"]["start"]["offset"], HOST.find("id=\"2\"").unwrap());
    assert_eq!(twice["related"][1]["range"], serde_json::Value::Null);
    assert_eq!(all["summary"]["fixable"], 2);
    for line in rendered(Format::Jsonl, Style::default()).lines() {
        let one: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(all["diagnostics"].as_array().unwrap().contains(&one));
    }
}

#[test]
fn a_run_without_findings_is_a_whole_report_in_every_format() {
    let sources = Two::new();
    let report = Report::new(&[], &sources, Summary::of(&[], 3, 0));
    for format in Format::ALL {
        let mut out = Vec::new();
        render(format, &report, Style::default(), &mut out).unwrap();
        insta::assert_snapshot!(format!("{}-clean", format.name()), String::from_utf8(out).unwrap());
    }
}

#[test]
fn statistics_count_by_rule() {
    let (sources, findings) = (Two::new(), findings());
    let report = Report::new(&findings, &sources, Summary::of(&findings, 3, 0));
    insta::assert_snapshot!(statistics(&report));
}

#[test]
fn hostile_places_and_an_empty_file_are_drawn_without_a_fuss() {
    struct Odd(SourceText);
    impl Sources for Odd {
        fn path(&self, _: FileId) -> &'static str {
            "a\u{1b}[2J\nb"
        }
        fn text(&self, _: FileId) -> Option<&SourceText> {
            Some(&self.0)
        }
    }
    for text in ["", "\n", "é", "a\rb\r\n", "\u{1b}[31m"] {
        let sources = Odd(SourceText::from_text(text));
        let found: Vec<_> = (0..6)
            .flat_map(|start| (start..7).map(move |end| TextRange::new(start, end)))
            .map(|range| {
                Diagnostic::new("WC0001", "x", Severity::Error, Place::new(FileId(0), range), "m\u{1b}[0m")
            })
            .collect();
        let report = Report::new(&found, &sources, Summary::of(&found, 1, 0));
        for format in Format::ALL {
            let mut out = Vec::new();
            render(format, &report, Style::default(), &mut out).unwrap();
            let out = String::from_utf8(out).unwrap();
            // GitHub and Azure escape line ends alone; their logs are no terminals.
            if !matches!(format, Format::Github | Format::Azure) {
                assert!(!out.contains('\u{1b}'), "{} {text:?}: {out}", format.name());
            }
        }
    }
}
