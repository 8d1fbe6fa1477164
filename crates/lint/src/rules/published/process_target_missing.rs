//! WC1301.

use crate::rule::rule;
use crate::views::{Presence, Program, PublishedView};
use crate::{Context, Report};
use webconfig_diagnostics::{Place, Safety, Severity};
use webconfig_text::{TextEdits, TextRange};

rule! {
    /// Reports a program that `web.config` starts and that does not lie beside it.
    ///
    /// In-process hosting needs the library of an executable too. A name that differs in letter case alone is worth a mention.
    ///
    /// # Why
    /// The application cannot start. Where the module fails, nothing stands between visitors and the files of the folder.
    ///
    /// # Fires
    /// ```json Store.runtimeconfig.json context=published
    /// { "runtimeOptions": {} }
    /// ```
    /// ```text Store.dll
    /// MZ
    /// ```
    /// ```xml web.config
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" />
    ///     </handlers>
    ///     <aspNetCore processPath="dotnet" arguments=".\Shop.dll" hostingModel="inprocess" />
    ///                                                 ^^^^^^^^^^ not in this folder
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```json Shop.runtimeconfig.json context=published
    /// { "runtimeOptions": { "frameworks": [{ "name": "Microsoft.AspNetCore.App", "version": "10.0.0" }] } }
    /// ```
    /// ```json Shop.deps.json
    /// { "runtimeTarget": { "name": ".NETCoreApp,Version=v10.0" } }
    /// ```
    /// ```text Shop.dll
    /// MZ
    /// ```
    /// ```xml web.config
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" />
    ///     </handlers>
    ///     <aspNetCore processPath="dotnet" arguments=".\Shop.dll" hostingModel="inprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// Where the configuration is kept apart from the programs, nothing can be told.
    /// ```xml web.config context=published
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" />
    ///     </handlers>
    ///     <aspNetCore processPath="dotnet" arguments=".\Shop.dll" hostingModel="inprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// A path of the server is not looked up here.
    /// ```json Shop.runtimeconfig.json context=published
    /// { "runtimeOptions": { "frameworks": [{ "name": "Microsoft.AspNetCore.App", "version": "10.0.0" }] } }
    /// ```
    /// ```json Shop.deps.json
    /// { "runtimeTarget": { "name": ".NETCoreApp,Version=v10.0" } }
    /// ```
    /// ```text Shop.dll
    /// MZ
    /// ```
    /// ```xml web.config
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" />
    ///     </handlers>
    ///     <aspNetCore processPath="C:\Program Files\dotnet\dotnet.exe" arguments=".\Shop.dll" hostingModel="inprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Fix
    /// Names the one application that lies in the folder.
    WC1301 "process-target-missing", Error, since "0.1",
    fix Unsafe, scope PUB, profiles "rs", P0,
    on Published(check)
}

/// How much of an executable is searched for the mark of a bundle.
const BUNDLE_HEAD: usize = 32 << 20;
/// What the host of a bundle holds behind the offset of its header.
const BUNDLE_MARK: [u8; 32] = [
    0x8b, 0x12, 0x02, 0xb9, 0x6a, 0x61, 0x20, 0x38, 0x72, 0x7b, 0x93, 0x02, 0x14, 0xd7, 0xa0, 0x32, 0x13,
    0xf5, 0xb9, 0xe6, 0xef, 0xae, 0x33, 0x18, 0xee, 0x3b, 0x2d, 0xce, 0x24, 0xb3, 0x6a, 0xae,
];

fn check(folder: &PublishedView<'_>, cx: &mut Context<'_>) {
    if !folder.holds_programs() {
        return;
    }
    let (Some((file, _)), Some(program)) = (folder.module(), folder.program()) else { return };
    let range = value_range(&program);
    let path = program.path();
    match folder.has(path) {
        Presence::Missing => {
            let message =
                format!("`{path}` does not lie beside `web.config`, so the application cannot start");
            let mut report = cx.report(file.source().place(range), message);
            report
                .label("not in this folder")
                .help("publish again, or name the program that lies in the folder");
            suggest(folder, &program, Place::new(file.file.id, range), &mut report);
        }
        Presence::OtherCase(name) => {
            let message = format!(
                "the program is called `{name}` in the folder: Windows finds it, other systems do not"
            );
            cx.report(file.source().place(range), message)
                .label("other letters")
                .graded(Severity::Info)
                .help(format!("write `{name}`"));
        }
        Presence::Exact => {
            let Program::Executable { path, .. } = &program else { return };
            let stem = path.get(..path.len().saturating_sub(".exe".len())).unwrap_or(path);
            let library = format!("{stem}.dll");
            let needs_library = folder.is_in_process()
                && folder.has(&library) == Presence::Missing
                && !folder.is_net_framework(program.stem())
                && !is_bundle(folder, path);
            if needs_library {
                let message = format!(
                    "`{library}` does not lie beside `{path}`, so the application cannot run in the worker process"
                );
                cx.report(file.source().place(range), message)
                    .label("its library is missing")
                    .help("publish again and copy the whole folder");
            }
        }
    }
}

/// Where the program is named.
pub(crate) fn value_range(program: &Program<'_>) -> TextRange {
    match program {
        Program::Library { attribute, span: (start, end), .. } => attribute.source_range(*start, *end),
        Program::Executable { attribute, .. } => attribute.value_range(),
    }
}

/// Offers the only application of the folder.
fn suggest(folder: &PublishedView<'_>, program: &Program<'_>, at: Place, report: &mut Report<'_>) {
    let mut started = folder.applications.iter().filter(|a| match program {
        Program::Library { .. } => a.has_library,
        Program::Executable { .. } => a.executable.is_some(),
    });
    let (Some(one), None) = (started.next(), started.next()) else { return };
    let extension = if matches!(program, Program::Library { .. }) { "dll" } else { "exe" };
    let name = format!(".\\{}.{extension}", one.name);
    if one.name.contains(['"', '\'', '&', '<', ' ']) {
        return;
    }
    let Some(range) = at.range else { return };
    report.edit_in(at.file, format!("start `{name}`"), Safety::Unsafe, TextEdits::single(range, name));
}

/// Whether everything lies in the executable itself: its host knows where.
pub(crate) fn is_bundle(folder: &PublishedView<'_>, path: &str) -> bool {
    let Ok(bytes) = folder.places.files().bytes(&folder.path(path), BUNDLE_HEAD) else { return false };
    memchr::memmem::find_iter(&bytes, &BUNDLE_MARK).any(|at| {
        let offset = at.checked_sub(8).and_then(|from| bytes.get(from..at));
        offset.is_some_and(|offset| offset.iter().any(|b| *b != 0))
    })
}
