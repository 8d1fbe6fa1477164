//! WC1209. What a publish would write is computed by the same code as `webconfig publish`.

use super::difference::{Difference, What, differences};
use crate::publish_result::published_bytes;
use crate::rule::rule;
use crate::rules::core_module::command_line::{arguments, is_dotnet};
use crate::surroundings::{between, projects_in};
use crate::views::{Presence, PublishedView};
use crate::{Context, InputFile};
use webconfig_diagnostics::{Place, Redacted, Safety, Severity, secret_ranges};
use webconfig_files::{join, name, parent};
use webconfig_project::{Given, Host, Project, USED};
use webconfig_syntax::{Attribute, Document, Element};
use webconfig_text::{SourceText, TextEdits, TextRange};

rule! {
    /// Reports a published `web.config` that is not what a publish of its project writes.
    ///
    /// The SDK's step and the chain of transforms are computed from the project's inputs and compared with the file in
    /// meaning: comments, white space, the order of attributes and the log path of Azure do not count, nor does
    /// `dotnet .\App.dll` against `.\App.exe` while both lie in the folder. Where nobody names the build configuration, each
    /// configuration and publish profile of the project may have made the file. An `ASPNETCORE_ENVIRONMENT` alone is a warning:
    /// a property of the command line may have set it.
    ///
    /// # Why
    /// What differs is left from an earlier publish, was edited by hand and goes with the next publish, or shows that a step
    /// failed.
    ///
    /// # Fires
    /// ```xml publish/web.config context=published
    /// <configuration>
    ///   <location path="." inheritInChildApplications="false">
    ///     <system.webServer>
    ///       <handlers>
    ///         <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" resourceType="Unspecified" />
    ///       </handlers>
    ///       <aspNetCore processPath="dotnet" arguments=".\Shop.dll" stdoutLogEnabled="false" stdoutLogFile=".\logs\stdout" hostingModel="outofprocess" />
    ///                                                                                                                                    ^^^^^^^^^^^^ a publish gives `inprocess`
    ///     </system.webServer>
    ///   </location>
    /// </configuration>
    /// ```
    /// ```xml Shop.csproj
    /// <Project Sdk="Microsoft.NET.Sdk.Web">
    ///   <PropertyGroup>
    ///     <TargetFramework>net10.0</TargetFramework>
    ///   </PropertyGroup>
    /// </Project>
    /// ```
    ///
    /// # Clean
    /// ```xml publish/web.config context=published
    /// <configuration>
    ///   <location path="." inheritInChildApplications="false">
    ///     <system.webServer>
    ///       <handlers>
    ///         <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" resourceType="Unspecified" />
    ///       </handlers>
    ///       <aspNetCore processPath="dotnet" arguments=".\Shop.dll" stdoutLogEnabled="false" stdoutLogFile=".\logs\stdout" hostingModel="inprocess" />
    ///     </system.webServer>
    ///   </location>
    /// </configuration>
    /// ```
    /// ```xml Shop.csproj
    /// <Project Sdk="Microsoft.NET.Sdk.Web">
    ///   <PropertyGroup>
    ///     <TargetFramework>net10.0</TargetFramework>
    ///   </PropertyGroup>
    /// </Project>
    /// ```
    ///
    /// # Trap
    /// Form is no difference.
    /// ```xml publish/web.config context=published
    /// <configuration>
    ///   <location path="." inheritInChildApplications="false">
    ///     <system.webServer>
    ///       <!-- the module -->
    ///       <handlers><add path="*" verb="*" name="aspNetCore" modules="AspNetCoreModuleV2" resourceType="Unspecified" /></handlers>
    ///       <aspNetCore processPath="dotnet" arguments=".\Shop.dll" stdoutLogEnabled="false" stdoutLogFile="\\?\%home%\LogFiles\stdout" hostingModel="inprocess" />
    ///     </system.webServer>
    ///   </location>
    /// </configuration>
    /// ```
    /// ```xml Shop.csproj
    /// <Project Sdk="Microsoft.NET.Sdk.Web">
    ///   <PropertyGroup>
    ///     <TargetFramework>net10.0</TargetFramework>
    ///   </PropertyGroup>
    /// </Project>
    /// ```
    ///
    /// # Fix
    /// Writes what a publish writes.
    ///
    /// # References
    /// - dotnet/websdk, issues 440 and 751
    WC1209 "published-differs-from-transform", Error, since "0.1",
    fix Safe, scope PUB PRJ, profiles "rs", P0,
    on Published(check)
}

/// How many ways of publishing are tried.
const MOST: usize = 64;
/// How far up a project is looked for.
const HIGHEST: usize = 8;
const ENVIRONMENT: &str = "ASPNETCORE_ENVIRONMENT";

fn check(published: &PublishedView<'_>, cx: &mut Context<'_>) {
    let Some(file) = published.web_config().filter(|f| f.file.document.is_well_formed()) else { return };
    let Some(path) = project_path(published) else { return };
    let here = &file.file.document;
    let environment = environment_of(here);
    let mut nearest: Option<(Vec<Difference>, SourceText)> = None;
    let mut differs_by_environment = false;
    for properties in ways(published, &path) {
        let Some(expected) = expected(published, &path, &properties) else { continue };
        let there = Document::parse(expected.shared_text());
        let found = compared(published, here, &there);
        if found.is_empty() {
            return;
        }
        if found.iter().all(|d| is_about_environment(d, here, &there)) {
            differs_by_environment = true;
        }
        if nearest.as_ref().is_none_or(|(best, _)| found.len() < best.len()) {
            nearest = Some((found, expected));
        }
        // The transform of an environment that the command line named goes with the variable.
        if let Some(environment) = &environment
            && !properties.iter().any(|(n, _)| n.eq_ignore_ascii_case("EnvironmentName"))
        {
            let mut named = properties.clone();
            named.push(("EnvironmentName".to_owned(), environment.clone()));
            let is_it = self::expected(published, &path, &named).is_some_and(|expected| {
                compared(published, here, &Document::parse(expected.shared_text())).is_empty()
            });
            differs_by_environment |= is_it;
        }
    }
    let Some((found, expected)) = nearest else { return };
    let project = name(&path);
    if differs_by_environment {
        of_environment(file, project, environment.as_deref(), cx);
    } else {
        told(file, project, &found, &expected, cx);
    }
}

fn of_environment(file: &InputFile, project: &str, environment: Option<&str>, cx: &mut Context<'_>) {
    let id = file.file.id;
    let variable = variable_of(&file.file.document);
    let range = variable.and_then(|v| v.attribute("value")).map(Attribute::value_range);
    let range = range.or_else(|| module_of(&file.file.document).map(Element::name_range));
    let place = range.map_or(Place::whole(id), |range| Place::new(id, range));
    let what = match environment {
        Some(environment) => {
            format!("`{ENVIRONMENT}` is `{environment}`, which no input of `{project}` asks for")
        }
        None => format!("`{ENVIRONMENT}` is missing, which `{project}` asks for"),
    };
    cx.report(place, format!("{what}; it may be left from an earlier publish"))
        .label("not from the project")
        .help(
            "fine where the command line set `EnvironmentName`; otherwise publish again into an empty folder",
        )
        .graded(Severity::Warning);
}

fn told(file: &InputFile, project: &str, found: &[Difference], expected: &SourceText, cx: &mut Context<'_>) {
    let Some((first, others)) = found.split_first() else { return };
    let id = file.file.id;
    let (what, label) = words(first, project);
    let more = match others.len() {
        0 => String::new(),
        1 => " (and one more difference)".to_owned(),
        n => format!(" (and {n} more differences)"),
    };
    let mut report = cx.report(Place::new(id, first.range), format!("{what}{more}"));
    report.label(label).help(
        "publish again; what was edited by hand belongs into the project's `web.config` or a transform",
    );
    for other in others.iter().take(8) {
        report.related(Place::new(id, other.range), words(other, project).0);
    }
    let text = file.file.source.text();
    let edits = TextEdits::single(TextRange::new(0, text.len() as u32), expected.text());
    report.edit_in(id, "write what a publish writes", Safety::Safe, edits);
}

/// What a difference is, and its label.
fn words(difference: &Difference, project: &str) -> (String, String) {
    let gives = format!("a publish of `{project}` gives");
    match &difference.what {
        What::Value { name, of, here, there } => {
            let of = of.as_ref().map(|of| format!(" of `{of}`")).unwrap_or_default();
            if is_open(name, here) && is_open(name, there) {
                (
                    format!("`{name}`{of} is `{here}`, and {gives} `{there}`"),
                    format!("a publish gives `{there}`"),
                )
            } else {
                (format!("`{name}`{of} is not what {gives}"), "not from the project".to_owned())
            }
        }
        What::ExtraAttribute(name) => {
            (format!("`{name}` is set, and {gives} none"), "not from the project".to_owned())
        }
        What::MissingAttribute(name, value) => {
            let value = shown(name, value);
            (format!("`{name}` is missing, and {gives} `{value}`"), format!("a publish gives `{name}`"))
        }
        What::ExtraElement(name) => {
            (format!("`{name}` is there, and {gives} none"), "not from the project".to_owned())
        }
        What::MissingElement(name) => {
            (format!("`{name}` is missing, and {gives} it"), format!("a publish gives `{name}`"))
        }
        What::Text => (format!("the text here is not what {gives}"), "not from the project".to_owned()),
        What::Order => (format!("the order here is not what {gives}"), "another order".to_owned()),
    }
}

/// Whether a value may be seen: those of settings and variables may be secret.
fn is_open(name: &str, value: &str) -> bool {
    let as_attribute = format!("<a {name}=\"{value}\" />");
    !name.eq_ignore_ascii_case("value") && secret_ranges(&as_attribute).is_empty()
}

fn shown(name: &str, value: &str) -> String {
    if is_open(name, value) { value.to_owned() } else { Redacted(value).to_string() }
}

/// The project that was named for the folder, else the one in whose folders it lies.
fn project_path(published: &PublishedView<'_>) -> Option<String> {
    let files = published.places.files();
    let only = |folder: &str| match projects_in(folder, files).as_slice() {
        [one] => Some(one.clone()),
        _ => None,
    };
    if let Some(named) = &published.surrounding.project {
        let path = published.places.absolute(named);
        return if files.is_file(&path) { Some(path) } else { only(&path) };
    }
    let mut above = published.places.absolute(&published.surrounding.path);
    for _ in 0..HIGHEST {
        if above.is_empty() || above == "/" {
            return None;
        }
        above = parent(&above).to_owned();
        let mut projects = projects_in(&above, files).into_iter();
        if let Some(path) = projects.next() {
            // Only of the project that built the application.
            if projects.next().is_some() {
                return None;
            }
            let target = evaluate(published, &path, &[])?.value("TargetName");
            return published
                .applications
                .iter()
                .any(|a| a.name.eq_ignore_ascii_case(&target))
                .then_some(path);
        }
    }
    None
}

fn evaluate(published: &PublishedView<'_>, path: &str, properties: &[(String, String)]) -> Option<Project> {
    let given = Given { properties: properties.to_vec(), host: Host::Windows, ..Given::default() };
    Project::read(published.places.files(), path, &given).ok().filter(|p| p.is_asp_net_core)
}

/// What a publish with these properties writes.
fn expected(
    published: &PublishedView<'_>,
    path: &str,
    properties: &[(String, String)],
) -> Option<SourceText> {
    let files = published.places.files();
    let project = evaluate(published, path, properties)?;
    // What cannot be evaluated here must not decide.
    if USED.iter().any(|used| project.properties.get(used).is_some_and(|p| p.doubt.is_some())) {
        return None;
    }
    let entries = files.entries(&project.folder).unwrap_or_default();
    let own = entries.iter().find(|e| !e.is_folder && e.name.eq_ignore_ascii_case("web.config"));
    let bytes = match own {
        Some(own) => Some(files.bytes(&join(&project.folder, &own.name), usize::MAX).ok()?),
        None => None,
    };
    let source = own.map(|own| own.name.as_str()).zip(bytes.as_deref());
    SourceText::decode(&published_bytes(files, &project, source)?).ok()
}

/// The properties with which the folder may have been published, the likeliest first.
fn ways(published: &PublishedView<'_>, path: &str) -> Vec<Vec<(String, String)>> {
    let files = published.places.files();
    let folder = parent(path);
    let names = |below: &str| -> Vec<String> {
        let entries = files.entries(&join(folder, below)).unwrap_or_default();
        entries.iter().filter(|e| !e.is_folder).map(|e| e.name.clone()).collect()
    };
    let middle = |name: &str, begin: &str, end: &str| {
        between(name, begin, end).filter(|m| !m.is_empty()).map(str::to_owned)
    };
    let mut configurations: Vec<String> = vec!["Release".to_owned()];
    if let Some(named) = &published.surrounding.configuration {
        configurations = vec![named.clone()];
    } else {
        // `bin/Debug/net8.0/publish` says how it was built; Debug is no configuration that anybody deploys otherwise.
        let mut parts = published.surrounding.path.split('/').skip_while(|p| !p.eq_ignore_ascii_case("bin"));
        configurations.extend(parts.nth(1).filter(|_| parts.next().is_some()).map(str::to_owned));
        let transforms = names("").into_iter().filter_map(|n| middle(&n, "web.", ".config"));
        for name in transforms.filter(|n| !n.eq_ignore_ascii_case("Debug")) {
            if !configurations.iter().any(|c| c.eq_ignore_ascii_case(&name)) {
                configurations.push(name);
            }
        }
    }
    let profiles = names("Properties/PublishProfiles").into_iter().filter_map(|n| middle(&n, "", ".pubxml"));
    let profiles: Vec<Option<String>> = std::iter::once(None).chain(profiles.map(Some)).collect();
    let frameworks = frameworks(published, path);
    let mut runtimes: Vec<Option<String>> = vec![None];
    let of_deps = published.applications.iter().filter_map(|a| a.runtime_identifier());
    runtimes.extend(of_deps.map(|r| Some(r.to_owned())));
    // A single file has no list of dependencies.
    if published.files().any(|e| e.name.to_ascii_lowercase().ends_with(".exe")) {
        runtimes.push(Some("win-x64".to_owned()));
    }
    let mut ways = Vec::new();
    for runtime in &runtimes {
        for profile in &profiles {
            for configuration in &configurations {
                for framework in &frameworks {
                    let mut way = vec![("Configuration".to_owned(), configuration.clone())];
                    let mut add = |name: &str, value: &Option<String>| {
                        way.extend(value.iter().map(|v| (name.to_owned(), v.clone())));
                    };
                    add("PublishProfile", profile);
                    add("TargetFramework", framework);
                    add("RuntimeIdentifier", runtime);
                    ways.push(way);
                }
            }
        }
    }
    ways.truncate(MOST);
    ways
}

/// The framework of the folder where the project has several.
fn frameworks(published: &PublishedView<'_>, path: &str) -> Vec<Option<String>> {
    let Some(project) = evaluate(published, path, &[]) else { return vec![None] };
    let all = project.target_frameworks();
    if all.is_empty() {
        return vec![None];
    }
    let built = published.applications.iter().find_map(|a| a.framework.as_deref());
    let own = all.iter().filter(|f| built.is_some_and(|b| f.split('-').next() == Some(b)));
    let own: Vec<Option<String>> = own.cloned().map(Some).collect();
    if own.is_empty() { all.into_iter().map(Some).collect() } else { own }
}

fn module_of(document: &Document) -> Option<Element<'_>> {
    document.elements().find(|e| e.name() == "aspNetCore")
}

fn variable_of(document: &Document) -> Option<Element<'_>> {
    let variables = module_of(document)?.child("environmentVariables")?;
    variables.child_elements().find(|v| is_environment(*v))
}

fn is_environment(element: Element<'_>) -> bool {
    element.value("name").is_some_and(|n| n.eq_ignore_ascii_case(ENVIRONMENT))
}

fn environment_of(document: &Document) -> Option<String> {
    variable_of(document)?.value("value").map(std::borrow::Cow::into_owned).filter(|v| !v.is_empty())
}

/// The differences that matter to somebody.
fn compared(published: &PublishedView<'_>, here: &Document, there: &Document) -> Vec<Difference> {
    let mut found = differences(here, there);
    let is_azure = |path: &str| path.to_ascii_lowercase().contains(r"\\?\%home%");
    found.retain(|d| match &d.what {
        What::Value { name, here, there, .. } => {
            !(name == "stdoutLogFile" && (is_azure(here) || is_azure(there)))
        }
        _ => true,
    });
    let (Some(a), Some(b)) = (module_of(here), module_of(there)) else { return found };
    if starts_the_same(published, a, b) {
        let tag = a.start_tag();
        found.retain(|d| {
            let of_line = |name: &str| matches!(name, "processPath" | "arguments");
            let is_of_line = match &d.what {
                What::Value { name, .. } | What::ExtraAttribute(name) | What::MissingAttribute(name, _) => {
                    of_line(name)
                }
                _ => false,
            };
            !(is_of_line && tag.contains_range(d.range))
        });
    }
    found
}

/// Whether two sections start the same application, one through `dotnet` and one through its executable, while both files
/// lie in the folder.
fn starts_the_same(published: &PublishedView<'_>, a: Element<'_>, b: Element<'_>) -> bool {
    let (Some(a), Some(b)) = (command(a), command(b)) else { return false };
    let is_there = |file: String| published.has(&file) != Presence::Missing;
    a.is_dotnet != b.is_dotnet
        && a.program.eq_ignore_ascii_case(&b.program)
        && a.rest == b.rest
        && is_there(format!("{}.dll", a.program))
        && is_there(format!("{}.exe", a.program))
}

/// A command line taken apart.
struct Command {
    is_dotnet: bool,
    /// The program's path below the folder, without extension.
    program: String,
    rest: String,
}

fn command(section: Element<'_>) -> Option<Command> {
    let path = section.value("processPath")?;
    let line = section.value("arguments").unwrap_or_default();
    let stem = |path: &str, end: &str| {
        let relative = join("", path.trim());
        let at = relative.len().checked_sub(end.len())?;
        let is_it = relative.get(at..)?.eq_ignore_ascii_case(end);
        is_it.then(|| relative.get(..at).map(str::to_owned)).flatten()
    };
    if !is_dotnet(path.trim()) {
        let program = stem(&path, ".exe")?;
        return Some(Command { is_dotnet: false, program, rest: line.trim().to_owned() });
    }
    let split = arguments(&line);
    let first = split.first()?;
    let rest = line.get(first.end..).unwrap_or("").trim().to_owned();
    Some(Command { is_dotnet: true, program: stem(&first.text, ".dll")?, rest })
}

/// Whether a difference is about the environment's variable alone.
fn is_about_environment(difference: &Difference, here: &Document, there: &Document) -> bool {
    let holds_nothing_else = |variables: Element<'_>| {
        let mut children = variables.child_elements().peekable();
        children.peek().is_some() && children.all(is_environment)
    };
    let at = || here.element_at(difference.range.start());
    let is_variable =
        |called: &str| called.eq_ignore_ascii_case(&format!("environmentVariable {ENVIRONMENT}"));
    match &difference.what {
        What::ExtraElement(name) if name == "environmentVariables" => at().is_some_and(holds_nothing_else),
        What::MissingElement(name) if name == "environmentVariables" => {
            let variables = module_of(there).and_then(|m| m.child("environmentVariables"));
            variables.is_some_and(holds_nothing_else)
        }
        What::ExtraElement(name) | What::MissingElement(name) => is_variable(name),
        What::Value { .. } => at().is_some_and(is_environment),
        _ => false,
    }
}
