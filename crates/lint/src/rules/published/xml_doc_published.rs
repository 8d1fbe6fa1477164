//! WC1308.

use crate::Context;
use crate::rule::rule;
use crate::views::PublishedView;

rule! {
    /// Reports the XML documentation of a library beside it.
    ///
    /// Silent where the application uses Swagger or the like, which read it at run time.
    ///
    /// # Why
    /// It lists types and members of the application. Stock IIS serves `.xml` wherever the module does not stand before it.
    ///
    /// # Fires
    /// ```json Shop.runtimeconfig.json context=published profile=strict
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
    /// ```xml Shop.xml
    /// <doc><assembly><name>Shop</name></assembly></doc>
    /// ```
    ///
    /// # Clean
    /// ```json Shop.runtimeconfig.json context=published profile=strict
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
    /// Swagger reads it.
    /// ```json Shop.runtimeconfig.json context=published profile=strict
    /// { "runtimeOptions": { "frameworks": [{ "name": "Microsoft.AspNetCore.App", "version": "10.0.0" }] } }
    /// ```
    /// ```json Shop.deps.json
    /// { "libraries": { "Swashbuckle.AspNetCore/6.5.0": { "type": "package" } } }
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
    /// ```xml Shop.xml
    /// <doc><assembly><name>Shop</name></assembly></doc>
    /// ```
    WC1308 "xml-doc-published", Info, since "0.1",
    scope PUB, profiles "s", P0,
    on Published(check)
}

/// Packages that read the documentation at run time.
const READERS: [&str; 4] = ["Swashbuckle.", "NSwag.", "Microsoft.AspNetCore.OpenApi/", "Scalar."];

fn check(folder: &PublishedView<'_>, cx: &mut Context<'_>) {
    if folder.applications.is_empty() || is_read_at_run_time(folder) {
        return;
    }
    for entry in folder.files() {
        let Some(stem) = entry.name.strip_suffix(".xml") else { continue };
        if folder.file(&format!("{stem}.dll")).is_none() {
            continue;
        }
        let is_documentation = folder.text(&entry.name).is_some_and(|t| {
            let head: String = t.text().chars().take(400).collect();
            head.contains("<doc>") && head.contains("<assembly>")
        });
        if is_documentation {
            let message =
                format!("the documentation of `{stem}.dll` was published, and nothing here reads it");
            cx.report(folder.whole(&entry.name), message).help(
                "set `PublishDocumentationFile` to `false` in the project, or `GenerateDocumentationFile`",
            );
        }
    }
}

fn is_read_at_run_time(folder: &PublishedView<'_>) -> bool {
    let deps = folder.files().filter(|e| e.name.to_ascii_lowercase().ends_with(".deps.json"));
    let mut texts = deps.filter_map(|e| folder.text(&e.name));
    texts.any(|text| READERS.iter().any(|reader| text.text().contains(reader)))
}
