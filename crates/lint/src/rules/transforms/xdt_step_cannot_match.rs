//! WC1221. What the transform alone shows; what depends on the source is WC1203.

use crate::Context;
use crate::rule::rule;
use crate::transform_run::source_name;
use crate::views::{Instruction, TransformView, default_namespace};
use webconfig_syntax::Element;

rule! {
    /// Reports a step of a transform that can match in no source.
    ///
    /// A relative `XPath` begins below the element's own name. In expressions, a name without a prefix is a name without a
    /// namespace. One prefix stands for the default namespace of the whole path.
    ///
    /// # Why
    /// The engine only warns, or stays silent, and the setting reaches production unchanged. Old documentation shows the
    /// first form.
    ///
    /// # Fires
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <connectionStrings>
    ///     <add connectionString="x" xdt:Transform="SetAttributes" xdt:Locator="XPath(configuration/connectionStrings/add[@name='Db'])" />
    ///                                                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ begins below `add`
    ///   </connectionStrings>
    /// </configuration>
    /// ```
    ///
    /// Names below a default namespace:
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <runtime>
    ///     <assemblyBinding xmlns="urn:schemas-microsoft-com:asm.v1">
    ///       <dependentAssembly xdt:Transform="Remove" xdt:Locator="Condition(assemblyIdentity/@name='Newtonsoft.Json')" />
    ///                                                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `assemblyIdentity` in no namespace
    ///     </assemblyBinding>
    ///   </runtime>
    /// </configuration>
    /// ```
    ///
    /// Two default namespaces, one inside the other:
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <outer xmlns="urn:o">
    ///     <inner xmlns="urn:i">
    ///      ^^^^^ another default namespace
    ///       <leaf id="1" v="2" xdt:Transform="SetAttributes" xdt:Locator="Match(id)" />
    ///     </inner>
    ///   </outer>
    /// </configuration>
    /// ```
    ///
    /// Another root:
    /// ```xml web.Release.config
    /// <appSettings xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///  ^^^^^^^^^^^ not `configuration`
    ///   <add key="A" value="9" xdt:Transform="SetAttributes" xdt:Locator="Match(key)" />
    /// </appSettings>
    /// ```
    ///
    /// # Clean
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <connectionStrings>
    ///     <add connectionString="x" xdt:Transform="SetAttributes" xdt:Locator="XPath(/configuration/connectionStrings/add[@name='Db'])" />
    ///   </connectionStrings>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// The engine has a prefix for the default namespace, and a path to a child is the meant use of a relative one.
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <appSettings xdt:Transform="RemoveAll" xdt:Locator="XPath(add[@key='A'])" />
    ///   <runtime>
    ///     <assemblyBinding xmlns="urn:schemas-microsoft-com:asm.v1">
    ///       <dependentAssembly xdt:Transform="Remove" xdt:Locator="Condition(_defaultNamespace:assemblyIdentity/@name='Newtonsoft.Json')" />
    ///     </assemblyBinding>
    ///   </runtime>
    /// </configuration>
    /// ```
    WC1221 "xdt-step-cannot-match", Error, since "0.1",
    scope XDT, profiles "rs", P0,
    on Transform(check)
}

/// Why the locator of an instruction can match nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// A relative path that begins with this name.
    BeginsBelow(String),
    /// This name has no prefix below a default namespace.
    PlainName(String),
}

/// Why the locator of an instruction can match nothing, if the transform alone shows it.
pub(crate) fn reason(instruction: &Instruction<'_>) -> Option<Reason> {
    let locator = instruction.locator.as_ref()?;
    let element = instruction.element;
    if let Some(first) = &locator.first_step {
        let is_above = first == "configuration"
            || first == element.name()
            || element.ancestors().any(|a| a.name() == first);
        if is_above {
            return Some(Reason::BeginsBelow(first.clone()));
        }
    }
    let is_absolute =
        locator.name == "XPath" && locator.arguments.as_deref().is_some_and(|a| a.starts_with('/'));
    // The step of the element itself has the prefix that the engine gives it.
    let plain = locator.plain_names.first().filter(|_| !is_absolute)?;
    (!default_namespace(element).is_empty() && element.prefix().is_none())
        .then(|| Reason::PlainName(plain.clone()))
}

/// The nearest element at or above `element` whose default namespace is another than that of an element around it.
pub(crate) fn foreign_ancestor(element: Element<'_>) -> Option<Element<'_>> {
    let inner = default_namespace(element);
    let mut below = element;
    for above in element.ancestors() {
        let outer = default_namespace(above);
        if above.prefix().is_none() && !outer.is_empty() && outer != inner {
            return Some(below);
        }
        if outer == inner {
            below = above;
        }
    }
    None
}

fn check(view: &TransformView<'_>, cx: &mut Context<'_>) {
    if view.instructions.is_empty() {
        return;
    }
    if let Some(root) = view.file.document.root()
        && root.name() != "configuration"
        && source_name(&view.file.path) == Some("web.config")
    {
        cx.report(
            root.name_range(),
            format!("no step of this transform can match: its root is `{}`, and that of a web.config is `configuration`", root.name()),
        )
        .label("not `configuration`")
        .help("put everything into a `configuration` element");
        return;
    }
    let mut reported = Vec::new();
    for instruction in &view.instructions {
        let element = instruction.element;
        if let Some(reason) = reason(instruction) {
            report(instruction, &reason, cx);
        } else if instruction.transform.is_some()
            && !is_absolute(instruction)
            && let Some(inner) = foreign_ancestor(element)
            && !reported.contains(&inner.id())
        {
            reported.push(inner.id());
            cx.report(
                inner.name_range(),
                format!("no step in `{}` can match: its default namespace is another than that of an element around it, and the engine looks for both under one prefix", inner.name()),
            )
            .label("another default namespace")
            .help("give one of the two namespaces a prefix, or use an absolute `XPath` with prefixes");
        }
    }
}

/// An absolute path forgets what stands around the element.
fn is_absolute(instruction: &Instruction<'_>) -> bool {
    instruction
        .locator
        .as_ref()
        .is_some_and(|l| l.name == "XPath" && l.arguments.as_deref().is_some_and(|a| a.starts_with('/')))
}

fn report(instruction: &Instruction<'_>, reason: &Reason, cx: &mut Context<'_>) {
    let name = instruction.element.name();
    match reason {
        Reason::BeginsBelow(first) => {
            cx.report(
                instruction.locator_range(),
                format!("this step can match in no source: a relative `XPath` begins below `{name}`, where there is no `{first}`, so nothing is changed"),
            )
            .label(format!("begins below `{name}`"))
            .help("write an absolute path, which begins with `/configuration`, or use `Match` or `Condition`");
        }
        Reason::PlainName(plain) => {
            cx.report(
                instruction.locator_range(),
                format!("this step can match in no source: `{plain}` without a prefix is a name without a namespace, but here all names have one, so nothing is changed"),
            )
            .label(format!("`{plain}` in no namespace"))
            .help(format!("write `_defaultNamespace:{plain}`, the engine's own prefix"));
        }
    }
}
