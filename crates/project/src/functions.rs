//! Property functions: the ones for paths, texts and versions that real projects use.
//!
//! Anything else is unknown here, and whoever asked warns. Functions that read the clock, the environment or the
//! registry stay out on purpose: their result is not in the project.

use crate::condition::version;
use crate::expand::Expander;
use crate::framework::Framework;
use std::cmp::Ordering;

/// Evaluates the inside of a `$(…)` that is more than a name.
pub(crate) fn evaluate(
    inside: &str,
    expander: &Expander<'_>,
    argument: &mut dyn FnMut(&str) -> String,
) -> Option<String> {
    let (mut value, mut rest) = if let Some(typed) = inside.strip_prefix('[') {
        let (class, behind) = typed.split_once(']')?;
        let behind = behind.strip_prefix("::")?;
        let (member, arguments, rest) = member(behind, argument)?;
        (static_call(class, member, arguments.as_deref(), expander)?, rest)
    } else {
        let len = inside.find(['.', '['])?;
        let name = inside.get(..len)?.trim();
        if !name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-')) {
            return None;
        }
        (Value::Text(argument(&format!("$({name})"))), inside.get(len..)?)
    };
    while !rest.trim().is_empty() {
        rest = rest.trim_start();
        if let Some(index) = rest.strip_prefix('[') {
            let (number, behind) = index.split_once(']')?;
            let number: usize = argument(number).trim().parse().ok()?;
            value = Value::Text(match value {
                Value::List(all) => all.get(number)?.clone(),
                Value::Text(text) => text.chars().nth(number)?.to_string(),
            });
            rest = behind;
            continue;
        }
        let (name, arguments, behind) = member(rest.strip_prefix('.')?, argument)?;
        value = call(&value, name, arguments.as_deref())?;
        rest = behind;
    }
    Some(match value {
        Value::Text(text) => text,
        Value::List(all) => all.join(";"),
    })
}

enum Value {
    Text(String),
    List(Vec<String>),
}

/// A member's name, its arguments if it is called, and what follows.
type Member<'t> = (&'t str, Option<Vec<String>>, &'t str);

fn member<'t>(text: &'t str, argument: &mut dyn FnMut(&str) -> String) -> Option<Member<'t>> {
    let len = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let (name, behind) = text.split_at_checked(len)?;
    let trimmed = behind.trim_start();
    if !trimmed.starts_with('(') {
        return Some((name, None, behind));
    }
    let (raw, rest) = arguments(trimmed)?;
    Some((name, Some(raw.into_iter().map(|r| unquoted(r, argument)).collect()), rest))
}

fn unquoted(raw: &str, argument: &mut dyn FnMut(&str) -> String) -> String {
    let trimmed = raw.trim();
    let quote = trimmed.chars().next().filter(|c| matches!(c, '\'' | '"' | '`'));
    let inner = quote.and_then(|q| trimmed.strip_prefix(q)?.strip_suffix(q));
    argument(inner.unwrap_or(trimmed))
}

/// The raw arguments of a call that begins with `(`, and what stands behind it.
fn arguments(text: &str) -> Option<(Vec<&str>, &str)> {
    let (mut depth, mut quote, mut begin) = (0usize, None, 1usize);
    let mut found = Vec::new();
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(q), c) if q == c => quote = None,
            (None, '\'' | '"' | '`') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    let last = text.get(begin..at)?;
                    if !found.is_empty() || !last.trim().is_empty() {
                        found.push(last);
                    }
                    return Some((found, text.get(at + 1..)?));
                }
            }
            (None, ',') if depth == 1 => {
                found.push(text.get(begin..at)?);
                begin = at + 1;
            }
            _ => {}
        }
    }
    None
}

fn truth(holds: bool) -> Value {
    // MSBuild prints booleans as .NET does.
    Value::Text(if holds { "True" } else { "False" }.to_owned())
}

#[expect(clippy::unnecessary_wraps, reason = "every arm of the tables below gives an option")]
fn text(value: impl Into<String>) -> Option<Value> {
    Some(Value::Text(value.into()))
}

fn call(value: &Value, name: &str, arguments: Option<&[String]>) -> Option<Value> {
    let value = match value {
        Value::Text(text) => text.as_str(),
        Value::List(all) => {
            return match name.to_ascii_lowercase().as_str() {
                "length" | "count" => text(all.len().to_string()),
                _ => None,
            };
        }
    };
    let arguments = arguments.unwrap_or(&[]);
    let first = arguments.first().map(String::as_str);
    let number = |at: usize| arguments.get(at).and_then(|a| a.trim().parse::<usize>().ok());
    let set = || -> Vec<char> { arguments.iter().flat_map(|a| a.chars()).collect() };
    let characters = || value.chars().collect::<Vec<char>>();
    let ignores_case = || arguments.get(1).is_some_and(|a| a.to_ascii_lowercase().contains("ignorecase"));
    let fold = |t: &str| if ignores_case() { t.to_lowercase() } else { t.to_owned() };
    let at_character = |byte: Option<usize>| {
        byte.and_then(|b| value.get(..b))
            .map_or("-1".to_owned(), |before| before.encode_utf16().count().to_string())
    };
    match name.to_ascii_lowercase().as_str() {
        "replace" => text(match first? {
            "" => return None,
            old => value.replace(old, arguments.get(1)?),
        }),
        "tolower" | "tolowerinvariant" => text(value.to_lowercase()),
        "toupper" | "toupperinvariant" => text(value.to_uppercase()),
        "tostring" if arguments.is_empty() => text(value),
        "trim" if arguments.is_empty() => text(value.trim()),
        "trimstart" if arguments.is_empty() => text(value.trim_start()),
        "trimend" if arguments.is_empty() => text(value.trim_end()),
        "trim" => text(value.trim_matches(set().as_slice())),
        "trimstart" => text(value.trim_start_matches(set().as_slice())),
        "trimend" => text(value.trim_end_matches(set().as_slice())),
        "startswith" => Some(truth(fold(value).starts_with(&fold(first?)))),
        "endswith" => Some(truth(fold(value).ends_with(&fold(first?)))),
        "contains" => Some(truth(fold(value).contains(&fold(first?)))),
        "equals" => Some(truth(fold(value) == fold(first?))),
        "substring" => {
            let (all, from) = (characters(), number(0)?);
            let len = if arguments.len() > 1 { number(1)? } else { all.len().checked_sub(from)? };
            text(all.get(from..from.checked_add(len)?)?.iter().collect::<String>())
        }
        "remove" => {
            let (all, from) = (characters(), number(0)?);
            let len = if arguments.len() > 1 { number(1)? } else { all.len().checked_sub(from)? };
            let behind = all.get(from.checked_add(len)?..)?;
            text(all.get(..from)?.iter().chain(behind).collect::<String>())
        }
        "insert" => {
            let (all, at) = (characters(), number(0)?);
            let middle: Vec<char> = arguments.get(1)?.chars().collect();
            text(all.get(..at)?.iter().chain(&middle).chain(all.get(at..)?).collect::<String>())
        }
        "indexof" => text(at_character(fold(value).find(&fold(first?)))),
        "lastindexof" => text(at_character(fold(value).rfind(&fold(first?)))),
        "length" => text(value.encode_utf16().count().to_string()),
        "split" => {
            let set = set();
            Some(Value::List(value.split(|c| set.contains(&c)).map(str::to_owned).collect()))
        }
        "compareto" => text(match value.cmp(first?) {
            Ordering::Less => "-1",
            Ordering::Equal => "0",
            Ordering::Greater => "1",
        }),
        _ => None,
    }
}

fn static_call(
    class: &str,
    member: &str,
    arguments: Option<&[String]>,
    expander: &Expander<'_>,
) -> Option<Value> {
    let class = class.to_ascii_lowercase();
    let member = member.to_ascii_lowercase();
    let arguments = arguments.unwrap_or(&[]);
    match class.as_str() {
        "msbuild" => intrinsic(&member, arguments, expander),
        "system.io.path" => path(&member, arguments, expander),
        "system.string" => string(&member, arguments),
        "system.io.file" if member == "exists" => {
            Some(truth(expander.files.is_file(&expander.local(arguments.first()?))))
        }
        "system.io.directory" if member == "exists" => {
            Some(truth(expander.files.is_folder(&expander.local(arguments.first()?))))
        }
        "system.io.file" if member == "readalltext" => {
            text(expander.files.text(&expander.local(arguments.first()?)).ok()?.text())
        }
        "system.runtime.interopservices.runtimeinformation" if member == "isosplatform" => {
            intrinsic(&member, arguments, expander)
        }
        "system.version" if member == "parse" || member == "new" => text(arguments.first()?.clone()),
        "system.boolean" if member == "parse" => {
            Some(truth(arguments.first()?.trim().eq_ignore_ascii_case("true")))
        }
        _ => None,
    }
}

fn string(member: &str, arguments: &[String]) -> Option<Value> {
    let first = arguments.first();
    match member {
        "isnullorempty" => Some(truth(first?.is_empty())),
        "isnullorwhitespace" => Some(truth(first?.trim().is_empty())),
        "copy" | "new" => text(first?.clone()),
        "concat" => text(arguments.concat()),
        "join" => text(arguments.get(1..)?.join(first?)),
        "format" => {
            let mut out = first?.clone();
            for (index, argument) in arguments.iter().skip(1).enumerate() {
                out = out.replace(&format!("{{{index}}}"), argument);
            }
            text(out)
        }
        "equals" => {
            let folded = arguments.get(2).is_some_and(|a| a.to_ascii_lowercase().contains("ignorecase"));
            let (a, b) = (first?, arguments.get(1)?);
            Some(truth(if folded { a.to_lowercase() == b.to_lowercase() } else { a == b }))
        }
        "empty" => text(""),
        _ => None,
    }
}

fn is_rooted(path: &str) -> bool {
    path.starts_with(['/', '\\']) || path.as_bytes().get(1) == Some(&b':')
}

fn separators(expander: &Expander<'_>) -> &'static [char] {
    if expander.is_windows { &['/', '\\'] } else { &['/'] }
}

fn combine(arguments: &[String], expander: &Expander<'_>) -> String {
    let mut out = String::new();
    for part in arguments {
        if is_rooted(part) {
            out.clear();
        }
        if !out.is_empty() && !part.is_empty() && !out.ends_with(separators(expander)) {
            out.push(if expander.is_windows { '\\' } else { '/' });
        }
        out.push_str(part);
    }
    out
}

fn full(path: &str, expander: &Expander<'_>) -> String {
    let placed = crate::expand::place(expander.folder, path);
    let placed = if path.ends_with(['/', '\\']) { format!("{placed}/") } else { placed };
    if expander.is_windows { placed.replace('/', "\\") } else { placed }
}

fn path(member: &str, arguments: &[String], expander: &Expander<'_>) -> Option<Value> {
    let first = arguments.first().map(String::as_str);
    let cut = |p: &str| p.rfind(separators(expander)).map_or(0, |i| i + 1);
    let name = |p: &str| p.get(cut(p)..).unwrap_or("").to_owned();
    match member {
        "combine" => text(combine(arguments, expander)),
        "getfilename" => text(name(first?)),
        "getfilenamewithoutextension" => {
            let name = name(first?);
            text(name.rfind('.').and_then(|at| name.get(..at)).unwrap_or(&name))
        }
        "getextension" => {
            let name = name(first?);
            text(name.rfind('.').and_then(|at| name.get(at..)).filter(|e| *e != ".").unwrap_or(""))
        }
        "getdirectoryname" => text(first?.get(..cut(first?).saturating_sub(1)).unwrap_or("")),
        "changeextension" => {
            let (whole, extension) = (first?, arguments.get(1)?);
            let from = cut(whole);
            let stem =
                whole.get(from..)?.rfind('.').map_or(whole, |at| whole.get(..from + at).unwrap_or(whole));
            let dot = if extension.is_empty() || extension.starts_with('.') { "" } else { "." };
            text(format!("{stem}{dot}{extension}"))
        }
        "getfullpath" => text(full(first?, expander)),
        "ispathrooted" => Some(truth(is_rooted(first?))),
        "directoryseparatorchar" => text(if expander.is_windows { "\\" } else { "/" }),
        "pathseparator" => text(if expander.is_windows { ";" } else { ":" }),
        _ => None,
    }
}

fn intrinsic(member: &str, arguments: &[String], expander: &Expander<'_>) -> Option<Value> {
    let first = arguments.first().map(String::as_str);
    let order = || -> Option<Ordering> {
        let read = |t: &str| version(t.split(['-', '+']).next().unwrap_or(""));
        Some(read(first?)?.cmp(&read(arguments.get(1)?)?))
    };
    let numbers = || -> Option<(f64, f64)> {
        Some((first?.trim().parse().ok()?, arguments.get(1)?.trim().parse().ok()?))
    };
    let slashed = |t: String| if t.is_empty() || t.ends_with(['/', '\\']) { t } else { format!("{t}/") };
    match member {
        "isosplatform" => {
            let asked = first?.to_ascii_lowercase();
            let ours = if expander.is_windows {
                "windows"
            } else if expander.is_mac {
                "osx"
            } else {
                "linux"
            };
            Some(truth(asked == ours || (asked == "macos" && expander.is_mac)))
        }
        "isosunixlike" => Some(truth(!expander.is_windows)),
        "ensuretrailingslash" => text(slashed(first?.to_owned())),
        "normalizepath" => text(full(&combine(arguments, expander), expander)),
        "normalizedirectory" => text(slashed(full(&combine(arguments, expander), expander))),
        "valueordefault" => {
            text(if first?.is_empty() { arguments.get(1)?.clone() } else { first?.to_owned() })
        }
        "escape" => text(crate::escape(first?)),
        "unescape" => text(crate::unescape(first?)),
        "versionequals" => Some(truth(order()?.is_eq())),
        "versionnotequals" => Some(truth(order()?.is_ne())),
        "versiongreaterthan" => Some(truth(order()?.is_gt())),
        "versiongreaterthanorequals" => Some(truth(order()?.is_ge())),
        "versionlessthan" => Some(truth(order()?.is_lt())),
        "versionlessthanorequals" => Some(truth(order()?.is_le())),
        "add" => numbers().and_then(|(a, b)| text((a + b).to_string())),
        "subtract" => numbers().and_then(|(a, b)| text((a - b).to_string())),
        "multiply" => numbers().and_then(|(a, b)| text((a * b).to_string())),
        "gettargetframeworkidentifier" => text(Framework::parse(first?)?.identifier),
        "gettargetframeworkversion" => {
            let (major, minor) = Framework::parse(first?)?.version;
            text(format!("{major}.{minor}"))
        }
        "istargetframeworkcompatible" => {
            let (target, candidate) = (Framework::parse(first?)?, Framework::parse(arguments.get(1)?)?);
            // Other kinds of framework are compatible by tables that are not here.
            (target.identifier == candidate.identifier).then(|| truth(target.version >= candidate.version))
        }
        "getpathoffileabove" => {
            let from = arguments.get(1).map_or(expander.folder.to_owned(), |f| expander.local(f));
            text(
                above(first?, &from, expander)
                    .map_or(String::new(), |folder| format!("{folder}/{}", first.unwrap_or(""))),
            )
        }
        "getdirectorynameoffileabove" => {
            let from = expander.local(first?);
            text(above(arguments.get(1)?, &from, expander).unwrap_or_default())
        }
        _ => None,
    }
}

/// The nearest folder, from `folder` upwards, that holds `file`.
fn above(file: &str, folder: &str, expander: &Expander<'_>) -> Option<String> {
    let mut folder = folder.trim_end_matches('/').to_owned();
    loop {
        if expander.files.is_file(&format!("{folder}/{file}")) {
            return Some(folder);
        }
        let cut = folder.rfind('/')?;
        folder.truncate(cut);
    }
}
