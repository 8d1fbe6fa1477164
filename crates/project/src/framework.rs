//! Target framework monikers: `net8.0`, `netcoreapp3.1`, `net48`.

/// What a moniker means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Framework {
    /// `.NETCoreApp`, `.NETFramework`, `.NETStandard`.
    pub identifier: String,
    /// Major and minor version.
    pub version: (u32, u32),
}

impl Framework {
    /// Reads a short moniker; a platform behind `-` does not matter.
    pub fn parse(moniker: &str) -> Option<Self> {
        let lower = moniker.trim().to_ascii_lowercase();
        let name = lower.split('-').next().unwrap_or("");
        let make = |identifier: &str, version| Some(Self { identifier: identifier.to_owned(), version });
        if let Some(version) = name.strip_prefix("netcoreapp") {
            return make(".NETCoreApp", dotted(version)?);
        }
        if let Some(version) = name.strip_prefix("netstandard") {
            return make(".NETStandard", dotted(version)?);
        }
        let version = name.strip_prefix("net")?;
        if version.contains('.') {
            let version = dotted(version)?;
            return make(if version.0 >= 5 { ".NETCoreApp" } else { ".NETFramework" }, version);
        }
        let mut digits = version.bytes().map(|b| u32::from(b.wrapping_sub(b'0')));
        if version.is_empty() || !version.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let major = digits.next()?;
        let minor = digits.next().unwrap_or(0);
        make(if major >= 5 { ".NETCoreApp" } else { ".NETFramework" }, (major, minor))
    }

    /// .NET Core or .NET 5 and later.
    pub fn is_core(&self) -> bool {
        self.identifier.eq_ignore_ascii_case(".NETCoreApp")
    }

    /// The version as MSBuild writes it.
    pub fn version_text(&self) -> String {
        format!("v{}.{}", self.version.0, self.version.1)
    }
}

/// `8.0`, `v8.0`, `8`.
pub(crate) fn dotted(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.trim_start_matches(['v', 'V']).split('.');
    let major = parts.next()?.parse().ok()?;
    let minor = match parts.next() {
        Some(minor) => minor.parse().ok()?,
        None => 0,
    };
    Some((major, minor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn monikers_of_all_ages_are_known() {
        let read = |m| Framework::parse(m).map(|f| (f.identifier, f.version));
        assert_eq!(read("net10.0"), Some((".NETCoreApp".into(), (10, 0))));
        assert_eq!(read("net8.0-windows10.0.19041"), Some((".NETCoreApp".into(), (8, 0))));
        assert_eq!(read("netcoreapp3.1"), Some((".NETCoreApp".into(), (3, 1))));
        assert_eq!(read("net472"), Some((".NETFramework".into(), (4, 7))));
        assert_eq!(read("netstandard2.0"), Some((".NETStandard".into(), (2, 0))));
        assert_eq!(read("silver"), None);
    }
}
