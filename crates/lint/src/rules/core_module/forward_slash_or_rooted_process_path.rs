//! WC0219. Build folders and users' profiles are WC0205's business.

use super::command_line::{Argument, arguments, file_name};
use super::launcher_placeholder_published;
use crate::Context;
use crate::rule::rule;
use crate::views::CoreModuleView;
use webconfig_config::is_placeholder;
use webconfig_diagnostics::{Place, Safety};
use webconfig_syntax::Attribute;
use webconfig_text::TextEdits;

rule! {
    /// Reports a `processPath`, or a dll in `arguments`, with forward slashes, on a drive or share, or outside of the
    /// application's folder.
    ///
    /// # Why
    /// Forward slashes are known not to work with the module. A path on a drive breaks when the site moves, and with one
    /// outside of the application's folder somebody else may be able to replace the program.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="./App.exe" hostingModel="inprocess" />
    ///                              ^^^^^^^^^ forward slash
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments="..\shared\App.dll" hostingModel="inprocess" />
    ///                                                 ^^^^^^^^^^^^^^^^^ outside of the application
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
    /// Where .NET is installed nobody but administrators can write.
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="%ProgramFiles%\dotnet\dotnet.exe" arguments=".\bin\..\App.dll --root /srv" hostingModel="inprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Fix
    /// Turns forward slashes into backslashes.
    ///
    /// # References
    /// - dotnet/sdk, comments in the publish targets
    /// - CWE-426
    WC0219 "forward-slash-or-rooted-process-path", Warning, since "0.1", fix Unsafe,
    scope WC, profiles "rs", P1,
    on CoreModule(check)
}

/// What is wrong with a path.
enum Fault {
    Share,
    Slash,
    Drive,
    Outside,
}

fn check(module: &CoreModuleView<'_>, cx: &mut Context<'_>) {
    if module.is_unfinished() {
        return;
    }
    if let Some((setting, _)) = module.written("processPath")
        && !launcher_placeholder_published::speaks_of(module, "processPath")
        && let Some(attribute) = module.server.attribute(setting.origin)
    {
        report(module, attribute, setting.value, 0, setting.value.len(), cx);
    }
    if let Some((setting, _)) = module.written("arguments")
        && !launcher_placeholder_published::speaks_of(module, "arguments")
        && let Some(attribute) = module.server.attribute(setting.origin)
    {
        let line = arguments(setting.value);
        // Later ones are the application's own arguments.
        if let Some(dll) = line.iter().find(|a| Argument::is_dll(a) && !a.text.starts_with('-')) {
            report(module, attribute, &dll.text, dll.start, dll.end, cx);
        }
    }
}

fn report(
    module: &CoreModuleView<'_>,
    attribute: Attribute<'_>,
    path: &str,
    start: usize,
    end: usize,
    cx: &mut Context<'_>,
) {
    let Some(fault) = fault(path.trim()) else { return };
    let Some(file) = module.own.last().map(|o| o.file) else { return };
    let name = attribute.name();
    let (what, label, help) = match fault {
        Fault::Slash => (
            "has forward slashes, which are known not to work with the ASP.NET Core Module",
            "forward slash",
            "write backslashes",
        ),
        Fault::Share => (
            "lies on a share: the application starts only while that answers, and whoever can write there decides \
             what runs",
            "on a share",
            "publish the program into the application's folder and name it from there, as in `.\\App.exe`",
        ),
        Fault::Drive => (
            "lies on a fixed drive: it breaks when the site moves, and others may be able to write there",
            "absolute path",
            "publish the program into the application's folder and name it from there, as in `.\\App.exe`",
        ),
        Fault::Outside => (
            "leads out of the application's folder, to a place that others may be able to write to",
            "outside of the application",
            "publish the program into the application's folder and name it from there, as in `.\\App.exe`",
        ),
    };
    let range = attribute.source_range(start, end);
    let message = if name == "processPath" {
        format!("`processPath` {what}")
    } else {
        format!("the dll in `{name}` {what}")
    };
    let mut report = cx.report(Place::new(file, range), message);
    report.label(label).help(help).scope(module.scope());
    if matches!(fault, Fault::Slash) {
        let raw = range.of(attribute.element().map_or("", |e| e.document().text()));
        let edits = TextEdits::single(range, raw.replace('/', "\\"));
        report.edit_in(file, "write backslashes", Safety::Unsafe, edits);
    }
}

fn fault(path: &str) -> Option<Fault> {
    if is_placeholder(path) {
        return None;
    }
    let is_drive =
        path.as_bytes().get(1) == Some(&b':') && path.starts_with(|c: char| c.is_ascii_alphabetic());
    let folders: Vec<&str> = path.split(['\\', '/']).collect();
    // The long form of a path (`\\?\C:\…`) is no share.
    if path.starts_with("\\\\?\\") || path.starts_with("\\\\.\\") {
        return Some(Fault::Drive);
    }
    if path.starts_with("\\\\") || path.starts_with("//") {
        return Some(Fault::Share);
    }
    if path.contains('/') {
        return Some(Fault::Slash);
    }
    if is_drive {
        return (!is_installed_dotnet(&folders)).then_some(Fault::Drive);
    }
    let mut depth = 0;
    for folder in folders.iter().take(folders.len().saturating_sub(1)) {
        match *folder {
            ".." if depth == 0 => return Some(Fault::Outside),
            ".." => depth -= 1,
            "" | "." => {}
            _ => depth += 1,
        }
    }
    None
}

/// `C:\Program Files\dotnet\dotnet.exe`, or the same for 32 bits.
fn is_installed_dotnet(folders: &[&str]) -> bool {
    match folders {
        [_, programs, folder, program] => {
            (programs.eq_ignore_ascii_case("Program Files")
                || programs.eq_ignore_ascii_case("Program Files (x86)"))
                && folder.eq_ignore_ascii_case("dotnet")
                && file_name(program).to_ascii_lowercase().starts_with("dotnet")
        }
        _ => false,
    }
}
