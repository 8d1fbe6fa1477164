//! WC0001. What is wrong comes from `webconfig-syntax`; here it gets words and, where one is obvious, a fix.

use crate::refusal::{Refusal, not_well_formed, refusal};
use crate::rule::rule;
use crate::{Context, SourceFile};
use std::collections::HashSet;
use webconfig_config::FileKind;
use webconfig_diagnostics::{Evidence, Phase, Safety};
use webconfig_syntax::{SyntaxError, SyntaxErrorKind as Kind};
use webconfig_text::{TextEdits, TextRange};

rule! {
    /// Reports every place at which a file is not XML 1.0 with namespaces.
    ///
    /// The rest of the file is still judged: each problem is recovered from.
    ///
    /// # Why
    /// IIS answers 500.19 for everything below the file. Worse when publishing: the Web SDK only warns, throws the
    /// broken file away and writes a fresh one, so that every setting in it silently vanishes.
    ///
    /// # Fires
    /// ```xml
    /// <configuration><appSettings><add key="u" value="a&b" /></appSettings></configuration>
    ///                                                  ^ begins no reference
    /// ```
    /// ```xml
    /// <configuration>
    ///   <appSettings>
    ///     <add key="a" value="1">
    ///   </appSettings>
    ///   ^^^^^^^^^^^^^^ `add` is still open here
    /// </configuration>
    /// ```
    /// ```xml
    /// <configuration>
    ///   <appSettings>
    ///     <add key="a" key="b" />
    ///                  ^^^ the second `key`
    ///   </appSettings>
    /// </configuration>
    /// ```
    /// ```xml
    /// <configuration>
    ///   <system.web>
    ///     <compilation xdt:Transform="RemoveAttributes(debug)" />
    ///                  ^^^ not declared
    ///   </system.web>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <appSettings>
    ///     <add key="u" value="a&amp;b" />
    ///   </appSettings>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// A root that declares `xmlns:xdt` and uses no name with it is fine.
    /// ```xml
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform" />
    /// ```
    ///
    /// # Fix
    /// A second byte order mark is dropped. Editors offer more, such as `&amp;` for `&`, one place at a time.
    ///
    /// # References
    /// - XML 1.0, Namespaces in XML 1.0
    /// - Sonar S2260
    WC0001 "xml-not-well-formed", Error, since "0.1",
    scope ANY, profiles "rsct", P0,
    on Syntax(check)
}

fn check(file: &SourceFile<'_>, cx: &mut Context<'_>) {
    let errors = file.document.errors();
    if errors.is_empty() {
        return;
    }
    let stops_at = refusal(file, cx.options());
    if file.is_binary() {
        binary(file, stops_at.is_some_and(|(at, _)| at != Refusal::Size), cx);
        return;
    }
    let mut prefixes: HashSet<&str> = HashSet::new();
    let mut has_second_root = false;
    for (index, error) in errors.iter().enumerate() {
        if super::merge_conflict_or_editor_residue::explains(file, error) {
            continue;
        }
        if error.kind == Kind::UndeclaredPrefix {
            // In a transform the instructions themselves lack their namespace: WC1202 says so.
            if file.kind == FileKind::Transform && error.range.of(file.text()) == "xdt" {
                continue;
            }
            // One missing declaration is one problem, however often the prefix is used.
            if !prefixes.insert(error.range.of(file.text())) {
                continue;
            }
        }
        // However many follow, one root is missing around them or one was closed too early.
        if error.kind == Kind::SecondRootElement && std::mem::replace(&mut has_second_root, true) {
            continue;
        }
        if error.kind == Kind::TextOutsideRoot && is_undecodable(file, error.range) {
            continue;
        }
        if cx.is_full() {
            // Only counted: words and fixes would make a file of nothing but errors slow.
            cx.report(error.range, String::new());
            continue;
        }
        let is_stop = stops_at.is_some_and(|(at, _)| at == Refusal::Syntax(index));
        report(file, index, is_stop.then_some(stops_at.map_or(0, |(_, at)| at)), cx);
    }
}

/// Whether nothing stands there but bytes that the encoding does not have, which WC0003 tells.
fn is_undecodable(file: &SourceFile<'_>, range: TextRange) -> bool {
    !file.source.problems().is_empty()
        && range.of(file.text()).chars().all(|c| c == char::REPLACEMENT_CHARACTER || c.is_whitespace())
}

/// What is no text at all has one problem.
fn binary(file: &SourceFile<'_>, is_refused: bool, cx: &mut Context<'_>) {
    let consequence = if is_refused { ": IIS refuses it (500.19)" } else { "" };
    let message = format!("the file holds no text but other data, so it is no XML{consequence}");
    let mut report = cx.report(TextRange::empty(0), message);
    report.detail("binary").help("restore the file from its source, or save it as UTF-8 text");
    if is_refused {
        report.iis(Phase::File, not_well_formed(file, 0, Evidence::Inferred));
    }
}

/// How many of a file's errors get a fix; the next ones get theirs when these are mended.
const MAX_FIXES: usize = 200;

fn report(file: &SourceFile<'_>, index: usize, stops_at: Option<u32>, cx: &mut Context<'_>) {
    let Some(error) = file.document.errors().get(index) else { return };
    let words = words(file, error);
    let mut message = words.message;
    if stops_at.is_some() {
        message += ", so IIS refuses the whole file (500.19)";
    }
    let mut report = cx.report(place(file, error), message);
    report.detail(error.kind.class()).label(words.label).help(words.help);
    match (error.kind, error.related) {
        (Kind::UnclosedElement | Kind::UnterminatedTag, _) => {
            report.related(error.range, format!("`{}` begins here", short(error.range.of(file.text()))));
        }
        (Kind::DuplicateAttribute, Some(first)) => {
            report.related(first, "the first one");
        }
        (Kind::MismatchedEndTag, Some(start)) => {
            report.related(start, format!("`{}` begins here", short(start.of(file.text()))));
        }
        _ => {}
    }
    if let Some(at) = stops_at {
        let measured = matches!(error.kind, Kind::EmptyDocument | Kind::UnclosedElement);
        let evidence = if measured { Evidence::Measured } else { Evidence::Inferred };
        report.iis(Phase::File, not_well_formed(file, at, evidence));
    }
    // Finding the place of a fix may cost a look over the whole tag.
    let is_early = index < MAX_FIXES;
    if let Some((title, edits)) = is_early.then(|| fix(file, error)).flatten() {
        let safety = if error.kind == Kind::SecondByteOrderMark { Safety::Safe } else { Safety::Manual };
        report.edit(title, safety, edits);
    }
}

/// Where the parser stops; for what lacks its end, where it begins, because that is where it is mended.
fn place(file: &SourceFile<'_>, error: &SyntaxError) -> TextRange {
    match (error.kind, error.related) {
        (Kind::UnclosedElement, Some(end_tag)) => end_tag,
        (Kind::UnclosedElement, None) => TextRange::empty(error.noticed_at),
        (Kind::UnterminatedTag, _) => {
            let is_end = error.noticed_at as usize >= file.text().len();
            TextRange::at(error.noticed_at, u32::from(!is_end))
        }
        _ => error.range,
    }
}

struct Words {
    message: String,
    label: String,
    help: String,
}

/// What is wrong, where, and what to do.
///
/// No word of the file is repeated that a lost quote may have cut out of a value: values can be secret.
fn words(file: &SourceFile<'_>, error: &SyntaxError) -> Words {
    let text = error.range.of(file.text());
    let element = file.document.element_at(error.range.start());
    let inside = element.map_or_else(String::new, |e| format!(" in `{}`", e.name()));
    let (message, label, help): (String, String, String) = match error.kind {
        Kind::EmptyDocument => ("the file is empty".into(), "nothing here".into(), root_wanted(file)),
        Kind::NoRootElement => ("the file has no root element".into(), "no element".into(), root_wanted(file)),
        Kind::SecondRootElement => (
            format!("`{text}` is a second root element"),
            "a second root".into(),
            "keep one root element and move what belongs together into it".into(),
        ),
        Kind::TextOutsideRoot => (
            "text stands outside of the root element".into(),
            "outside of the root".into(),
            "delete it, or make it a comment: `<!-- … -->`".into(),
        ),
        Kind::SecondByteOrderMark => (
            "a second byte order mark stands before the first element".into(),
            "an invisible character".into(),
            "delete it: it counts as text before the root element".into(),
        ),
        Kind::UnclosedElement => (
            format!("`{text}` has no end tag"),
            format!("`{text}` is still open here"),
            format!("close it with `</{text}>`, or write its start tag as `<{text} … />`"),
        ),
        Kind::StrayEndTag => (
            format!("the end tag `{}` closes nothing", tag_name(text)),
            "no element of this name is open".into(),
            "delete it, or write the start tag that it belongs to".into(),
        ),
        Kind::MismatchedEndTag => {
            let expected = error.related.map_or("", |r| short(r.of(file.text())));
            (
                format!("the end tag `{text}` does not match `{expected}`"),
                format!("`{expected}` is open here"),
                if text.eq_ignore_ascii_case(expected) {
                    format!("write `</{expected}>`; names compare with case")
                } else {
                    format!("write `</{expected}>`")
                },
            )
        }
        Kind::UnterminatedTag => (
            format!("the start tag of `{text}` has no `>`"),
            format!("the tag of `{text}` should have ended before"),
            "close the tag with `>` or `/>`".into(),
        ),
        Kind::UnterminatedEndTag => (
            "an end tag has no name or no `>`".into(),
            "incomplete".into(),
            "write it as `</name>`".into(),
        ),
        Kind::JunkInEndTag => (
            "an end tag holds more than a name".into(),
            "does not belong here".into(),
            "an end tag has no attributes: `</name>`".into(),
        ),
        Kind::AttributeWithoutValue => (
            format!("an attribute{inside} has no value"),
            "no value".into(),
            "write it as `name=\"value\"`; inside a value, write a quote as `&quot;`".into(),
        ),
        Kind::UnquotedValue => (
            format!("an attribute value{inside} has no quotes"),
            "not quoted".into(),
            "write `\"` before and after the value".into(),
        ),
        Kind::UnclosedQuote => (
            format!("an attribute value{inside} has no closing quote"),
            "opened here".into(),
            "close the value with the same quote; inside it, write the quote as `&quot;` or `&apos;`".into(),
        ),
        Kind::LessThanInValue => (
            format!("`<` stands in an attribute value{inside}"),
            "not allowed in a value".into(),
            "write it as `&lt;`".into(),
        ),
        Kind::DuplicateAttribute => (
            format!("the attribute `{text}` stands twice{inside}"),
            format!("the second `{text}`"),
            "keep the one that is meant".into(),
        ),
        Kind::MissingSpace => (
            format!("two attributes{inside} have no space between them"),
            "a space is missing before this".into(),
            "write a space, or, if this belongs to the value, its quote as `&quot;`".into(),
        ),
        Kind::JunkInTag => (
            format!("characters stand in the tag{inside} that are no attribute"),
            "no attribute".into(),
            "delete them, or complete the attribute: `name=\"value\"`".into(),
        ),
        Kind::BareAmpersand => (
            "`&` begins no reference".into(),
            "begins no reference".into(),
            "write it as `&amp;`, in URLs and connection strings too".into(),
        ),
        Kind::UnknownEntity => match html_entity(text) {
            Some(code) => (
                format!("`{text}` is a name of HTML that XML does not know"),
                "not declared".into(),
                format!("write it as `&#{code};`"),
            ),
            None => (
                "`&` begins a reference to an entity that nobody declares".into(),
                "not declared".into(),
                "write the `&` as `&amp;`".into(),
            ),
        },
        Kind::BadCharacterReference => (
            "a character reference names no character that XML allows".into(),
            "no such character".into(),
            "write the `&` as `&amp;`, or name an allowed character, such as `&#10;`".into(),
        ),
        Kind::ControlCharacter => (
            "a control character that XML forbids stands in the file".into(),
            "forbidden".into(),
            "delete it; it often comes from pasting or from a wrong encoding".into(),
        ),
        Kind::UndeclaredPrefix if text == "xdt" && file.kind != FileKind::Transform => (
            "the prefix `xdt` is not declared: this looks like a transform that was saved as a configuration file"
                .into(),
            "not declared".into(),
            "apply the transform with `webconfig transform`, or give the file the name of a transform, such as \
             `web.Release.config`"
                .into(),
        ),
        Kind::UndeclaredPrefix => (
            format!("the prefix `{text}` is not declared"),
            "not declared".into(),
            format!("declare it with `xmlns:{text}=\"…\"`, or delete it"),
        ),
        Kind::BadNamespaceDeclaration => (
            format!("a namespace declaration{inside} is not allowed"),
            "not allowed".into(),
            "delete it: `xml` and `xmlns` are fixed, and a prefix needs a name that is not empty".into(),
        ),
        Kind::BadName => (
            format!("a name{inside} has a colon where none is allowed"),
            "a colon too many".into(),
            "write one prefix, one colon and one name at most".into(),
        ),
        Kind::DoubleHyphenInComment => (
            "`--` stands in a comment".into(),
            "not allowed in a comment".into(),
            "write `- -` or another word: `--` may only end a comment".into(),
        ),
        Kind::UnterminatedComment => (
            "a comment has no `-->`".into(),
            "opened here".into(),
            "end the comment with `-->`".into(),
        ),
        Kind::UnterminatedCData => (
            "a CDATA section has no `]]>`".into(),
            "opened here".into(),
            "end the section with `]]>`".into(),
        ),
        Kind::CDataOutsideRoot => (
            "a CDATA section stands outside of the root element".into(),
            "outside of the root".into(),
            "delete it".into(),
        ),
        Kind::UnterminatedInstruction => (
            "a processing instruction has no `?>`".into(),
            "opened here".into(),
            "end it with `?>`".into(),
        ),
        Kind::BadInstruction => (
            "a processing instruction has no name or one that is reserved".into(),
            "not a name for it".into(),
            "delete it, or write `<?name …?>`".into(),
        ),
        Kind::MisplacedDeclaration => (
            "the XML declaration is not the first thing in the file".into(),
            "must stand first".into(),
            "delete what stands before it, blanks and line ends included".into(),
        ),
        Kind::BadDeclaration => (
            "the XML declaration is wrong".into(),
            "not allowed here".into(),
            "write `<?xml version=\"1.0\" encoding=\"utf-8\"?>`".into(),
        ),
        Kind::MisplacedDoctype => (
            "a DOCTYPE stands behind the root element's begin, or twice".into(),
            "not here".into(),
            "delete it".into(),
        ),
        Kind::BadDoctype => {
            ("a DOCTYPE is not complete".into(), "begins here".into(), "delete it".into())
        }
        Kind::CDataEndInText => {
            ("`]]>` stands in text".into(), "ends no section".into(), "write it as `]]&gt;`".into())
        }
        Kind::BareLessThan => (
            "`<` begins no tag".into(),
            "begins no tag".into(),
            "write it as `&lt;`, or complete the tag".into(),
        ),
        Kind::BogusMarkup => (
            "`<!` begins no comment, CDATA section or DOCTYPE".into(),
            "no markup".into(),
            "a comment begins with `<!--`".into(),
        ),
        Kind::MergeConflict => (
            "the marker of a merge conflict stands in the file".into(),
            "not resolved".into(),
            "resolve the conflict".into(),
        ),
    };
    Words { message, label, help }
}

/// A name as far as a message can hold it.
fn short(name: &str) -> &str {
    name.char_indices().nth(80).map_or(name, |(end, _)| name.get(..end).unwrap_or(""))
}

/// The name in an end tag.
fn tag_name(tag: &str) -> &str {
    tag.trim_start_matches("</").split(|c: char| c.is_whitespace() || c == '>').next().unwrap_or("")
}

fn root_wanted(file: &SourceFile<'_>) -> String {
    match file.kind {
        FileKind::Fragment => "write the section as the root element".into(),
        _ => "write at least `<configuration />`, or delete the file".into(),
    }
}

/// The code point of a name that people know from HTML.
fn html_entity(reference: &str) -> Option<u32> {
    Some(match reference {
        "&nbsp;" => 160,
        "&copy;" => 169,
        "&laquo;" => 171,
        "&reg;" => 174,
        "&raquo;" => 187,
        "&ndash;" => 8211,
        "&mdash;" => 8212,
        "&hellip;" => 8230,
        "&euro;" => 8364,
        "&trade;" => 8482,
        _ => return None,
    })
}

/// The obvious repair, as a command with its edits.
fn fix(file: &SourceFile<'_>, error: &SyntaxError) -> Option<(String, TextEdits)> {
    let text = file.text();
    let range = error.range;
    let written = range.of(text);
    let replace = |range: TextRange, by: &str| TextEdits::single(range, by);
    Some(match error.kind {
        Kind::EmptyDocument if file.kind == FileKind::WebConfig => {
            ("write an empty configuration".into(), replace(TextRange::empty(0), "<configuration />\n"))
        }
        Kind::SecondByteOrderMark => ("delete the second byte order mark".into(), replace(range, "")),
        Kind::UnclosedElement => (
            format!("write `</{written}>`"),
            replace(TextRange::empty(error.noticed_at), &format!("</{written}>")),
        ),
        Kind::StrayEndTag => ("delete the end tag".into(), replace(range, "")),
        Kind::MismatchedEndTag => {
            let name = error.related?.of(text);
            (format!("write `</{name}>`"), replace(range, name))
        }
        Kind::UnterminatedEndTag if !written.ends_with('>') => {
            ("write `>`".into(), replace(TextRange::empty(range.end()), ">"))
        }
        Kind::JunkInEndTag if written.ends_with('>') => {
            ("delete what is behind the name".into(), replace(range, ">"))
        }
        Kind::UnquotedValue => {
            let missing_end = !written.ends_with(['"', '\'']);
            let quote = if written.ends_with('\'') { "'" } else { "\"" };
            let mut edits = replace(TextRange::empty(range.start()), quote);
            if missing_end {
                edits.insert(range.end(), quote).ok()?;
            }
            ("quote the value".into(), edits)
        }
        Kind::UnclosedQuote => {
            let element = file.document.node_at(range.start())?.as_element()?;
            let value = element
                .all_attributes()
                .map(webconfig_syntax::Attribute::value_range)
                .find(|v| v.start() == range.end())?;
            ("close the value".into(), replace(TextRange::empty(value.end()), written))
        }
        Kind::LessThanInValue | Kind::BareLessThan => ("write `&lt;`".into(), replace(range, "&lt;")),
        Kind::CDataEndInText => ("write `]]&gt;`".into(), replace(range, "]]&gt;")),
        Kind::DuplicateAttribute => {
            let element = file.document.node_at(range.start())?.as_element()?;
            let at = |r: TextRange| element.attributes().find(|a| a.name_range() == r);
            let (first, second) = (at(error.related?)?, at(range)?);
            if first.raw_value() != second.raw_value() {
                return None;
            }
            let before = text.get(..second.range().start() as usize)?;
            let start = before.trim_end().len() as u32;
            ("delete the second one".into(), replace(TextRange::new(start, second.range().end()), ""))
        }
        Kind::MissingSpace => ("write a space".into(), replace(TextRange::empty(range.start()), " ")),
        Kind::BareAmpersand => ("write `&amp;`".into(), replace(range, "&amp;")),
        Kind::UnknownEntity => match html_entity(written) {
            Some(code) => (format!("write `&#{code};`"), replace(range, &format!("&#{code};"))),
            None => ("write `&amp;`".into(), replace(TextRange::at(range.start(), 1), "&amp;")),
        },
        Kind::ControlCharacter => ("delete it".into(), replace(range, "")),
        Kind::DoubleHyphenInComment => {
            let content = file.document.node_at(range.start())?.content_range();
            let inside = content.of(text);
            let mut edits = TextEdits::new();
            let mut hyphen = false;
            for (at, c) in inside.char_indices() {
                if hyphen && c == '-' {
                    edits.insert(content.start() + at as u32, " ").ok()?;
                }
                hyphen = c == '-';
            }
            if hyphen {
                edits.insert(content.end(), " ").ok()?;
            }
            ("take the hyphens apart".into(), edits)
        }
        Kind::MisplacedDeclaration => {
            let before = TextRange::new(0, range.start());
            if !before.of(text).trim().is_empty() {
                return None;
            }
            ("delete the blanks before it".into(), replace(before, ""))
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Linter, Settings};
    use webconfig_config::ConfigFile;
    use webconfig_diagnostics::{Change, Diagnostic};
    use webconfig_syntax::Document;
    use webconfig_text::{FileId, SourceText};

    fn lint(name: &str, bytes: &[u8]) -> Vec<Diagnostic> {
        let file = ConfigFile::new(FileId(0), name, SourceText::decode(bytes).unwrap(), None);
        let linter = Linter::new(Settings::default(), "");
        linter.finish(vec![linter.check(SourceFile::new(&file))], Vec::new(), &|_| "").diagnostics
    }

    /// A broken text for every class that this rule tells.
    const BROKEN: &[(&str, &str)] = &[
        ("empty-document", " \n"),
        ("no-root-element", "<!-- x -->"),
        ("second-root-element", "<a/><b/>"),
        ("text-outside-root", "<a/> text"),
        ("unclosed-element", "<a><b></a>"),
        ("stray-end-tag", "<a></bcd></a>"),
        ("mismatched-end-tag", "<alpha></Alpha>"),
        ("unterminated-tag", "<a><b x='1' <c/></a>"),
        ("unterminated-end-tag", "<a><b></b </a>"),
        ("junk-in-end-tag", "<a></a x='1'>"),
        ("attribute-without-value", "<a b />"),
        ("unquoted-value", "<a b=1 />"),
        ("unclosed-quote", "<a b=\"1>\n<c/></a>"),
        ("less-than-in-value", "<a b=\"1<2\" />"),
        ("duplicate-attribute", "<a b='1' b='1'/>"),
        ("missing-space", "<a b='1'c='2'/>"),
        ("junk-in-tag", "<a ; />"),
        ("bare-ampersand", "<a>&</a>"),
        ("unknown-entity", "<a>&nbsp;</a>"),
        ("bad-character-reference", "<a>&#0;</a>"),
        ("control-character", "<a>\u{1}</a>"),
        ("undeclared-prefix", "<a p:b='1' p:c='2'/>"),
        ("bad-namespace-declaration", "<a xmlns:p=''/>"),
        ("bad-name", "<a b:c:d='1'/>"),
        ("double-hyphen-in-comment", "<a><!-- a--b --- c --></a>"),
        ("unterminated-comment", "<a><!-- </a>"),
        ("unterminated-cdata", "<a><![CDATA[ </a>"),
        ("cdata-outside-root", "<a/><![CDATA[x]]>"),
        ("unterminated-instruction", "<a><?x </a>"),
        ("bad-instruction", "<a><?XML x?></a>"),
        ("misplaced-declaration", "\n<?xml version='1.0'?><a/>"),
        ("bad-declaration", "<?xml version='x'?><a/>"),
        ("misplaced-doctype", "<a/><!DOCTYPE a>"),
        ("bad-doctype", "<!DOCTYPE a [ <a/>"),
        ("cdata-end-in-text", "<a>]]></a>"),
        ("bare-less-than", "<a>1 < 2</a>"),
        ("bogus-markup", "<a><!x></a>"),
    ];

    #[test]
    fn every_class_is_told_once_with_words_and_help() {
        for (class, text) in BROKEN {
            let found: Vec<_> = lint("web.config", text.as_bytes())
                .into_iter()
                .filter(|d| d.code == "WC0001" && d.detail.as_deref() == Some(*class))
                .collect();
            let [finding] = found.as_slice() else { panic!("{class}: {found:?}") };
            assert!(finding.help.is_some() && finding.label.is_some(), "{class}");
            assert!(
                !finding.message.ends_with('.') && !finding.message.starts_with(char::is_uppercase),
                "{class}"
            );
        }
    }

    #[test]
    fn elements_behind_the_root_are_one_problem() {
        let found = lint("web.config", b"<>\n<a/>\n<b/>\n<c/>\n<d/>\n</configuration>");
        let classes: Vec<_> = found.iter().filter_map(|d| d.detail.as_deref()).collect();
        assert_eq!(classes, ["bare-less-than", "second-root-element", "stray-end-tag"]);
    }

    #[test]
    fn an_end_tag_of_another_name_is_one_problem() {
        for text in ["<a><b></c></a>", "<a><b>\n  <d/>\n</c>\n</a>", "<a><b></c >", "<a></b>"] {
            let found = lint("web.config", text.as_bytes());
            let classes: Vec<_> = found.iter().filter_map(|d| d.detail.as_deref()).collect();
            let open = if text.ends_with("</c >") {
                &["mismatched-end-tag", "unclosed-element"][..]
            } else {
                &["mismatched-end-tag"]
            };
            assert_eq!(classes, open, "{text}");
        }
        let two = lint("web.config", b"<a><b></c>text</a>");
        let classes: Vec<_> = two.iter().filter_map(|d| d.detail.as_deref()).collect();
        assert_eq!(classes, ["stray-end-tag", "unclosed-element"], "more follows, so the element goes on");
    }

    #[test]
    fn what_is_no_text_has_one_problem_of_form() {
        let zeros = vec![0u8; 5000];
        let bytes: Vec<u8> = (0..=255u8).cycle().take(6000).collect();
        let picture = [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), bytes.as_slice()].concat();
        let program = [b"MZ\x90\0\x03\0<configuration><a b=".as_slice(), zeros.as_slice()].concat();
        for text in [zeros.as_slice(), bytes.as_slice(), picture.as_slice(), program.as_slice()] {
            let mut found = lint("web.config", text);
            // Bytes that the encoding does not have are told besides.
            found.retain(|f| f.code != "WC0003");
            let [finding] = found.as_slice() else { panic!("{found:?}") };
            assert_eq!((finding.code, finding.detail.as_deref()), ("WC0001", Some("binary")));
            assert_eq!(finding.iis.as_ref().and_then(|v| v.line), Some(1));
        }
        // One stray character in a configuration is told where it stands.
        let slip = lint("web.config", b"<configuration>\n<a b='\0'/>\n</configuration>");
        assert_eq!(
            slip.iter().filter_map(|d| d.detail.as_deref()).collect::<Vec<_>>(),
            ["control-character"]
        );
    }

    #[test]
    fn no_class_is_forgotten() {
        for kind in Kind::ALL {
            // A second byte order mark has its own test, a merge conflict its own rule.
            let elsewhere = matches!(kind, Kind::SecondByteOrderMark | Kind::MergeConflict);
            assert!(elsewhere || BROKEN.iter().any(|(class, _)| *class == kind.class()), "{kind:?}");
        }
    }

    #[test]
    fn fixes_remove_the_problem_they_are_offered_for() {
        for (class, text) in BROKEN {
            for finding in lint("web.config", text.as_bytes()) {
                let Some(fix) = finding.fix.filter(|_| finding.detail.as_deref() == Some(*class)) else {
                    continue;
                };
                assert_eq!(fix.safety, Safety::Manual, "{class}");
                let [Change::Edit { edits, .. }] = fix.changes.as_slice() else { panic!("{class}") };
                let mended = edits.apply(text);
                let still =
                    Document::parse(mended.as_str()).errors().iter().any(|e| e.kind.class() == *class);
                assert!(!still, "{class}: {mended}");
            }
        }
    }

    #[test]
    fn only_the_first_stop_of_the_reader_bears_the_verdict_of_iis() {
        let found = lint("web.config", b"<configuration>\n<a b=1 />\n<c d=2 />\n</configuration>\nx");
        let verdicts: Vec<_> = found.iter().filter_map(|d| d.iis.as_ref()).collect();
        let [verdict] = verdicts.as_slice() else { panic!("{verdicts:?}") };
        assert_eq!((verdict.hresult, verdict.line), (Some(0x8007_000d), Some(2)));
        assert_eq!(verdict.text.as_deref(), Some("Configuration file is not well-formed XML"));
        assert!(
            lint("web.Release.config", b"<a").iter().all(|d| d.iis.is_none()),
            "IIS never reads a transform"
        );
    }

    #[test]
    fn an_empty_file_is_refused_in_line_one_and_an_open_root_where_the_file_ends() {
        let iis_line = |bytes: &[u8]| lint("web.config", bytes).iter().find_map(|d| d.iis.as_ref()?.line);
        assert_eq!(iis_line(b""), Some(1));
        assert_eq!(iis_line(b"\n\n\n"), Some(1));
        assert_eq!(iis_line(b"<configuration>\n\n\n<a />"), Some(4));
    }

    #[test]
    fn a_second_byte_order_mark_is_dropped_safely() {
        let bytes = b"\xEF\xBB\xBF\xEF\xBB\xBF<configuration />";
        let found = lint("web.config", bytes);
        let [finding] = found.as_slice() else { panic!("{found:?}") };
        let fix = finding.fix.as_ref().unwrap();
        assert_eq!((finding.detail.as_deref(), fix.safety), (Some("second-byte-order-mark"), Safety::Safe));
        let [Change::Edit { edits, .. }] = fix.changes.as_slice() else { panic!("one edit") };
        let source = SourceText::decode(bytes).unwrap();
        assert_eq!(source.encode_edited(edits), b"\xEF\xBB\xBF<configuration />");
    }

    #[test]
    fn a_transform_saved_as_web_config_is_told_once() {
        let found =
            lint("web.config", b"<configuration><a xdt:Transform='x'/><b xdt:Locator='y'/></configuration>");
        let messages: Vec<_> = found.iter().filter(|d| d.code == "WC0001").map(|d| &d.message).collect();
        assert_eq!(messages.len(), 1);
        assert!(messages[0].contains("looks like a transform"));
    }

    #[test]
    fn pieces_of_a_broken_value_are_never_repeated() {
        let secrets = [
            "<a p=\"x;Password=Hunter2\"Hunter2 y=\"\" />",
            "<a p=\"x;Password=Hunter2\" Hunter2\" y=\"\" />",
            "<a p=\"x;Password=a&Hunter2;\" />",
            "<a p=Hunter2 />",
            "<a/>Hunter2",
            "<a p=\"Password=Hunter2\n<b/></a>",
            "<a>Password=&#Hunter2;</a>",
        ];
        for text in secrets {
            let found = lint("web.config", text.as_bytes());
            assert!(!found.is_empty());
            assert!(found.iter().all(|d| !format!("{d:?}").contains("Hunter2")), "{text}: {found:?}");
        }
    }
}
