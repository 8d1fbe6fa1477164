//! `cargo xtask plant FOLDER`: plants one fault in each of many configuration files and counts how many the linter
//! finds on the right line.
//!
//! The files are anybody's and never part of this repository. What is planted depends on the file's place in the list
//! alone, so that two runs plant the same. A file that is not well formed, or that has nothing to spoil, is left out.

use clap::{Args, ValueEnum};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use webconfig_config::{ConfigFile, FileKind, FileTable, Server, ServerInput};
use webconfig_diagnostics::{Diagnostic, Severity};
use webconfig_files::MemoryFiles;
use webconfig_lint::{ContextKind, InputFile, Linter, Session, SessionInput, Settings};
use webconfig_schema::{AttributeSchema, ElementSchema, Release, Schema, ValueType};
use webconfig_syntax::{Document, Element};
use webconfig_text::{FileId, SourceText, TextEdits, TextRange};

/// Arguments of `plant`.
#[derive(Args)]
pub(crate) struct Arguments {
    /// A folder with configuration files, searched to any depth.
    folder: PathBuf,
    /// How many files get a fault.
    #[arg(long, default_value_t = 300)]
    count: usize,
    /// The share of faults that must be found, in percent.
    #[arg(long, default_value_t = 99)]
    wanted: usize,
    /// Plant this kind of fault only.
    #[arg(long)]
    only: Option<Fault>,
    /// Show every fault and what was found.
    #[arg(long)]
    verbose: bool,
}

/// What is spoilt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
enum Fault {
    /// An attribute whose name has two letters swapped.
    MisspeltAttribute,
    /// A value that its type refuses.
    WrongType,
    /// An item of a collection twice.
    DuplicateKey,
    /// A section where none of its name is declared.
    MisplacedSection,
    /// A section that every server has locked.
    LockedSection,
    /// An element without its end tag.
    LostEndTag,
    /// A name with another letter case.
    WrongCase,
    /// An item without its required attribute.
    MissingAttribute,
}

const FAULTS: [Fault; 8] = [
    Fault::MisspeltAttribute,
    Fault::WrongType,
    Fault::DuplicateKey,
    Fault::MisplacedSection,
    Fault::LockedSection,
    Fault::LostEndTag,
    Fault::WrongCase,
    Fault::MissingAttribute,
];

/// A spoilt file, and what must be found in it: one of the codes, on one of the lines.
struct Planted {
    text: String,
    codes: &'static [&'static str],
    /// Offsets in the spoilt text.
    at: Vec<u32>,
    /// What the message must name.
    names: String,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), String> {
    let mut paths = Vec::new();
    collect(&arguments.folder, &mut paths)?;
    paths.sort();
    let mut found: BTreeMap<Fault, (usize, usize)> = BTreeMap::new();
    let mut planted = 0;
    for (number, path) in paths.iter().enumerate() {
        if planted >= arguments.count {
            break;
        }
        let Ok(bytes) = fs::read(path) else { continue };
        let Ok(source) = SourceText::decode(&bytes) else { continue };
        let text = source.text().to_owned();
        let Some(kind) = kind(path, &text) else { continue };
        let faults: Vec<Fault> = if let Some(fault) = arguments.only {
            vec![fault]
        } else {
            // The kind that is planted least so far, of those that are possible here.
            let mut all = FAULTS.to_vec();
            all.sort_by_key(|f| found.get(f).map_or(0, |(planted, _)| *planted));
            all
        };
        let Some((fault, spoilt)) = faults.iter().find_map(|f| Some((*f, plant(*f, &text, kind, number)?)))
        else {
            continue;
        };
        planted += 1;
        let is_found = is_found(&text, &spoilt, kind);
        let entry = found.entry(fault).or_default();
        entry.0 += 1;
        entry.1 += usize::from(is_found);
        if !is_found || arguments.verbose {
            let lines = SourceText::from_text(spoilt.text.as_str());
            let line = spoilt.at.first().map_or(0, |at| lines.lines().line(*at) + 1);
            println!("{} {fault:?} {}:{line}", if is_found { "found " } else { "missed" }, path.display());
            if !is_found {
                for d in lint(&spoilt.text, kind).iter().take(5) {
                    let at = d.primary.range.map_or(0, |r| lines.lines().line(r.start()) + 1);
                    println!("         {} line {at}: {}", d.code, d.message);
                }
            }
        }
    }
    let hits: usize = found.values().map(|(_, hits)| hits).sum();
    for (fault, (all, hits)) in &found {
        println!("{:20} {hits:4} of {all}", format!("{fault:?}"));
    }
    if planted == 0 {
        return Err("no file could be spoilt".to_owned());
    }
    let share = hits * 1_000 / planted;
    println!("{hits} of {planted} faults found on the right line ({}.{} %)", share / 10, share % 10);
    if share < arguments.wanted * 10 { Err(format!("fewer than {} %", arguments.wanted)) } else { Ok(()) }
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> Result<(), String> {
    let entries = fs::read_dir(folder).map_err(|problem| format!("{}: {problem}", folder.display()))?;
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, paths)?;
        } else if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("config")) {
            paths.push(path);
        }
    }
    Ok(())
}

/// What a file is, if it is one of IIS's and well formed.
fn kind(path: &Path, text: &str) -> Option<FileKind> {
    let document = Document::parse(text);
    if !document.is_well_formed() || text.contains("$if$") || text.len() > 200_000 {
        return None;
    }
    let name = path.file_name()?.to_string_lossy();
    let kind = FileKind::of(&name, &document);
    let is_ours = matches!(kind, FileKind::WebConfig | FileKind::ApplicationHost);
    let is_configuration = document.root().is_some_and(|r| r.local_name() == "configuration");
    (is_ours && is_configuration).then_some(kind)
}

/// What the linter finds in a text.
fn lint(text: &str, kind: FileKind) -> Vec<Diagnostic> {
    let linter = Linter::new(Settings::default(), "");
    let is_host = kind == FileKind::ApplicationHost;
    let session = Session::new(
        &linter,
        SessionInput {
            application_host: is_host.then_some(FileId(0)),
            ..SessionInput::new(
                vec![InputFile { file: file(text, kind), context: ContextKind::Server, is_debug: false }],
                Schema::builtin(),
                Release::default(),
            )
        },
    );
    let files = MemoryFiles::new();
    session.run(&files, &|_| "").0.diagnostics
}

fn file(text: &str, kind: FileKind) -> ConfigFile {
    let name = if kind == FileKind::ApplicationHost { "applicationHost.config" } else { "web.config" };
    ConfigFile::new(FileId(0), name, SourceText::from_text(text), Some(kind))
}

/// Whether something is found now, on the right line, that was not there before.
fn is_found(before: &str, spoilt: &Planted, kind: FileKind) -> bool {
    let source = SourceText::from_text(spoilt.text.as_str());
    let line = |offset: u32| source.lines().line(offset);
    let wanted: Vec<u32> = spoilt.at.iter().map(|at| line(*at)).collect();
    let fits = |d: &&Diagnostic| {
        spoilt.codes.contains(&d.code) && d.severity >= Severity::Info && d.message.contains(&spoilt.names)
    };
    let found = lint(&spoilt.text, kind);
    let on_line = found
        .iter()
        .filter(fits)
        .filter(|d| d.primary.range.is_some_and(|r| wanted.contains(&line(r.start()))));
    // A fault of the file's own on that very line would hide that the planted one is missed.
    let old = lint(before, kind);
    on_line.count() > 0 && found.iter().filter(fits).count() > old.iter().filter(fits).count()
}

/// Spoils a text; `None` where it has nothing of the kind. `number` chooses among many places.
fn plant(fault: Fault, text: &str, kind: FileKind, number: usize) -> Option<Planted> {
    match fault {
        Fault::LockedSection if kind == FileKind::ApplicationHost => None,
        Fault::LockedSection => Some(locked(text, number)),
        Fault::LostEndTag => lost_end_tag(text, number),
        Fault::MisplacedSection => misplaced(text, kind, number),
        _ => in_section(fault, text, kind, number),
    }
}

/// Puts `lines` behind one of the root's elements; gives the text and where they begin.
fn among_the_rest(text: &str, lines: &str, number: usize) -> Option<(String, u32)> {
    let document = Document::parse(text);
    let root = document.root()?;
    let ends: Vec<u32> = root.child_elements().map(|child| child.range().end()).collect();
    let at = number.checked_rem(ends.len()).and_then(|nth| ends.get(nth).copied());
    let at = at.or_else(|| Some(root.end_tag()?.start()))?;
    let mut spoilt = text.to_owned();
    spoilt.insert_str(at as usize, &format!("\n{lines}\n"));
    Some((spoilt, at + 1))
}

fn locked(text: &str, number: usize) -> Planted {
    const SECTIONS: [&str; 6] = [
        "<security><authentication>\n<windowsAuthentication enabled=\"true\" />\n</authentication></security>",
        "<security><authentication>\n<anonymousAuthentication enabled=\"false\" />\n</authentication></security>",
        "<security>\n<access sslFlags=\"Ssl\" />\n</security>",
        "<security>\n<ipSecurity allowUnlisted=\"false\" />\n</security>",
        "\n<serverRuntime enabled=\"false\" />\n",
        "\n<webSocket enabled=\"false\" />\n",
    ];
    let section = SECTIONS.get(number % SECTIONS.len()).unwrap_or(&"");
    let lines =
        format!("<location path=\"planted\"><system.webServer>{section}</system.webServer></location>");
    let whole = || (format!("<configuration>\n{lines}\n</configuration>"), "<configuration>\n".len() as u32);
    // An empty root has nothing else in it.
    let (text, begin) = among_the_rest(text, &lines, number).unwrap_or_else(whole);
    let at = begin + lines.find('\n').map_or(0, |n| n as u32 + 1);
    Planted { text, codes: &["WC0107"], at: vec![at], names: String::new() }
}

fn misplaced(text: &str, kind: FileKind, number: usize) -> Option<Planted> {
    const LINES: [&str; 6] = [
        "<system.webServer><requestFiltering /></system.webServer>",
        "<staticContent />",
        "<location path=\"planted\"><system.webServer><authentication /></system.webServer></location>",
        "<system.web><defaultDocument /></system.web>",
        "<system.webServer><httpCookies /></system.webServer>",
        "<location path=\"planted\"><handlers /></location>",
    ];
    /// Sections for applicationHost.config as a whole.
    const FOR_THE_SERVER: [&str; 3] = [
        "<location path=\"planted\"><system.webServer><globalModules /></system.webServer></location>",
        "<location path=\"planted\"><system.applicationHost><webLimits /></system.applicationHost></location>",
        "<location path=\"planted\"><system.webServer><fastCgi /></system.webServer></location>",
    ];
    let nth = number % (LINES.len() + FOR_THE_SERVER.len());
    let lines = LINES.get(nth).or_else(|| FOR_THE_SERVER.get(nth - LINES.len()))?;
    let is_for_server = nth >= LINES.len();
    if is_for_server && kind == FileKind::ApplicationHost {
        // A location for a site that is not there is never read.
        return None;
    }
    let (text, at) = among_the_rest(text, lines, number)?;
    let codes: &[&str] = if is_for_server { &["WC0108"] } else { &["WC0101"] };
    Some(Planted { text, codes, at: vec![at], names: String::new() })
}

fn lost_end_tag(text: &str, number: usize) -> Option<Planted> {
    let document = Document::parse(text);
    let open: Vec<Element<'_>> = document
        .elements()
        .filter(|e| e.end_tag().is_some() && e.child_elements().next().is_some())
        .collect();
    let element = *open.get(number.checked_rem(open.len())?)?;
    let end = element.end_tag()?;
    let spoilt = TextEdits::single(end, "").apply(text);
    // It is noticed at the next end tag of another name: one of the same name closes this element in its place.
    let other = element.ancestors().find(|a| a.name() != element.name());
    let next = other.and_then(Element::end_tag).map(|t| t.start() - (end.end() - end.start()));
    let noticed = next.unwrap_or(spoilt.len() as u32);
    let names = format!("`{}`", element.name());
    Some(Planted { text: spoilt, codes: &["WC0001"], at: vec![noticed, element.range().start()], names })
}

/// Spoils an element of a section that has a schema.
fn in_section(fault: Fault, text: &str, kind: FileKind, number: usize) -> Option<Planted> {
    let mut table = FileTable::new(1);
    let id = table.insert(file(text, kind));
    let is_host = kind == FileKind::ApplicationHost;
    let input = ServerInput {
        application_host: is_host.then_some(id),
        web_configs: if is_host { Vec::new() } else { vec![id] },
        ..ServerInput::new(Schema::builtin(), Release::default())
    };
    let server = Server::new(input, table, &MemoryFiles::new());
    let document = &server.file(id)?.document;
    let mut candidates: Vec<Planted> = Vec::new();
    for section in &server.bound(id)?.sections {
        let Some(schema) = Schema::builtin().section(&section.path) else { continue };
        let Some(root) = document.element(section.element) else { continue };
        // What is encrypted or included is not looked at here.
        if root.attribute("configSource").is_some() || root.attribute("configProtectionProvider").is_some() {
            continue;
        }
        let mut open = vec![(root, &schema.root, false)];
        while let Some((element, of, is_item)) = open.pop() {
            candidates.extend(spoil(fault, text, element, of, is_item));
            for child in element.child_elements() {
                let name = child.local_name();
                if let Some(inner) = of.element(name) {
                    open.push((child, inner, false));
                } else if let Some((collection, webconfig_schema::Directive::Add)) = of.directive(name) {
                    open.push((child, &collection.item, !collection.allow_duplicates));
                }
            }
        }
    }
    let at = number.checked_rem(candidates.len())?;
    candidates.into_iter().nth(at)
}

fn spoil(
    fault: Fault,
    text: &str,
    element: Element<'_>,
    schema: &ElementSchema,
    is_item: bool,
) -> Option<Planted> {
    if schema.runtime_only {
        return None;
    }
    let replaced = |range: TextRange, with: &str, codes: &'static [&'static str]| {
        let spoilt = TextEdits::single(range, with).apply(text);
        Planted { text: spoilt, codes, at: vec![range.start()], names: String::new() }
    };
    let known = |name: &str| schema.attribute(name).filter(|a| !a.runtime_only);
    match fault {
        Fault::MisspeltAttribute if !schema.allow_unrecognized_attributes => {
            let attribute = element.attributes().find(|a| known(a.name()).is_some())?;
            let name = misspelt(attribute.name())?;
            let is_free = schema.attributes.iter().all(|a| !a.name.eq_ignore_ascii_case(&name));
            is_free.then(|| replaced(attribute.name_range(), &name, &["WC0102"]))
        }
        Fault::WrongType => {
            let (attribute, wrong) =
                element.attributes().find_map(|a| Some((a, wrong_value(known(a.name())?)?)))?;
            Some(replaced(attribute.value_range(), wrong, &["WC0104"]))
        }
        Fault::DuplicateKey => {
            let has_keys = schema.keys().next().is_some();
            let complete = schema.keys().all(|k| !k.required || element.attribute(&k.name).is_some());
            if !is_item || !has_keys || !complete {
                return None;
            }
            let copy = element.range().of(text);
            let at = element.range().end();
            let spoilt = TextEdits::single(TextRange::empty(at), format!("\n{copy}")).apply(text);
            // The tag may take several lines; the key that is there twice is pointed at.
            let into_copy = |offset: u32| at + 1 + offset - element.range().start();
            let keys = element.attributes().filter(|a| schema.keys().any(|k| &*k.name == a.name()));
            let at = std::iter::once(at + 1).chain(keys.map(|a| into_copy(a.range().start()))).collect();
            Some(Planted { text: spoilt, codes: &["WC0106"], at, names: String::new() })
        }
        Fault::WrongCase => {
            let attribute = element.attributes().find(|a| known(a.name()).is_some())?;
            let name = capital(attribute.name());
            (name != attribute.name() && !schema.allow_unrecognized_attributes)
                .then(|| replaced(attribute.name_range(), &name, &["WC0103"]))
        }
        Fault::MissingAttribute => {
            let is_needed = |name: &str| known(name).is_some_and(|a| a.required);
            let attribute = element.attributes().find(|a| is_needed(a.name()))?;
            let spoilt = TextEdits::single(attribute.range(), "").apply(text);
            // Reported at the tag's name.
            (element.local_name() != "remove").then(|| Planted {
                text: spoilt,
                codes: &["WC0105"],
                at: vec![element.range().start()],
                names: format!("`{}`", attribute.name()),
            })
        }
        _ => None,
    }
}

/// The name with the last two different neighbours swapped.
fn misspelt(name: &str) -> Option<String> {
    let mut letters: Vec<char> = name.chars().collect();
    let at = (1..letters.len()).rev().find(|i| letters.get(*i) != letters.get(i - 1))?;
    letters.swap(at, at - 1);
    let swapped: String = letters.into_iter().collect();
    (!swapped.eq_ignore_ascii_case(name) && name.len() > 2).then_some(swapped)
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// A value that the attribute's type refuses.
fn wrong_value(schema: &AttributeSchema) -> Option<&'static str> {
    let wrong = match &schema.value_type {
        ValueType::Bool => "ture",
        ValueType::String => return None,
        _ => "planted!",
    };
    schema.parse(wrong).is_err().then_some(wrong)
}
