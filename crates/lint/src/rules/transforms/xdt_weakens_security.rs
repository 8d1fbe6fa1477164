//! WC1210. The result is judged by the rules of the run; what the source has already is said there.

use crate::Context;
use crate::rule::rule;
use crate::views::TransformPairView;
use crate::weakening::names;

rule! {
    /// Reports a transform whose result has a finding about security that the source has not.
    ///
    /// Every configuration counts but Debug, and only rules that the run uses.
    ///
    /// # Why
    /// What is deployed is the result: details of errors that the source keeps for the server itself go to everybody, and
    /// nobody sees it in web.config.
    ///
    /// # Fires
    /// ```xml web.config context=project
    /// <configuration>
    ///   <system.webServer>
    ///     <httpErrors errorMode="DetailedLocalOnly" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// ```xml web.Release.config context=project
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <system.webServer>
    ///     <httpErrors errorMode="Detailed" xdt:Transform="SetAttributes" />
    ///                                                     ^^^^^^^^^^^^^ adds WC1006
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml web.config context=project
    /// <configuration>
    ///   <system.web>
    ///     <compilation debug="true" targetFramework="4.8" />
    ///   </system.web>
    /// </configuration>
    /// ```
    /// ```xml web.Release.config context=project
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <system.web>
    ///     <compilation xdt:Transform="RemoveAttributes(debug)" />
    ///   </system.web>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// Debug is for the developer.
    /// ```xml web.config context=project
    /// <configuration>
    ///   <system.webServer>
    ///     <httpErrors errorMode="DetailedLocalOnly" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// ```xml web.Debug.config context=project
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <system.webServer>
    ///     <httpErrors errorMode="Detailed" xdt:Transform="SetAttributes" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # References
    /// - github/codeql #12553
    /// - `SonarSource` issue 3948
    WC1210 "xdt-weakens-security", Warning, since "0.1",
    scope XDT MULTI, profiles "rs", P1,
    on TransformPair(check)
}

fn check(pair: &TransformPairView<'_>, cx: &mut Context<'_>) {
    for added in &pair.findings_added {
        // The step whose element is nearest to that of the finding; the last one of equals ran last.
        let nearest =
            pair.steps().filter(|(step, _)| !step.changes.is_empty()).max_by_key(|(_, instruction)| {
                let path = names(instruction.element);
                let common = path.iter().zip(&added.path).take_while(|(a, b)| a == b).count();
                let is_on_the_way = common == path.len().min(added.path.len());
                (is_on_the_way, common)
            });
        let Some((_, instruction)) = nearest else { continue };
        cx.report(
            instruction.transform_range(),
            format!(
                "after this transform {} has a fault that it has not before: {}",
                pair.source_name(),
                added.message
            ),
        )
        .label(format!("adds {}", added.code))
        .help(format!("take the step out of what is deployed; `webconfig explain {}` says more", added.code))
        .detail(added.code);
    }
}
