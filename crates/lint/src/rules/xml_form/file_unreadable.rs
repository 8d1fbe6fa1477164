//! WC0008.

use crate::Context;
use crate::rule::rule;
use crate::views::ProblemView;
use webconfig_config::{FolderProblem, ProblemKind};

rule! {
    /// Reports the folder of a site, application or virtual directory, or the web.config in it, that cannot be read.
    ///
    /// An existing folder without a web.config is normal. A folder that no `--path-map` reaches is not known, and
    /// nothing is said about it.
    ///
    /// # Why
    /// IIS answers 500.19 for every request below that path and names only the file.
    ///
    /// # Fires
    /// ```xml applicationHost.config
    /// <configuration>
    ///   <configSections>
    ///     <sectionGroup name="system.applicationHost">
    ///       <section name="sites" allowDefinition="AppHostOnly" overrideModeDefault="Deny" />
    ///     </sectionGroup>
    ///   </configSections>
    ///   <system.applicationHost>
    ///     <sites>
    ///       <site name="Shop" id="1">
    ///         <application path="/">
    ///           <virtualDirectory path="/" physicalPath="D:\sites\gone" />
    ///                                                    ^^^^^^^^^^^^^ there is no such folder
    ///         </application>
    ///       </site>
    ///     </sites>
    ///   </system.applicationHost>
    /// </configuration>
    /// ```
    /// ```xml sites/shop/web.config
    /// <configuration />
    /// ```
    ///
    /// # Clean
    /// ```xml applicationHost.config
    /// <configuration>
    ///   <configSections>
    ///     <sectionGroup name="system.applicationHost">
    ///       <section name="sites" allowDefinition="AppHostOnly" overrideModeDefault="Deny" />
    ///     </sectionGroup>
    ///   </configSections>
    ///   <system.applicationHost>
    ///     <sites>
    ///       <site name="Shop" id="1">
    ///         <application path="/">
    ///           <virtualDirectory path="/" physicalPath="D:\sites\shop" />
    ///         </application>
    ///       </site>
    ///     </sites>
    ///   </system.applicationHost>
    /// </configuration>
    /// ```
    /// ```html sites/shop/index.html
    /// <title>Shop</title>
    /// ```
    ///
    /// # Trap
    /// A drive that is not at hand.
    /// ```xml applicationHost.config
    /// <configuration>
    ///   <configSections>
    ///     <sectionGroup name="system.applicationHost">
    ///       <section name="sites" allowDefinition="AppHostOnly" overrideModeDefault="Deny" />
    ///     </sectionGroup>
    ///   </configSections>
    ///   <system.applicationHost>
    ///     <sites>
    ///       <site name="Shop" id="1">
    ///         <application path="/">
    ///           <virtualDirectory path="/" physicalPath="E:\shop" />
    ///         </application>
    ///       </site>
    ///     </sites>
    ///   </system.applicationHost>
    /// </configuration>
    /// ```
    WC0008 "file-unreadable", Error, since "0.1",
    scope ANY, profiles "rsct", P1,
    on Problem(check)
}

fn check(view: &ProblemView<'_>, cx: &mut Context<'_>) {
    let ProblemKind::UnreadableFolder { path, reason, .. } = &view.problem.kind else { return };
    let (what, help) = match reason {
        FolderProblem::Missing => {
            ("there is no such folder".to_owned(), "create the folder, or mend the path")
        }
        FolderProblem::IllegalPath => {
            ("no path may hold these characters".to_owned(), "write the path of a folder")
        }
        FolderProblem::NotAFolder => {
            ("this is a file".to_owned(), "write the path of the folder that it lies in")
        }
        FolderProblem::FileUnreadable(reason) => (
            format!("its web.config cannot be read ({reason})"),
            "give the identity of the application pool the right to read the folder",
        ),
    };
    let message = format!("IIS cannot read the folder `{path}`, {what}: every request below answers 500.19");
    view.report(cx, view.value_place(), message).label(what).help(help);
}
