//! WC0407. Only the reservation is judged; the binding of a site is WC0401's.

use crate::Context;
use crate::rule::rule;
use crate::views::ScriptView;
use webconfig_text::TextRange;

rule! {
    /// Reports a script that reserves a wildcard URL in HTTP.sys.
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
    let text = view.source.text();
    let mut start = 0usize;
    for line in text.split_inclusive('\n') {
        let lower = line.to_ascii_lowercase();
        let begin = start;
        start += line.len();
        let Some(command) = lower.find("urlacl").filter(|_| lower.contains("add")) else { continue };
        let Some(at) = lower.get(command..).and_then(|l| l.find("url=")).map(|n| command + n + 4) else {
            continue;
        };
        let value = line.get(at..).unwrap_or("").trim_start_matches(['"', '\'']);
        let from = line.len() - value.len();
        let value = value.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'')).next().unwrap_or("");
        let Some((star, path)) = wildcard(value) else { continue };
        if !path.is_empty() && path != "/" {
            continue;
        }
        let rank = if star == '+' {
            "it outranks every reservation that names a host"
        } else {
            "it takes every name that nobody else reserved"
        };
        let whom = if grants_everybody(&lower) { " for everybody" } else { "" };
        let range = TextRange::at((begin + from) as u32, value.len() as u32);
        cx.report(view.place(range), format!("`{value}` reserves every host name on the port{whom}: {rank}"))
            .label("every host name on the port")
            .help("reserve the host names that the program serves, for the account that it runs as");
    }
}

/// The star or plus of a URL prefix, and the path behind its port.
fn wildcard(url: &str) -> Option<(char, &str)> {
    let (_, rest) = url.split_once("://")?;
    let star = rest.chars().next().filter(|c| matches!(c, '+' | '*'))?;
    let behind = rest.get(1..)?.strip_prefix(':')?;
    let path = behind.trim_start_matches(|c: char| c.is_ascii_digit());
    Some((star, path))
}

fn grants_everybody(line: &str) -> bool {
    ["user=everyone", "user=\"everyone", "builtin\\users", ";;;wd)"].iter().any(|word| line.contains(word))
}
