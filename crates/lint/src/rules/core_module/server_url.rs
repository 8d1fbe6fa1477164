//! URLs that a server of ASP.NET Core is told to listen on.

/// Whether one of these URLs (separated by `;`) makes Kestrel listen on all addresses. It ignores names: anything but
/// an address or `localhost` means all.
pub(in crate::rules) fn listens_everywhere(urls: &str) -> bool {
    urls.split(';').map(str::trim).filter(|u| !u.is_empty()).any(|url| {
        let Some((_, rest)) = url.split_once("://") else { return false };
        let authority = rest.split('/').next().unwrap_or("");
        let host = match authority.strip_prefix('[').and_then(|r| r.split_once(']')) {
            Some((address, _)) => address,
            None => authority.rsplit_once(':').map_or(authority, |(host, _)| host),
        };
        match host.parse::<std::net::IpAddr>() {
            Ok(address) => address.is_unspecified(),
            Err(_) => !host.eq_ignore_ascii_case("localhost") && !webconfig_config::is_placeholder(host),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_wildcards_mean_all_addresses() {
        for url in
            ["http://*:80", "http://+:80/", "http://0.0.0.0:5000", "https://[::]:443", "http://contoso.com"]
        {
            assert!(listens_everywhere(url), "{url}");
        }
        for url in [
            "http://localhost:5000;https://LOCALHOST:5001",
            "http://127.0.0.1",
            "http://[::1]:80",
            "",
            "5000",
        ] {
            assert!(!listens_everywhere(url), "{url}");
        }
    }
}
