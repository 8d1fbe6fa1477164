//! WC0119.

use super::unresolved_token;
use crate::Context;
use crate::rule::rule;
use crate::rules::xml_form::merge_conflict_or_editor_residue::speaks_of;
use crate::views::ProblemView;
use webconfig_config::ProblemKind;
use webconfig_diagnostics::{Place, Safety};
use webconfig_syntax::{Element, SyntaxError};
use webconfig_text::{TextEdits, TextRange};

rule! {
    /// Reports text between the elements of a section that IIS reads, or between sections.
    ///
    /// The text itself is not repeated, as it may be anything.
    ///
    /// # Why
    /// IIS gives text no meaning, so a setting in it does not exist, and nothing says so. The .NET Framework refuses
    /// text in its own sections.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\Shop.dll" />
    ///       stdoutLogEnabled="false"
    ///       ^^^^^^^^^^^^^^^^^^^^^^^^ attributes outside of their element
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// The conditions of a template are told once:
    /// ```xml
    /// <configuration>
    ///   $if$ ($targetframeworkversion$ == 4.5)
    ///   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the condition of a Visual Studio template
    ///   <system.web />
    ///   $else$
    ///   <appSettings />
    ///   $endif$
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <!-- caching is set above -->
    ///     <aspNetCore processPath="dotnet" arguments=".\Shop.dll" stdoutLogEnabled="false" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// Sections that others read may hold text.
    /// ```xml
    /// <configuration>
    ///   <configSections>
    ///     <section name="shop.rates" type="Shop.Rates, Shop" />
    ///   </configSections>
    ///   <shop.rates>EUR 1.0</shop.rates>
    /// </configuration>
    /// ```
    WC0119 "stray-text", Warning, since "0.1",
    scope WC AH, profiles "rs", P1,
    on Problem(check)
}

/// What a run of text looks like.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Looks {
    Attributes,
    Comment,
    Token,
    Template,
    Script,
    Text,
}

fn check(view: &ProblemView<'_>, cx: &mut Context<'_>) {
    let ProblemKind::StrayText { start, end } = view.problem.kind else { return };
    if view.is_after_effect() {
        return;
    }
    if cx.is_full() {
        // Only counted: the words take a look at all that stands beside it.
        cx.report(Place::new(view.file.id, TextRange::new(start, end)), String::new());
        return;
    }
    let text = view.file.document.text();
    let around = view.text_at(start);
    // CDATA and text that touch are one run; the rest of a tag that broke off is a problem of form.
    if around.is_some_and(|run| run.continues || run.follows_broken_tag) {
        return;
    }
    let run = around.map_or(TextRange::new(start, end), |run| run.range);
    // What is no XML, or the marker of a merge, has a finding of its own.
    let is_told = has_error(view.file.document.errors(), run)
        || speaks_of(text, start)
        || unresolved_token::speaks_of(view.server.context, run.of(text));
    if is_told {
        return;
    }
    let looks = look(run.of(text).trim());
    // The conditions of one template are one matter.
    if looks == Looks::Template && view.first_condition().is_some_and(|first| first < start as usize) {
        return;
    }
    let owner = view.element.local_name();
    let (what, help) = match looks {
        Looks::Attributes => (
            "attributes outside of their element",
            "move them into the tag before, in front of its `/>` or `>`",
        ),
        Looks::Comment => ("a comment without its begin", "write `<!--` before it"),
        Looks::Token => {
            ("a placeholder that was never replaced", "run the step of the deployment that fills it in")
        }
        Looks::Template => (
            "the condition of a Visual Studio template",
            "create the file from the template; as it stands here it is none",
        ),
        Looks::Script => ("script or program text", "delete it"),
        Looks::Text => ("text that means nothing", "delete it, or make it a comment"),
    };
    let message = format!(
        "there is text inside `{owner}`, {what}: IIS passes over it, and .NET refuses it in its own sections"
    );
    let mut report = view.report(cx, Place::new(view.file.id, TextRange::new(start, end)), message);
    report.label(what).help(help);
    if looks == Looks::Attributes
        && let Some(edits) = moved_back(view.element, run)
    {
        report.edit("move the attributes back", Safety::Manual, edits);
    }
}

/// Whether an error lies in a stretch of the text; errors stand in the order of their places.
fn has_error(errors: &[SyntaxError], run: TextRange) -> bool {
    let first = errors.partition_point(|e| e.range.start() < run.start());
    errors.get(first).is_some_and(|e| e.range.start() < run.end())
}

fn look(text: &str) -> Looks {
    let name_end =
        text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '.'))).unwrap_or(0);
    let after = text.get(name_end..).unwrap_or("").trim_start();
    if name_end > 0 && after.strip_prefix('=').is_some_and(|v| v.trim_start().starts_with(['"', '\''])) {
        return Looks::Attributes;
    }
    match () {
        () if text.contains("-->") || text.contains("--&gt;") || text.starts_with("!--") => Looks::Comment,
        () if ["$if$", "$else$", "$elseif$", "$endif$"].iter().any(|c| text.starts_with(c)) => {
            Looks::Template
        }
        () if webconfig_config::is_placeholder(text) => Looks::Token,
        () if text.contains('{') || text.contains(';') || text.starts_with(['$', '@', '#']) => Looks::Script,
        () => Looks::Text,
    }
}

/// The text put into the tag right before it.
fn moved_back(owner: Element<'_>, run: TextRange) -> Option<TextEdits> {
    let document = owner.document();
    let text = document.text();
    let before = owner.children().filter(|n| n.range().end() <= run.start()).last()?.as_element()?;
    if !before.is_empty_tag() || before.range().end() != run.start() {
        return None;
    }
    let raw = run.of(text);
    let tag = before.start_tag().of(text);
    let kept = tag.strip_suffix("/>")?.trim_end().len() as u32;
    let blank = &raw.get(raw.trim_end().len()..)?;
    let mut edits =
        TextEdits::single(TextRange::empty(before.start_tag().start() + kept), format!(" {}", raw.trim()));
    edits.replace(run, *blank).ok()?;
    Some(edits)
}
