//! `address:port:host` of http and https bindings, taken apart.
//!
//! Read from the right: an IPv6 address has colons of its own, in brackets.

/// What is wrong with a `bindingInformation`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Malformed {
    /// Not three parts.
    Parts,
    /// A URL.
    Scheme,
    /// Blanks.
    Blank,
    /// The port is no number from 1 to 65535.
    Port,
    /// An IPv6 address without brackets.
    BareIpv6,
    /// No address that we know.
    Address,
    /// A port behind the host.
    HostWithPort,
    /// A character that IIS refuses in a host.
    HostCharacter(char),
}

/// A `bindingInformation` in its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BindingAddress<'b> {
    /// `*`, empty, an IPv4 address, or an IPv6 address in brackets.
    pub(crate) address: &'b str,
    /// The port.
    pub(crate) port: u16,
    /// The host name, perhaps empty or with a star.
    pub(crate) host: &'b str,
}

/// What IIS refuses in a host name.
const REFUSED: &str = "\"/\\[]|<>+=;,?$%#@{}^`";

impl<'b> BindingAddress<'b> {
    /// Takes the value apart.
    pub(crate) fn parse(information: &'b str) -> Result<Self, Malformed> {
        if information.contains("://") {
            return Err(Malformed::Scheme);
        }
        if information.chars().any(char::is_whitespace) {
            return Err(Malformed::Blank);
        }
        let (rest, host) = information.rsplit_once(':').ok_or(Malformed::Parts)?;
        let Some((address, port)) = rest.rsplit_once(':') else { return Err(Malformed::Parts) };
        let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if is_digits(host) && !is_digits(port) {
            // `*:80:contoso.com:8080`, or `::1:80` without its brackets.
            return Err(if address.contains(':') || address == "*" {
                Malformed::HostWithPort
            } else {
                Malformed::BareIpv6
            });
        }
        if address.contains(':') && !(address.starts_with('[') && address.ends_with(']')) {
            return Err(Malformed::BareIpv6);
        }
        let port = port.parse::<u16>().ok().filter(|p| *p > 0 && is_digits(port)).ok_or(Malformed::Port)?;
        if !is_address(address) {
            return Err(Malformed::Address);
        }
        if let Some(c) = host.chars().find(|c| REFUSED.contains(*c)) {
            return Err(Malformed::HostCharacter(c));
        }
        Ok(Self { address, port, host })
    }

    /// Whether it listens on every address.
    pub(crate) fn is_any_address(&self) -> bool {
        match self.address {
            "*" | "" | "0.0.0.0" => true,
            bracketed => unbracketed(bracketed).is_some_and(|ip| ip.is_unspecified()),
        }
    }

    /// Whether only the machine itself reaches it.
    pub(crate) fn is_loopback(&self) -> bool {
        self.address.parse::<std::net::Ipv4Addr>().is_ok_and(|ip| ip.is_loopback())
            || unbracketed(self.address).is_some_and(|ip| ip.is_loopback())
    }

    /// Whether the host part lets every name in.
    pub(crate) fn accepts_any_host(&self) -> bool {
        matches!(self.host, "" | "*")
    }
}

fn unbracketed(address: &str) -> Option<std::net::Ipv6Addr> {
    address.strip_prefix('[')?.strip_suffix(']')?.parse().ok()
}

fn is_address(address: &str) -> bool {
    matches!(address, "*" | "")
        || address.parse::<std::net::Ipv4Addr>().is_ok()
        || unbracketed(address).is_some()
}

/// Whether a protocol's binding has the form `address:port:host` and carries HTTP.
pub(crate) fn is_http(protocol: &str) -> bool {
    protocol.eq_ignore_ascii_case("http") || protocol.eq_ignore_ascii_case("https")
}

/// A URL prefix such as `http://*:80/` with its star or plus.
pub(crate) fn wildcard_prefix(information: &str) -> Option<char> {
    let rest = information.split_once("://")?.1;
    rest.chars().next().filter(|c| matches!(c, '*' | '+')).filter(|_| rest.get(1..2) == Some(":"))
}

/// What a wildcard host stands above.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Suffix {
    /// A suffix below which anybody can have a name.
    Public,
    /// One label that is in no list.
    SingleLabel,
    /// A domain of somebody's own.
    Own,
}

/// What the star of `*.suffix` stands above; `None` without such a star.
pub(crate) fn wildcard_suffix(host: &str) -> Option<Suffix> {
    let suffix = host.strip_prefix("*.")?.trim_end_matches('.').to_lowercase();
    if suffix.is_empty() || suffix.contains('*') {
        return None;
    }
    // The list's last rule, `*`, makes any unknown word a suffix; that one does not count.
    let is_public = |name: &str| {
        psl::suffix(name.as_bytes()).is_some_and(|s| s.is_known() && s.as_bytes() == name.as_bytes())
    };
    // With a rule such as `*.ck` every name below is public, and so is what stands above them.
    Some(if is_public(&suffix) || is_public(&format!("any-name.{suffix}")) {
        Suffix::Public
    } else if !suffix.contains('.') {
        Suffix::SingleLabel
    } else {
        Suffix::Own
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_read_from_the_right() {
        let parsed = BindingAddress::parse("[::1]:8080:localhost").unwrap();
        assert_eq!((parsed.address, parsed.port, parsed.host), ("[::1]", 8080, "localhost"));
        assert!(parsed.is_loopback() && !parsed.is_any_address());
        assert!(BindingAddress::parse(":8080:").unwrap().is_any_address());
        assert!(BindingAddress::parse("[::]:80:").unwrap().accepts_any_host());
    }

    #[test]
    fn each_slip_has_its_name() {
        for (text, wrong) in [
            ("*.80:contoso.com", Malformed::Parts),
            ("*:80", Malformed::Parts),
            ("2001:db8::5:80:contoso.com", Malformed::BareIpv6),
            ("::1:80:", Malformed::BareIpv6),
            ("*:80: contoso.com", Malformed::Blank),
            ("*:80:contoso.com:8080", Malformed::HostWithPort),
            ("*:70000:contoso.com", Malformed::Port),
            ("*::contoso.com", Malformed::Port),
            ("http://contoso.com:80", Malformed::Scheme),
            ("1.1.1.1.1:80:x", Malformed::Address),
            ("*:80:a/b", Malformed::HostCharacter('/')),
        ] {
            assert_eq!(BindingAddress::parse(text), Err(wrong), "{text}");
        }
    }

    #[test]
    fn the_list_decides_what_is_public() {
        for (host, suffix) in [
            ("*.com", Suffix::Public),
            ("*.co.uk", Suffix::Public),
            ("*.azurewebsites.net", Suffix::Public),
            ("*.ck", Suffix::Public),
            ("*.intranet", Suffix::SingleLabel),
            ("*.local", Suffix::SingleLabel),
            ("*.mysub.com", Suffix::Own),
            ("*.contoso.co.uk", Suffix::Own),
            ("*.xn--bcher-kva.example", Suffix::Own),
            ("*.corp.internal", Suffix::Own),
        ] {
            assert_eq!(wildcard_suffix(host), Some(suffix), "{host}");
        }
        assert_eq!(wildcard_suffix("www.contoso.com"), None);
    }
}
