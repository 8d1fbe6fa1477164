//! WC0205.

use super::command_line::{Argument, arguments, contains, is_dotnet};
use crate::rule::rule;
use crate::views::CoreModuleView;
use crate::{Context, ContextKind};
use webconfig_diagnostics::Severity;

rule! {
    /// Reports a command line of the developer's machine in a deployed file.
    ///
    /// Errors are the stand-ins that Visual Studio fills in (`%LAUNCHER_PATH%`, `%LAUNCHER_ARGS%`), its launcher
    /// programs, and `dotnet run` or `dotnet watch`. Warnings are stand-ins of other templates, and paths below
    /// `bin\Debug`, `bin\Release` or a user's profile; in a source tree such paths are worth a mention.
    ///
    /// # Why
    /// The publish step replaces these values. Where it is switched off nobody does, and no server has a program
    /// behind them: the application never starts.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="%LAUNCHER_PATH%" arguments="%LAUNCHER_ARGS%" />
    ///                              ^^^^^^^^^^^^^^^ for Visual Studio only
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments="run --project App" hostingModel="outofprocess" />
    ///                                                 ^^^^^^^^^^^^^^^^^ for development only
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// ```xml context=published
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments="exec bin\Debug\net10.0\App.dll" hostingModel="outofprocess" />
    ///                                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ a build folder
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath=".\App.exe" hostingModel="inprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// Right and recommended in a source tree.
    /// ```xml context=project
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="%LAUNCHER_PATH%" arguments="%LAUNCHER_ARGS%" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # References
    /// - dotnet/aspnetcore, issue 14614
    WC0205 "launcher-placeholder-published", Error, since "0.1",
    scope WC PUB, profiles "rs", P0,
    on CoreModule(check)
}

/// What is wrong with one of the two attributes.
struct Leftover {
    what: &'static str,
    label: &'static str,
    severity: Severity,
}

const LAUNCHER: Leftover = Leftover {
    what: "is a stand-in that only Visual Studio fills in",
    label: "for Visual Studio only",
    severity: Severity::Error,
};
const LAUNCHER_PROGRAM: Leftover = Leftover { what: "is the launcher of Visual Studio", ..LAUNCHER };
const RUN: Leftover = Leftover {
    what: "builds and runs a project's source",
    label: "for development only",
    severity: Severity::Error,
};
const TEMPLATE: Leftover = Leftover {
    what: "is a stand-in of a template that nothing fills in",
    label: "never filled in",
    severity: Severity::Warning,
};
const BUILD: Leftover = Leftover {
    what: "leads to a build folder instead of what was published",
    label: "a build folder",
    severity: Severity::Warning,
};
const PROFILE: Leftover = Leftover {
    what: "leads into the profile of a user",
    label: "a user's folder",
    severity: Severity::Warning,
};

fn check(module: &CoreModuleView<'_>, cx: &mut Context<'_>) {
    if module.context() == ContextKind::Express {
        return;
    }
    let found = [("processPath", of_path(module)), ("arguments", of_arguments(module))];
    let mut places = Vec::new();
    for (name, leftover) in found {
        if let (Some(leftover), Some((_, place))) = (leftover, module.written(name)) {
            places.push((name, leftover, place));
        }
    }
    // One command line, one finding: the gravest.
    places.sort_by_key(|(_, leftover, _)| std::cmp::Reverse(leftover.severity));
    let mut places = places.into_iter();
    let Some((name, leftover, place)) = places.next() else { return };
    let awaits_publishing = module.server.awaits_publishing();
    if awaits_publishing && (leftover.severity == Severity::Error || is_written_by_publishing(module)) {
        return;
    }
    let message = format!("`{name}` {}, so the application does not start on a server", leftover.what);
    let mut report = cx.report(place, message);
    report
        .label(leftover.label)
        .graded(leftover.severity)
        .help("publish with the web.config step on, or name the published program: `dotnet` and its dll, or the `.exe`")
        .scope(module.scope());
    if awaits_publishing {
        report.graded_in(ContextKind::Project, Severity::Info);
    }
    for (name, other, place) in places {
        report.related(place, format!("`{name}` {}", other.what));
    }
}

fn of_path(module: &CoreModuleView<'_>) -> Option<Leftover> {
    let path = module.text("processPath");
    of_text(path).or_else(|| of_place(path))
}

fn of_arguments(module: &CoreModuleView<'_>) -> Option<Leftover> {
    let text = module.text("arguments");
    let line = arguments(text);
    let first = line.first().map_or("", |a| &a.text);
    let is_run = ["run", "watch"].iter().any(|word| first.eq_ignore_ascii_case(word));
    if is_run && is_dotnet(module.text("processPath").trim()) {
        return Some(RUN);
    }
    of_text(text).or_else(|| line.iter().filter(|a| Argument::is_dll(a)).find_map(|a| of_place(&a.text)))
}

fn of_text(text: &str) -> Option<Leftover> {
    let has = |part| contains(text, part);
    // Every one of them has a percent sign or this word, and several rules ask.
    if !text.contains('%') && !has("IIS") {
        return None;
    }
    if has("%LAUNCHER_PATH%") || has("%LAUNCHER_ARGS%") {
        return Some(LAUNCHER);
    }
    if has("VSIISExeLauncher") || has("VSIISExeHost") || has("IISExeLauncherArgs") || has("IISSupport\\") {
        return Some(LAUNCHER_PROGRAM);
    }
    let is_template = has("%PROCESS_PATH%") || has("%PROCESS_ARGUMENTS%") || has("%DNX_PATH%");
    is_template.then_some(TEMPLATE)
}

fn of_place(path: &str) -> Option<Leftover> {
    let folders: Vec<&str> = path.split(['\\', '/']).collect();
    let is = |folder: &str, name: &str| folder.eq_ignore_ascii_case(name);
    if folders.windows(2).any(|f| matches!(f, [a, b] if is(a, "bin") && (is(b, "Debug") || is(b, "Release"))))
    {
        return Some(BUILD);
    }
    let in_profile = match folders.as_slice() {
        [drive, users, user, ..] => drive.ends_with(':') && is(users, "Users") && !is(user, "Public"),
        _ => false,
    };
    (in_profile || contains(path, "%USERPROFILE%")).then_some(PROFILE)
}

/// Whether a project file lies beside the file: then the publish step writes the command line anew.
fn is_written_by_publishing(module: &CoreModuleView<'_>) -> bool {
    let server = module.server;
    let path = module.own.last().and_then(|o| server.server.file(o.file)).map_or("", |f| f.path.as_str());
    let entries = server.files.entries(webconfig_files::parent(path)).unwrap_or_default();
    entries.iter().any(|e| [".csproj", ".fsproj", ".vbproj"].iter().any(|end| e.name.ends_with(end)))
}

/// Whether the rule has a finding at the value of an attribute, so that others need none for it.
pub(super) fn speaks_of(module: &CoreModuleView<'_>, attribute: &str) -> bool {
    let leftover = if attribute == "processPath" { of_path(module) } else { of_arguments(module) };
    leftover.is_some()
}
