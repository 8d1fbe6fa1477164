//! Timings of the XDT engine in one process: a usual file, a large flat one (twice, to see that time is linear), and
//! all fixtures one after the other.

#![allow(missing_docs, clippy::disallowed_methods, clippy::unwrap_used, reason = "a bench reads fixtures")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;
use webconfig_transform::{Mode, Options, transform};

/// What the program allocates with.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A web.config of about 4 KB.
fn usual() -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<configuration>\n  <connectionStrings>\n    <add name=\"Main\" connectionString=\"Server=.;Database=Shop\" providerName=\"System.Data.SqlClient\" />\n  </connectionStrings>\n  <appSettings>\n",
    );
    for index in 0..32 {
        let _ =
            writeln!(text, "    <add key=\"Setting{index}\" value=\"Value of setting number {index}\" />");
    }
    text.push_str("  </appSettings>\n  <system.web>\n    <compilation debug=\"true\" targetFramework=\"4.8\" />\n    <customErrors mode=\"Off\" />\n    <httpRuntime targetFramework=\"4.8\" />\n  </system.web>\n  <system.webServer>\n    <handlers>\n      <add name=\"aspNetCore\" path=\"*\" verb=\"*\" modules=\"AspNetCoreModuleV2\" resourceType=\"Unspecified\" />\n    </handlers>\n    <aspNetCore processPath=\"dotnet\" arguments=\".\\Shop.dll\" stdoutLogEnabled=\"false\" />\n    <rewrite>\n      <rules>\n");
    for index in 0..8 {
        let _ = writeln!(
            text,
            "        <rule name=\"Rule{index}\" stopProcessing=\"true\">\n          <match url=\"^old/{index}/(.*)$\" />\n          <action type=\"Redirect\" url=\"/new/{{R:1}}\" />\n        </rule>"
        );
    }
    text.push_str("      </rules>\n    </rewrite>\n  </system.webServer>\n</configuration>\n");
    text
}

/// Twelve steps of all common kinds.
const STEPS: &str = r#"<?xml version="1.0"?>
<configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
  <connectionStrings>
    <add name="Main" connectionString="Server=db;Database=Shop" xdt:Transform="SetAttributes" xdt:Locator="Match(name)" />
  </connectionStrings>
  <appSettings>
    <add key="Setting3" value="live" xdt:Transform="SetAttributes" xdt:Locator="Match(key)" />
    <add key="Setting9" xdt:Transform="Remove" xdt:Locator="Match(key)" />
    <add key="New" value="1" xdt:Transform="Insert" />
    <add key="Setting4" value="x" xdt:Transform="InsertIfMissing" xdt:Locator="Match(key)" />
    <add key="First" value="1" xdt:Transform="InsertBefore(/configuration/appSettings/add[1])" />
  </appSettings>
  <system.web>
    <compilation xdt:Transform="RemoveAttributes(debug)" />
    <customErrors mode="RemoteOnly" xdt:Transform="SetAttributes(mode)" />
  </system.web>
  <system.webServer>
    <aspNetCore stdoutLogEnabled="true" xdt:Transform="SetAttributes(stdoutLogEnabled)" />
    <rewrite>
      <rules>
        <rule xdt:Transform="Remove" xdt:Locator="Condition(@name='Rule2')" />
        <rule name="Rule5" xdt:Transform="Replace" xdt:Locator="Match(name)"><match url="x" /></rule>
        <rule xdt:Transform="RemoveAll" xdt:Locator="XPath(//rule[starts-with(@name, 'Rule7')])" />
      </rules>
    </rewrite>
  </system.webServer>
</configuration>
"#;

/// One section with `count` siblings.
fn flat(count: usize) -> String {
    let mut text = String::from("<configuration>\n  <appSettings>\n");
    for index in 0..count {
        let _ = writeln!(
            text,
            "    <add key=\"Some.Setting.Number.{index}\" value=\"The value that belongs to {index}\" />"
        );
    }
    text.push_str("  </appSettings>\n</configuration>\n");
    text
}

const ONE: &str = r#"<configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform"><appSettings>
  <add key="Some.Setting.Number.3000" value="x" xdt:Transform="SetAttributes" xdt:Locator="Match(key)" />
</appSettings></configuration>"#;

fn fixtures() -> Vec<(Vec<u8>, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/transform");
    let mut folders: Vec<_> = std::fs::read_dir(root).unwrap().map(|e| e.unwrap().path()).collect();
    folders.sort();
    folders
        .into_iter()
        .filter_map(|f| {
            Some((std::fs::read(f.join("source.xml")).ok()?, std::fs::read(f.join("transform.xml")).ok()?))
        })
        // The one with millions of entities measures its bound, not the engine.
        .filter(|(source, _)| !source.windows(8).any(|w| w == b"<!ENTITY"))
        .collect()
}

fn timings(c: &mut Criterion) {
    let mut group = c.benchmark_group("transform");
    group.sample_size(20);
    let usual = usual();
    assert!(transform(usual.as_bytes(), STEPS.as_bytes(), &Options::default()).bytes().is_some());
    for (name, mode) in [("4 KB, 12 steps", Mode::Reference), ("4 KB, 12 steps, preserve", Mode::Preserve)] {
        let options = Options { mode, explain: false };
        group.throughput(Throughput::Bytes(usual.len() as u64));
        group.bench_function(name, |b| {
            b.iter(|| transform(black_box(usual.as_bytes()), black_box(STEPS.as_bytes()), &options));
        });
    }
    for count in [6_200, 12_400] {
        let text = flat(count);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(format!("{count} siblings, 1 step"), |b| {
            b.iter(|| transform(black_box(text.as_bytes()), ONE.as_bytes(), &Options::default()));
        });
    }
    let all = fixtures();
    group.throughput(Throughput::Elements(all.len() as u64));
    group.bench_function("all fixtures", |b| {
        b.iter(|| {
            for (source, changes) in &all {
                black_box(transform(source, changes, &Options::default()));
            }
        });
    });
    group.finish();
}

criterion_group!(benches, timings);
criterion_main!(benches);
