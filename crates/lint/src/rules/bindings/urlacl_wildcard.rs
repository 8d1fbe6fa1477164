//! WC0407. Only the reservation is judged; the binding of a site is WC0401's.

use crate::Context;
use crate::rule::rule;
use crate::views::ScriptView;
use webconfig_text::TextRange;

rule! {
    /// Reports a script that reserves a wildcard URL in HTTP.sys, or a URL for everybody.
    ///
    /// # Why
    /// The account may then listen for every host name on the port. A reservation with `+` even outranks those that
    /// name a host; one with `*` takes what nobody else claimed.
    ///
    /// # Fires
    /// ```text deploy.ps1
    /// netsh http add urlacl url=http://+:80/ user=Everyone
    ///                           ^^^^^^^^^^^^ every host name on the port
    /// ```
    ///
    /// ```text deploy.cmd
    /// netsh http add urlacl ^
    ///   url=http://shop.contoso.com:80/ user=Everyone
    ///       ^^^^^^^^^^^^^^^^^^^^^^^^^^^ any account may listen here
    /// ```
    ///
    /// # Clean
    /// ```text deploy.ps1
    /// netsh http add urlacl url=https://shop.contoso.com:443/ user="IIS AppPool\Shop"
    /// ```
    ///
    /// # Trap
    /// Windows reserves this path itself.
    /// ```text deploy.ps1
    /// netsh http add urlacl url=http://+:80/Temporary_Listen_Addresses/ user=Everyone
    /// ```
    WC0407 "urlacl-wildcard", Warning, since "0.1",
    scope SCR, profiles "rs", P1,
    on Script(check)
}

fn check(view: &ScriptView<'_>, cx: &mut Context<'_>) {
    for command in commands(view.source.text(), view.is_instructions()) {
        let Some(reservation) = Reservation::read(command.text) else { continue };
        let Reservation { url, range, host, path, whom } = reservation;
        // Windows itself reserves names below a fixed path for everybody.
        if !path.is_empty() && path != "/" {
            continue;
        }
        let for_everybody = whom.map(|w| format!(" for `{w}`")).unwrap_or_default();
        let (message, label) = match host {
            "+" | "*" => {
                let rank = if host == "+" {
                    "it outranks every reservation that names a host"
                } else {
                    "it takes every name that nobody else reserved"
                };
                let message = format!("`{url}` reserves every host name on the port{for_everybody}: {rank}");
                (message, "every host name on the port")
            }
            host if whom.is_some() && !is_loopback(host) => {
                let message = format!(
                    "`{url}` is reserved{for_everybody}, so any account can start a program that takes its requests"
                );
                (message, "any account may listen here")
            }
            _ => continue,
        };
        let at = TextRange::at(command.start + range.0 as u32, (range.1 - range.0) as u32);
        cx.report(view.place(at), message)
            .label(label)
            .help("reserve the host names that the program serves, for the account that it runs as");
    }
}

/// A command with the lines that it goes on over.
struct Command<'t> {
    text: &'t str,
    start: u32,
}

/// The stretches of a text that reserve URLs. What is a comment in a script may be a command in instructions.
fn commands(text: &str, is_instructions: bool) -> Vec<Command<'_>> {
    let mut found = Vec::new();
    let mut start = 0usize;
    let mut end = 0usize;
    for line in text.split_inclusive('\n') {
        end += line.len();
        // `^` of cmd, the backtick of PowerShell, the backslash of a shell.
        let goes_on = line.trim_end().ends_with(['^', '`', '\\']);
        if goes_on && end < text.len() {
            continue;
        }
        let stretch = text.get(start..end).unwrap_or("");
        let is_comment = !is_instructions && is_comment(stretch);
        if !is_comment && memchr::memmem::find(stretch.to_ascii_lowercase().as_bytes(), b"urlacl").is_some() {
            found.push(Command { text: stretch, start: start as u32 });
        }
        start = end;
    }
    found
}

fn is_comment(line: &str) -> bool {
    let line = line.trim_start().to_ascii_lowercase();
    line.starts_with('#') || line.starts_with("::") || line.starts_with("rem ") || line.starts_with("@rem ")
}

/// `netsh http add urlacl`, with its parameters by name or by place.
struct Reservation<'t> {
    url: &'t str,
    /// Where the URL stands in the command.
    range: (usize, usize),
    host: &'t str,
    path: &'t str,
    /// The account, where it stands for everybody.
    whom: Option<&'static str>,
}

impl<'t> Reservation<'t> {
    fn read(command: &'t str) -> Option<Self> {
        let lower = command.to_ascii_lowercase();
        let verb = lower.find("urlacl")?;
        let is_added = lower.get(..verb)?.trim_end().ends_with("add");
        let begin = verb + "urlacl".len();
        let rest = command.get(begin..).filter(|_| is_added)?;
        let value = |name: &str, place: usize| named(rest, name).or_else(|| by_place(rest, place));
        let (from, url) = value("url=", 0)?;
        let (_, behind) = url.split_once("://")?;
        let (authority, path) = behind.find('/').map_or((behind, ""), |at| behind.split_at(at));
        let (host, port) = authority.rsplit_once(':')?;
        if port.is_empty() {
            return None;
        }
        let whom = value("user=", 1).and_then(|(_, account)| everybody(account));
        let whom = whom.or_else(|| granted_to_everybody(named(rest, "sddl=")?.1));
        Some(Self { url, range: (begin + from, begin + from + url.len()), host, path, whom })
    }
}

const QUOTES: [char; 3] = ['"', '\'', '`'];

/// The value of a parameter, and where it stands.
fn named<'t>(rest: &'t str, name: &str) -> Option<(usize, &'t str)> {
    let lower = rest.to_ascii_lowercase();
    let at = lower.match_indices(name).map(|(at, _)| at).find(|at| {
        let before = rest.get(..*at).and_then(|b| b.chars().next_back());
        before.is_some_and(|c| c.is_whitespace() || QUOTES.contains(&c))
    })?;
    let from = at + name.len();
    let raw = rest.get(from..)?;
    match raw.chars().next().filter(|c| QUOTES.contains(c)) {
        Some(quote) => {
            let inside = raw.get(1..)?;
            Some((from + 1, inside.split(quote).next().unwrap_or(inside)))
        }
        None => Some((from, bare(raw))),
    }
}

/// The word at a place, where parameters are given without their names.
fn by_place(rest: &str, place: usize) -> Option<(usize, &str)> {
    let word = rest.split_whitespace().filter(|w| !matches!(*w, "^" | "`" | "\\")).nth(place)?;
    let from = word.as_ptr().addr() - rest.as_ptr().addr();
    let inside = word.trim_start_matches(QUOTES);
    let value = bare(inside);
    (!value.is_empty() && !value.contains('=')).then_some((from + word.len() - inside.len(), value))
}

/// What stands before a blank, a quote or the end of an element.
fn bare(text: &str) -> &str {
    let end = text.find(|c: char| c.is_whitespace() || QUOTES.contains(&c) || c == '<');
    end.map_or(text, |at| text.get(..at).unwrap_or(""))
}

/// The account, where everybody belongs to it.
fn everybody(account: &str) -> Option<&'static str> {
    let name = account.trim_start_matches('\\');
    let groups = [
        ("everyone", "Everyone"),
        ("builtin\\users", "BUILTIN\\Users"),
        ("users", "Users"),
        ("nt authority\\authenticated users", "Authenticated Users"),
        ("authenticated users", "Authenticated Users"),
        ("s-1-1-0", "Everyone"),
    ];
    groups.iter().find(|(known, _)| name.eq_ignore_ascii_case(known)).map(|(_, group)| *group)
}

/// Whether an SDDL text grants something to everybody.
fn granted_to_everybody(sddl: &str) -> Option<&'static str> {
    let upper = sddl.to_ascii_uppercase();
    let is_granted = upper.split('(').any(|ace| {
        let parts: Vec<&str> = ace.trim_end_matches(|c| c != ')').trim_end_matches(')').split(';').collect();
        parts.first() == Some(&"A")
            && parts.last().is_some_and(|who| matches!(*who, "WD" | "S-1-1-0" | "BU" | "AU"))
    });
    is_granted.then_some("Everyone")
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || bare.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(command: &str) -> Option<(&str, &str, Option<&str>)> {
        Reservation::read(command).map(|r| (r.host, r.path, r.whom))
    }

    #[test]
    fn parameters_are_known_by_name_and_by_place() {
        let everyone = Some("Everyone");
        assert_eq!(read("netsh http add urlacl url=http://+:80/ user=Everyone"), Some(("+", "/", everyone)));
        assert_eq!(read("NETSH HTTP ADD URLACL HTTP://*:80/ everyone"), Some(("*", "/", everyone)));
        assert_eq!(
            read(r#"& netsh http add urlacl "url=http://+:$port/" "user=\Everyone""#),
            Some(("+", "/", everyone))
        );
        assert_eq!(
            read("netsh http add urlacl ^\r\n  url=http://+:80 ^\r\n  sddl=D:(A;;GX;;;WD)"),
            Some(("+", "", everyone))
        );
        assert_eq!(
            read(r#"netsh http add urlacl url=http://a:80/ user="NT AUTHORITY\SYSTEM""#),
            Some(("a", "/", None))
        );
        assert_eq!(
            read(r#"run: "netsh http add urlacl url=http://*:80/ user=Everyone""#),
            Some(("*", "/", everyone))
        );
        assert_eq!(
            read(r#"<Exec Command="netsh http add urlacl url=http://+:80/ user=Users"/>"#),
            Some(("+", "/", Some("Users")))
        );
        assert_eq!(read("netsh http delete urlacl url=http://+:80/"), None);
        assert_eq!(read("netsh http show urlacl"), None);
    }

    #[test]
    fn a_grant_is_no_denial() {
        assert_eq!(granted_to_everybody("D:(D;;GX;;;WD)(A;;GX;;;NS)"), None);
        assert_eq!(granted_to_everybody("d:(a;;gx;;;s-1-1-0)"), Some("Everyone"));
    }

    #[test]
    fn commands_go_on_over_lines_and_comments_are_none() {
        let text = "rem netsh http add urlacl url=http://+:80/\nnetsh http add urlacl ^\n url=http://+:81/\n";
        let found: Vec<&str> = commands(text, false).iter().map(|c| c.text).collect();
        assert_eq!(found, ["netsh http add urlacl ^\n url=http://+:81/\n"]);
        assert_eq!(commands("# netsh http add urlacl url=http://+:80/", true).len(), 1);
    }
}
