//! What the name or value under the cursor means, from the schema's documentation.
//!
//! A value is shown only where the schema itself knows it (members of an enum): a value of the file may be secret.

use crate::page::{Page, code};
use crate::{Meaning, Place, Snapshot};
use webconfig_schema::{
    AttributeSchema, Directive, Key, Member, Release, Schema, SectionSchema, Source, TimeSpanFormat,
    Validation, Value, ValueType, time_span_text,
};
use webconfig_syntax::Attribute;
use webconfig_text::TextRange;

/// What to show about a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// The name or value that it is about.
    pub range: TextRange,
    /// What to show.
    pub page: Page,
}

/// What the name or value at `offset` means; `None` where there is nothing to say.
pub fn hover(snapshot: &Snapshot, offset: u32) -> Option<Hover> {
    let schema = Schema::builtin();
    let place = Place::at(snapshot.document(), offset)?;
    let meaning = Meaning::of(place.element()?, snapshot.kind(), schema);
    let (range, page) = match place {
        Place::ElementName(element, range) => (range, of_element(element.local_name(), &meaning)?),
        Place::AttributeName(attribute) => {
            (place.range(), of_attribute(meaning.attribute(attribute)?, &meaning))
        }
        Place::AttributeValue(attribute) => {
            of_value(attribute, meaning.attribute(attribute)?, &meaning, offset)
        }
    };
    Some(Hover { range, page })
}

fn of_element(name: &str, meaning: &Meaning<'_>) -> Option<Page> {
    let mut facts = Vec::new();
    let (what, doc) = match meaning {
        Meaning::Structure(element) => (String::new(), element.doc.to_string()),
        Meaning::Group(path) => {
            (String::from("section group"), format!("Groups the sections below `{path}`."))
        }
        Meaning::Section(section) => {
            facts.extend(deprecated(section.root.deprecated.as_deref()));
            facts.extend(versions(section.root.since.as_deref(), section.root.until.as_deref()));
            facts.extend(product(&section.product));
            facts.extend(source(&section.root.source));
            facts.extend(reference(section));
            (format!("section `{}`", section.path), section.root.doc.to_string())
        }
        Meaning::Element(section, element) => {
            facts.extend(deprecated(element.deprecated.as_deref()));
            facts.extend(versions(element.since.as_deref().or(since(section)), element.until.as_deref()));
            facts.extend(product(element.product.as_deref().unwrap_or(&section.product)));
            facts.extend(source(&element.source));
            facts.extend(reference(section));
            (format!("element of `{}`", section.path), element.doc.to_string())
        }
        Meaning::Directive(section, collection, directive) => {
            let item = &collection.item;
            let keys: Vec<String> = item.keys().map(|key| code(&key.name)).collect();
            let doc = match directive {
                Directive::Add => {
                    facts.extend(deprecated(item.deprecated.as_deref()));
                    facts.extend(versions(item.since.as_deref().or(since(section)), item.until.as_deref()));
                    if !keys.is_empty() {
                        facts.push(format!("Key: {}", keys.join(", ")));
                    }
                    let own = collection.item_docs.iter().find(|(adds, _)| &**adds == name);
                    own.map_or(&*item.doc, |(_, doc)| doc).to_owned()
                }
                Directive::Remove if keys.is_empty() => "Removes an item from the collection.".to_owned(),
                Directive::Remove => format!("Removes the item with the same {}.", keys.join(", ")),
                Directive::Clear => "Removes all items that were inherited or stand above.".to_owned(),
            };
            facts.extend(product(item.product.as_deref().unwrap_or(&section.product)));
            facts.extend(source(&item.source));
            facts.extend(reference(section));
            (format!("in the collection of `{}`", section.path), doc)
        }
        Meaning::Unknown => return None,
    };
    let mut page = Page::about(name, &what);
    page.paragraph(&doc);
    page.facts(&facts);
    Some(page)
}

fn of_attribute(attribute: &AttributeSchema, meaning: &Meaning<'_>) -> Page {
    let mut page = Page::about(&attribute.name, &kind(attribute));
    page.paragraph(&attribute.doc);
    page.facts(&attribute_facts(attribute, meaning));
    page
}

fn of_value(
    written: Attribute<'_>,
    attribute: &AttributeSchema,
    meaning: &Meaning<'_>,
    offset: u32,
) -> (TextRange, Page) {
    let whole = written.value_range();
    if let Some((range, member)) = member_at(written, attribute, offset) {
        let mut page = Page::about(&member.name, &format!("value of `{}`", attribute.name));
        page.paragraph(&member.doc);
        let mut facts = Vec::new();
        if let Some(default) = attribute.default.as_deref() {
            let is_default = attribute.same_value(default, &member.name);
            facts.push(if is_default {
                "The default".to_owned()
            } else {
                format!("Default: {}", code(default))
            });
        }
        facts.extend(versions(member.since.as_deref(), None));
        page.facts(&facts);
        return (range, page);
    }
    let mut page = of_attribute(attribute, meaning);
    if written.is_complete() && !attribute.secret && !attribute.encrypted {
        page.paragraph(&standing(&written.value(), attribute).unwrap_or_default());
    }
    (whole, page)
}

/// The member of an enum that a value names, or that of the flags the cursor touches; and where it stands.
fn member_at<'s>(
    written: Attribute<'_>,
    attribute: &'s AttributeSchema,
    offset: u32,
) -> Option<(TextRange, &'s Member)> {
    let range = written.value_range();
    let raw = written.raw_value();
    let find = |word: &str| attribute.value_type.members().iter().find(|m| m.name.eq_ignore_ascii_case(word));
    match &attribute.value_type {
        // An instruction of XDT may have arguments: `Match(name)`.
        ValueType::Enum(_) if written.prefix().is_some() => {
            let word = raw.split('(').next().unwrap_or(raw);
            let name = TextRange::at(range.start(), word.len() as u32);
            find(word.trim()).filter(|_| name.touches(offset)).map(|member| (name, member))
        }
        ValueType::Enum(_) => find(&written.value()).map(|member| (range, member)),
        ValueType::Flags(_) => {
            let mut start = range.start();
            for part in raw.split(',') {
                let lead = (part.len() - part.trim_start().len()) as u32;
                let word = TextRange::at(start + lead, part.trim().len() as u32);
                if word.touches(offset) {
                    return find(part.trim()).map(|member| (word, member));
                }
                start += part.len() as u32 + 1;
            }
            None
        }
        _ => None,
    }
}

/// How a value stands to the schema: what it means in plain words, whether it is the default, what is wrong with it.
fn standing(value: &str, attribute: &AttributeSchema) -> Option<String> {
    let parsed = match attribute.parse(value) {
        Ok(parsed) => parsed,
        Err(problem) => return Some(format!("Not a value for it: {}.", problem.message)),
    };
    let mut parts = Vec::new();
    if let Value::Seconds(seconds) = parsed {
        parts.push(duration(seconds));
    }
    if let Some(default) = attribute.default.as_deref() {
        let is_default = attribute.same_value(default, value);
        parts.push(if is_default { "the default" } else { "differs from the default" }.to_owned());
    }
    (!parts.is_empty()).then(|| format!("Here: {}.", parts.join(", ")))
}

/// Seconds in words: `1 day 5 hours`.
fn duration(seconds: i64) -> String {
    let parts = [
        (seconds / 86_400, "day"),
        (seconds % 86_400 / 3_600, "hour"),
        (seconds % 3_600 / 60, "minute"),
        (seconds % 60, "second"),
    ];
    let words: Vec<String> = parts
        .into_iter()
        .filter(|(number, _)| *number != 0)
        .map(|(number, unit)| format!("{number} {unit}{}", if number == 1 { "" } else { "s" }))
        .collect();
    if words.is_empty() { "0 seconds".to_owned() } else { words.join(" ") }
}

/// The type in words.
fn kind(attribute: &AttributeSchema) -> String {
    let unit = match (&attribute.value_type, attribute.format.as_deref()) {
        (ValueType::TimeSpan(TimeSpanFormat::Seconds), _) => " in seconds",
        (ValueType::TimeSpan(TimeSpanFormat::Minutes), _) => " in minutes",
        (ValueType::TimeSpan(TimeSpanFormat::Text), _) => " `[d.]hh:mm:ss`",
        (_, Some("duration-seconds")) => " (seconds)",
        (_, Some("bytes")) => " (bytes)",
        (ValueType::String, Some("path")) => " (path)",
        (ValueType::String, Some("url")) => " (URL)",
        (ValueType::String, Some("regex")) => " (regular expression)",
        (ValueType::String, Some("verbs")) => " (HTTP methods)",
        (ValueType::String, Some("type-name")) => " (.NET type)",
        _ => "",
    };
    format!("{}{unit}", attribute.value_type.name())
}

fn attribute_facts(attribute: &AttributeSchema, meaning: &Meaning<'_>) -> Vec<String> {
    let mut facts = Vec::new();
    facts.extend(deprecated(attribute.deprecated.as_deref()));
    if attribute.required {
        facts.push("Required".to_owned());
    }
    match attribute.key {
        Key::None => {}
        Key::Unique => facts.push("Key of its collection".to_owned()),
        Key::Combined => facts.push("Part of the key of its collection".to_owned()),
    }
    if let Some(default) = attribute.default.as_deref().filter(|_| !attribute.secret) {
        facts.push(format!("Default: {}", code(default)));
    }
    facts.extend(attribute.validation.as_ref().and_then(range));
    let members: Vec<String> = attribute.value_type.members().iter().map(|m| code(&m.name)).collect();
    if !members.is_empty() {
        let several = if matches!(attribute.value_type, ValueType::Flags(_)) { "Any of" } else { "One of" };
        facts.push(format!("{several}: {}", members.join(", ")));
    } else if !attribute.values.is_empty() {
        let values: Vec<String> = attribute.values.iter().map(|v| code(v)).collect();
        facts.push(format!("For example: {}", values.join(", ")));
    }
    if attribute.allow_infinite {
        facts.push("May be `Infinite`".to_owned());
    }
    if attribute.expanded {
        facts.push("Environment variables such as `%SystemDrive%` are expanded".to_owned());
    }
    if attribute.case_sensitive {
        facts.push("Letter case counts".to_owned());
    }
    if attribute.secret {
        facts.push("Secret: keep it out of files that others read".to_owned());
    }
    let element_since = meaning.schema().and_then(|element| element.since.as_deref());
    let since = attribute.since.as_deref().or(element_since).or(meaning.section().and_then(since));
    facts.extend(versions(since, attribute.until.as_deref()));
    facts.extend(attribute.was.iter().flat_map(|all| all.split("; ")).filter_map(was));
    if let Some(section) = meaning.section() {
        facts.extend(product(attribute.product.as_deref().unwrap_or(&section.product)));
        facts.extend(source(&attribute.source));
        facts.extend(reference(section));
    }
    facts
}

fn range(validation: &Validation) -> Option<String> {
    let range = |exclude: bool, low: String, high: String| {
        if exclude { format!("Range: not {low} to {high}") } else { format!("Range: {low} to {high}") }
    };
    Some(match validation {
        Validation::NonEmptyString => "Must not be empty".to_owned(),
        Validation::RequireTrimmedString => "No white space at either end".to_owned(),
        Validation::IntegerRange { min, max, exclude } => range(*exclude, min.to_string(), max.to_string()),
        Validation::TimeSpanRange { min, max, granularity, exclude } => {
            let range = range(*exclude, time_span_text(*min), time_span_text(*max));
            if *granularity > 1 { format!("{range}, in steps of {}", duration(*granularity)) } else { range }
        }
        Validation::ApplicationPoolName => "A name as application pools may have".to_owned(),
        Validation::SiteName => "A name as sites may have".to_owned(),
        Validation::ApplicationPath | Validation::VirtualDirectoryPath => {
            "A virtual path: begins with `/`, does not end with it".to_owned()
        }
        Validation::Other(_) => return None,
    })
}

fn deprecated(reason: Option<&str>) -> Option<String> {
    reason.map(|reason| format!("Deprecated: {reason}"))
}

fn version(number: &str) -> String {
    match (Release::of_number(number), number.strip_prefix("netfx")) {
        (Some(Release::Iis10v1709), _) => "IIS 10.0, version 1709".to_owned(),
        (None, Some(framework)) => format!(".NET Framework {framework}"),
        _ => format!("IIS {number}"),
    }
}

fn versions(since: Option<&str>, until: Option<&str>) -> Vec<String> {
    let since = since.map(|number| format!("Since {}", version(number)));
    let until = until.map(|number| format!("Gone in {}", version(number)));
    since.into_iter().chain(until).collect()
}

fn since(section: &SectionSchema) -> Option<&str> {
    section.root.since.as_deref()
}

/// `before 8.0 defaultValue=512` in words.
fn was(text: &str) -> Option<String> {
    let (number, fact) = text.strip_prefix("before ")?.split_once(' ')?;
    let fact = match fact.split_once('=') {
        Some(("defaultValue", value)) => format!("the default was {}", code(value)),
        _ => code(fact),
    };
    Some(format!("Before {}: {fact}", version(number)))
}

/// Which product brings it. What every server has needs no mention.
fn product(product: &str) -> Option<String> {
    let name = match product {
        "" | "iis" | "rscaext" => return None,
        "iis10-1709" => "IIS 10.0, version 1709",
        "aspnet" | "fx" | "netfx-update" => "the .NET Framework",
        "aspnetcore-v2" => "the ASP.NET Core Module (V2)",
        "rewrite" => "the URL Rewrite module",
        "arr" => "Application Request Routing",
        "webfarm" => "the Web Farm Framework",
        "ftp" => "the FTP service",
        "cors" => "the IIS CORS module",
        "webdav" => "WebDAV",
        "httpplatform" => "HttpPlatformHandler",
        "dbmanager" => "the IIS Database Manager",
        "modsecurity" => "ModSecurity",
        "wdeploy-backup" | "wdeploy-delegation" => "Web Deploy",
        other => other,
    };
    Some(format!("Comes with {name}"))
}

fn source(source: &Source) -> Option<String> {
    match source {
        Source::Builtin => None,
        Source::Machine(file) => Some(format!("As stated by {}", code(file))),
    }
}

fn reference(section: &SectionSchema) -> Option<String> {
    section.reference.as_deref().map(|address| format!("[Documentation]({address})"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::cursor;
    use webconfig_text::SourceText;

    fn at(path: &str, marked: &str) -> Option<(String, String)> {
        let (text, offset) = cursor(marked);
        let snapshot = Snapshot::new(path, SourceText::from_text(text.as_str()));
        let hover = hover(&snapshot, offset)?;
        Some((hover.range.of(&text).to_owned(), hover.page.markdown().to_owned()))
    }

    fn shown(marked: &str) -> String {
        let (range, page) = at("web.config", marked).expect("something to show");
        format!("{range}\n---\n{page}")
    }

    fn in_web_server(inside: &str) -> String {
        format!("<configuration><system.webServer>{inside}</system.webServer></configuration>")
    }

    #[test]
    fn a_section_says_what_it_is_for() {
        insta::assert_snapshot!(shown(&in_web_server("<aspNet$0Core/>")), @r"
        aspNetCore
        ---
        **`aspNetCore`** · section `system.webServer/aspNetCore`

        Tells the ASP.NET Core Module how to start and supervise an ASP.NET Core application, inside the worker process or as a separate one. It is read once per application; values set in a `location` for a sub-path have no effect. Settings the module cannot use show up as 500.0, 500.3x or 502.5 errors with details in the Application event log.

        - Since IIS 8.0
        - Comes with the ASP.NET Core Module (V2)
        - [Documentation](https://learn.microsoft.com/aspnet/core/host-and-deploy/iis/web-config)
        ");
    }

    #[test]
    fn an_attribute_shows_type_default_and_range() {
        insta::assert_snapshot!(shown(&in_web_server("<aspNetCore $0startupTimeLimit='60'/>")), @r"
        startupTimeLimit
        ---
        **`startupTimeLimit`** · uint (seconds)

        Gives the application this many seconds to start. 0 does not mean unlimited but fails at once; exceeding it results in 500.37 in-process and 502.5 out-of-process.

        - Default: `120`
        - Range: 0 to 3600
        - Since IIS 8.0
        - Comes with the ASP.NET Core Module (V2)
        - [Documentation](https://learn.microsoft.com/aspnet/core/host-and-deploy/iis/web-config)
        ");
    }

    #[test]
    fn a_key_and_its_limits_are_named() {
        insta::assert_snapshot!(shown(&in_web_server("<handlers><add na$0me='x'/></handlers>")), @r"
        name
        ---
        **`name`** · string

        Unique key of the mapping, used by `remove`. Adding a name that already exists on a parent level causes error 500.19 unless it is removed first.

        - Required
        - Key of its collection
        - Must not be empty
        - Letter case counts
        - Since IIS 7.0
        - [Documentation](https://learn.microsoft.com/iis/configuration/system.webserver/handlers/)
        ");
    }

    #[test]
    fn a_deprecated_attribute_says_what_instead() {
        insta::assert_snapshot!(shown(&in_web_server("<aspNetCore processes$0PerApplication='2'/>")), @r"
        processesPerApplication
        ---
        **`processesPerApplication`** · uint

        Starts this many separate processes and spreads requests over them in turn, out-of-process only. In-memory sessions, caches and SignalR break because there is no affinity.

        - Deprecated: Discouraged and announced for removal; in-process hosting ignores it. Scale with several servers or sites behind a load balancer.
        - Default: `1`
        - Range: 1 to 100
        - Since IIS 8.0
        - Comes with the ASP.NET Core Module (V2)
        - [Documentation](https://learn.microsoft.com/aspnet/core/host-and-deploy/iis/web-config)
        ");
    }

    #[test]
    fn directives_say_what_they_do() {
        insta::assert_snapshot!(shown(&in_web_server("<handlers><rem$0ove name='x'/></handlers>")), @r"
        remove
        ---
        **`remove`** · in the collection of `system.webServer/handlers`

        Removes the item with the same `name`.

        - [Documentation](https://learn.microsoft.com/iis/configuration/system.webserver/handlers/)
        ");
        insta::assert_snapshot!(shown(&in_web_server("<handlers><$0clear/></handlers>")), @r"
        clear
        ---
        **`clear`** · in the collection of `system.webServer/handlers`

        Removes all items that were inherited or stand above.

        - [Documentation](https://learn.microsoft.com/iis/configuration/system.webserver/handlers/)
        ");
    }

    #[test]
    fn a_member_of_an_enum_is_explained() {
        insta::assert_snapshot!(
            shown(&in_web_server("<handlers><add resourceType='Ei$0ther'/></handlers>")), @r"
        Either
        ---
        **`Either`** · value of `resourceType`

        Serves the request only if its path is an existing file or folder.

        - Default: `Unspecified`
        ");
    }

    #[test]
    fn of_several_flags_the_one_under_the_cursor_is_explained() {
        insta::assert_snapshot!(shown(&in_web_server("<handlers accessPolicy='Read, Scr$0ipt'/>")), @r"
        Script
        ---
        **`Script`** · value of `accessPolicy`

        Allows script handlers such as ASP, ASP.NET or PHP to run.

        - Default: `Read`
        ");
        let (range, _) =
            at("web.config", &in_web_server("<handlers accessPolicy='Re$0ad, Script'/>")).unwrap();
        assert_eq!(range, "Read");
    }

    #[test]
    fn a_time_span_is_told_in_words_and_compared_with_the_default() {
        insta::assert_snapshot!(shown(&in_web_server("<aspNetCore requestTimeout='0$00:20:00'/>")), @r"
        00:20:00
        ---
        **`requestTimeout`** · timeSpan `[d.]hh:mm:ss`

        Limits how long the module waits for the separate application process to answer before it gives up with 502.3. Written `hh:mm:ss` in whole seconds; ignored by in-process hosting, where the application sets its own limits.

        - Default: `00:02:00`
        - Range: 00:00:00 to 15.00:00:00
        - Since IIS 8.0
        - Comes with the ASP.NET Core Module (V2)
        - [Documentation](https://learn.microsoft.com/aspnet/core/host-and-deploy/iis/web-config)

        Here: 20 minutes, differs from the default.
        ");
        assert!(shown(&in_web_server("<aspNetCore requestTimeout='00:02:$000'/>")).contains("the default."));
    }

    #[test]
    fn a_wrong_value_says_what_would_be_right() {
        let page = shown(&in_web_server("<aspNetCore stdoutLogEnabled='y$0es'/>"));
        assert!(page.ends_with("Not a value for it: a Boolean is `true` or `false`."), "{page}");
    }

    #[test]
    fn locations_declarations_and_locks_have_pages_too() {
        insta::assert_snapshot!(
            shown("<configuration><location path='a' overrideMode='De$0ny'/></configuration>"), @r"
        Deny
        ---
        **`Deny`** · value of `overrideMode`

        A lower configuration file that sets one of these sections fails with 500.19.

        - Default: `Inherit`
        ");
        for marked in [
            "<$0configuration/>",
            "<configuration><loc$0ation/></configuration>",
            "<configuration><configSections><sectionGroup name='a'><section al$0lowDefinition='x'/>",
            "<configuration><system.webServer><handlers lock$0Item='true'/>",
            "<configuration><connectionStrings config$0Source='x.config'/>",
            "<configuration><system.web$0Server/>",
        ] {
            assert!(at("web.config", marked).is_some(), "{marked}");
        }
    }

    #[test]
    fn the_way_through_a_location_leads_to_the_same_section() {
        let inside = "<system.webServer><httpErrors error$0Mode='Detailed'/></system.webServer>";
        let here = shown(&format!("<configuration>{inside}</configuration>"));
        assert_eq!(
            shown(&format!("<configuration><location path='a'>{inside}</location></configuration>")),
            here
        );
    }

    #[test]
    fn an_instruction_of_a_transform_is_explained_without_its_argument() {
        let marked = r#"<configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform"><appSettings><add key="a" xdt:Locator="Ma$0tch(key)"/>"#;
        let (range, page) = at("web.Release.config", marked).unwrap();
        assert_eq!(range, "Match");
        assert!(page.contains("whose named attributes have the same values"), "{page}");
    }

    #[test]
    fn a_fragment_is_the_section_of_its_name_that_knows_its_content() {
        let (_, page) = at("rules.config", "<rules><rule na$0me='x'/></rules>").unwrap();
        assert!(page.contains("used in traces"), "{page}");
        let (_, page) = at("x.config", "<authentic$0ation mode='Forms'/>").unwrap();
        assert!(page.contains("`system.web/authentication`"), "{page}");
    }

    #[test]
    fn half_typed_documents_answer() {
        for (marked, range) in [
            ("<configuration><system.webServer><aspNet$0Core", "aspNetCore"),
            ("<configuration><system.webServer><aspNetCore processP$0ath", "processPath"),
            ("<configuration><system.webServer><aspNetCore processPath=\"do$0tnet", "dotnet"),
            ("<configuration><system.webServer><aspNetCore process$0Path=\"\n  <handlers>", "processPath"),
            ("<configuration><system.webServer><handlers><add na$0me='x' <add name='y'/></handlers>", "name"),
        ] {
            assert_eq!(at("web.config", marked).map(|(range, _)| range).as_deref(), Some(range), "{marked}");
        }
    }

    #[test]
    fn what_nobody_documented_stays_silent() {
        for marked in [
            "<configuration><my$0Section/></configuration>",
            "<configuration><system.webServer><aspNetCore odd$0='x'/>",
            "<configuration><system.webServer><handlers><clear na$0me='x'/>",
            "<configuration>$0</configuration>",
            "<configuration xmlns$0='x'/>",
        ] {
            assert_eq!(at("web.config", marked), None, "{marked}");
        }
    }

    #[test]
    fn a_secret_is_never_shown() {
        let marked = "<configuration><system.applicationHost><applicationPools><add><processModel password='hun$0ter2'/>";
        let (range, page) = at("applicationHost.config", marked).unwrap();
        assert_eq!(range, "hunter2");
        assert!(!page.contains("hunter2") && page.contains("Secret"), "{page}");
    }

    #[test]
    fn every_prefix_of_a_file_answers_at_every_place() {
        let text = r#"<?xml version="1.0"?><configuration><location path="a" overrideMode="Deny"><system.webServer>
            <handlers accessPolicy="Read, Script"><add name="é😀" resourceType='Either' /><remove name="b"/></handlers>
            <aspNetCore requestTimeout="00:02:00"><!-- c --></aspNetCore></system.webServer></location></configuration>"#;
        for (end, _) in text.char_indices() {
            let cut = &text[..end];
            let snapshot = Snapshot::new("web.config", SourceText::from_text(cut));
            for offset in (0..=end as u32 + 2).rev().take(40) {
                if let Some(hover) = hover(&snapshot, offset) {
                    assert!(hover.range.touches(offset) && hover.range.end() <= end as u32);
                    assert!(!hover.page.markdown().is_empty());
                }
            }
        }
    }
}
