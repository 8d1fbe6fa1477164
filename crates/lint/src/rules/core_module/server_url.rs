//! URLs that a server of ASP.NET Core is told to listen on.

use crate::binding_address::{Suffix, wildcard_suffix};
use webconfig_config::is_placeholder;

/// The server that reads them: each has its own idea of a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rules) enum Listener {
    /// Passes over names: anything but an address or `localhost` means all addresses.
    Kestrel,
    /// Filters by name; `*` and `+` are wildcards.
    HttpSys,
}

/// A URL that takes requests for any host name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rules) struct WideUrl<'u> {
    /// The URL.
    pub(in crate::rules) url: &'u str,
    /// Its host, brackets left out.
    pub(in crate::rules) host: &'u str,
    /// Where the host stands in the list, brackets included.
    pub(in crate::rules) range: (usize, usize),
}

impl WideUrl<'_> {
    /// Whether a name stands there that somebody may take for a filter.
    pub(in crate::rules) fn is_name(&self) -> bool {
        !matches!(self.host, "*" | "+") && self.host.parse::<std::net::IpAddr>().is_err()
    }
}

/// The first URL of a list (separated by `;`) that takes requests for any host name.
pub(in crate::rules) fn wide_url(urls: &str, listener: Listener) -> Option<WideUrl<'_>> {
    let mut at = 0usize;
    urls.split(';').find_map(|piece| {
        let start = at + piece.len() - piece.trim_start().len();
        at += piece.len() + 1;
        let url = piece.trim();
        let (scheme, rest) = url.split_once("://")?;
        let authority = rest.split('/').next().unwrap_or("");
        let bracketed = authority.strip_prefix('[').and_then(|r| r.split_once(']'));
        let name = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
        let (host, width) = bracketed.map_or((name, name.len()), |(a, _)| (a, a.len() + 2));
        let from = start + scheme.len() + 3;
        let wide = WideUrl { url, host, range: (from, from + width) };
        is_wide(host, rest, listener).then_some(wide)
    })
}

fn is_wide(host: &str, rest: &str, listener: Listener) -> bool {
    if host.is_empty() || is_placeholder(host) || is_placeholder(rest) || host.contains(['%', '$', '{']) {
        return false;
    }
    // `http://unix:/run/app.sock` and `http://pipe:/app` are no network at all.
    if rest.starts_with("unix:/") || rest.starts_with("pipe:/") {
        return false;
    }
    match (listener, host.parse::<std::net::IpAddr>()) {
        (Listener::Kestrel, Ok(address)) => address.is_unspecified(),
        (Listener::Kestrel, Err(_)) => !host.eq_ignore_ascii_case("localhost"),
        (Listener::HttpSys, _) => matches!(host, "*" | "+") || wildcard_suffix(host) == Some(Suffix::Public),
    }
}

/// Whether one of these URLs makes Kestrel listen on all addresses.
pub(in crate::rules) fn listens_everywhere(urls: &str) -> bool {
    wide_url(urls, Listener::Kestrel).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_wildcards_mean_all_addresses() {
        for url in [
            "http://*:80",
            "http://+:80/",
            "http://0.0.0.0:5000",
            "https://[::]:443",
            "http://contoso.com",
            "http://localhost:5000; https://*:5001",
        ] {
            assert!(listens_everywhere(url), "{url}");
        }
        for url in [
            "http://localhost:5000;https://LOCALHOST:5001",
            "http://127.0.0.1",
            "http://[::1]:80",
            "http://192.0.2.10:80",
            "http://unix:/run/app.sock",
            "http://pipe:/app",
            "http://#{Host}#:80",
            "http://$(Host):80",
            "",
            "5000",
        ] {
            assert!(!listens_everywhere(url), "{url}");
        }
    }

    #[test]
    fn a_name_filters_in_http_sys() {
        let is_wide = |url| wide_url(url, Listener::HttpSys).is_some();
        assert!(is_wide("http://*:80/") && is_wide("https://+:443/") && is_wide("http://*.com:80/"));
        assert!(!is_wide("http://contoso.com:80/") && !is_wide("http://*.contoso.com:80/"));
    }

    #[test]
    fn the_host_is_where_it_stands() {
        let list = "http://localhost:1; https://[::]:443/x";
        let found = wide_url(list, Listener::Kestrel).unwrap();
        assert_eq!((found.url, found.host), ("https://[::]:443/x", "::"));
        assert_eq!(&list[found.range.0..found.range.1], "[::]");
    }
}
