//! WC0113.

use crate::Context;
use crate::rule::rule;
use crate::views::{ProblemView, unsettled};
use webconfig_config::ProblemKind;
use webconfig_diagnostics::{Confidence, Safety, Severity};
use webconfig_format::{insert_before, insert_child, remove_element};
use webconfig_syntax::Element;

rule! {
    /// Reports a section that is declared a second time, here or above, and `configSections` that is not the first
    /// element of the file.
    ///
    /// Against the declarations of .NET 4 that are only assumed, without a machine.config, the finding is a warning
    /// and stands for all of its kind in the file: an application pool of .NET 2 lacks them. So it is between folders
    /// whose relation no applicationHost.config tells.
    ///
    /// # Why
    /// IIS and the .NET Framework both refuse the file. Opening a *group* again is fine.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <appSettings />
    ///   <configSections>
    ///    ^^^^^^^^^^^^^^ must come first
    ///     <section name="x" type="T, A" />
    ///   </configSections>
    /// </configuration>
    /// ```
    /// ```xml
    /// <configuration>
    ///   <configSections>
    ///     <section name="x" type="T, A" />
    ///     <section name="x" type="T, A" />
    ///      ^^^^^^^ declared already
    ///   </configSections>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <configSections>
    ///     <section name="x" type="T, A" />
    ///   </configSections>
    ///   <appSettings />
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// A comment before it does not count, and groups may be opened again.
    /// ```xml
    /// <configuration>
    ///   <!-- ours -->
    ///   <configSections>
    ///     <sectionGroup name="system.web">
    ///       <section name="shop" type="T, A" />
    ///     </sectionGroup>
    ///   </configSections>
    /// </configuration>
    /// ```
    ///
    /// # Fix
    /// `configSections` moves to the front, or its content into the first one; the second declaration is deleted.
    WC0113 "config-section-redeclared", Error, since "0.1", fix Unsafe,
    scope WC AH, profiles "rsct", P2,
    on Problem(check)
}

fn check(view: &ProblemView<'_>, cx: &mut Context<'_>) {
    if view.is_after_effect() || view.is_among_alternatives() {
        return;
    }
    let is_one = matches!(
        view.problem.kind,
        ProblemKind::MisplacedConfigSections | ProblemKind::DuplicateDeclaration { .. }
    );
    if is_one && cx.is_full() {
        // Only counted: a fix looks back for the begin of its line.
        cx.report(view.name_place(), String::new());
        return;
    }
    match &view.problem.kind {
        ProblemKind::MisplacedConfigSections => misplaced(view, cx),
        ProblemKind::DuplicateDeclaration { path } => duplicate(view, path, cx),
        _ => {}
    }
}

fn misplaced(view: &ProblemView<'_>, cx: &mut Context<'_>) {
    let first = view.element.parent().and_then(|root| root.child_elements().next());
    let is_second = first.is_some_and(|f| f.local_name() == "configSections");
    let message = if is_second {
        format!("a file has one `configSections`, and this is a second one: {}", view.consequence())
    } else {
        format!("`configSections` must be the first element of `configuration`: {}", view.consequence())
    };
    let mut report = view.report(cx, view.name_place(), message);
    report.label(if is_second { "a second one" } else { "must come first" }).help(if is_second {
        "move its content into the first one"
    } else {
        "move it to the front of the file"
    });
    let Some(first) = first else { return };
    let mut edits = remove_element(view.element);
    let moved = if is_second {
        let inner: Vec<String> = view.element.child_elements().map(lines_of).collect();
        insert_child(first, &inner.join("\n"))
    } else {
        insert_before(first, &lines_of(view.element))
    };
    if edits.merge(&moved).is_ok() {
        report.edit(
            if is_second { "move its content" } else { "move it to the front" },
            Safety::Unsafe,
            edits,
        );
    }
}

/// The element's own text, its lines without the indentation of its first one.
fn lines_of(element: Element<'_>) -> String {
    let text = element.document().text();
    let range = element.range();
    let before = text.get(..range.start() as usize).unwrap_or("");
    let indent = before.get(before.trim_end_matches([' ', '\t']).len()..).unwrap_or("");
    let own = range.of(text);
    own.lines().map(|l| l.strip_prefix(indent).unwrap_or(l)).collect::<Vec<_>>().join("\n")
}

fn duplicate(view: &ProblemView<'_>, path: &str, cx: &mut Context<'_>) {
    let is_assumed = view.is_assumed();
    if (is_assumed || view.is_of_unknown_relation()) && !is_first_of_its_kind(view) {
        return;
    }
    let in_file = view.problem.related.is_some_and(|o| o.file == view.file.id);
    let whence = match () {
        () if in_file => "earlier in this file",
        () if is_assumed && is_of_machine(view) => "in the machine.config of .NET 4",
        () if is_assumed => "in applicationHost.config",
        () => "in a file above",
    };
    let message = format!("section `{path}` is declared already, {whence}: {}", view.consequence());
    let related = view.related();
    let mut report = view.report(cx, view.name_place(), message);
    report.label("declared already").help(if is_assumed && is_of_machine(view) {
        "delete this and the other declarations of .NET 3.5, or run the site in an application pool with \
         `managedRuntimeVersion=\"v2.0\"`"
    } else {
        "delete this declaration"
    });
    if let Some(first) = related {
        report.related(first, "the first declaration");
    }
    report.edit("delete the second declaration", Safety::Unsafe, remove_element(view.element));
    if is_assumed {
        unsettled(&mut report);
    } else if view.is_of_unknown_relation() {
        report.graded(Severity::Warning).confidence(Confidence::NeedsContext);
    }
}

fn is_of_machine(view: &ProblemView<'_>) -> bool {
    let file = view.problem.related.and_then(|o| view.server.server.file(o.file));
    file.is_some_and(|f| f.kind == webconfig_config::FileKind::Machine)
}

/// One cause, one finding: what a file declares for .NET 3.5 comes in crowds.
fn is_first_of_its_kind(view: &ProblemView<'_>) -> bool {
    let wanted = view.problem.related.map(|o| o.file);
    let problems = view.server.server.bound(view.file.id).map_or(&[][..], |b| &b.problems);
    let first = problems.iter().find(|p| {
        matches!(p.kind, ProblemKind::DuplicateDeclaration { .. }) && p.related.map(|o| o.file) == wanted
    });
    first.is_none_or(|f| f.element == view.problem.element)
}
