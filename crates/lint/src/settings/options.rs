//! `[lint.options]`: what users tell about their world. Nothing here chooses rules.

/// The options of rules. `None` = not told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// TLS ends at a proxy in front of the server.
    pub tls_terminated_upstream: Option<bool>,
    /// Binding to all addresses is wanted, because this runs in a container.
    pub allow_in_container: Option<bool>,
    /// The application must never be stopped for being idle.
    pub always_on: Option<bool>,
    /// Only one instance may run at a time.
    pub single_instance: Option<bool>,
    /// What hosts the application.
    pub hosting: Option<Hosting>,
    /// The system that builds and publishes.
    pub build_os: Option<BuildOs>,
    /// Names of start-up variables that are meant, with `*`.
    pub allowed_startup_variables: Vec<String>,
    /// The day to judge ages by.
    pub as_of: Option<Date>,
    /// The largest configuration file that the server reads, in units of 1,024 bytes.
    pub max_config_kb: Option<u32>,
}

/// What hosts an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Hosting {
    /// IIS or IIS Express.
    Iis,
    /// Anything else.
    NonIis,
}

/// The system that builds and publishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BuildOs {
    /// Names of files compare without case.
    Windows,
    /// Names of files compare with case.
    Linux,
}

/// A day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Year.
    pub year: u16,
    /// Month, from 1.
    pub month: u8,
    /// Day, from 1.
    pub day: u8,
}

impl Date {
    /// Reads `2026-01-31`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '-');
        let mut part = |digits: usize| {
            let part = parts.next().filter(|p| p.len() == digits && p.bytes().all(|b| b.is_ascii_digit()))?;
            part.parse::<u16>().ok()
        };
        let (year, month, day) = (part(4)?, part(2)?, part(2)?);
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            2 => 28 + u16::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        (1..=days).contains(&day).then_some(Self { year, month: month as u8, day: day as u8 })
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl Options {
    /// The size above which a configuration file is refused, in bytes.
    pub fn max_config_bytes(&self) -> u64 {
        u64::from(self.max_config_kb.unwrap_or(250)) * 1024
    }

    /// These options, and where they say nothing, those of `base`.
    #[must_use]
    pub fn over(self, base: Self) -> Self {
        Self {
            tls_terminated_upstream: self.tls_terminated_upstream.or(base.tls_terminated_upstream),
            allow_in_container: self.allow_in_container.or(base.allow_in_container),
            always_on: self.always_on.or(base.always_on),
            single_instance: self.single_instance.or(base.single_instance),
            hosting: self.hosting.or(base.hosting),
            build_os: self.build_os.or(base.build_os),
            allowed_startup_variables: if self.allowed_startup_variables.is_empty() {
                base.allowed_startup_variables
            } else {
                self.allowed_startup_variables
            },
            as_of: self.as_of.or(base.as_of),
            max_config_kb: self.max_config_kb.or(base.max_config_kb),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_real_days_are_dates() {
        assert_eq!(Date::parse("2024-02-29").unwrap().to_string(), "2024-02-29");
        for wrong in
            ["2023-02-29", "2024-13-01", "2024-00-10", "2024-1-1", "20240101", "2024-01-32", "2024-01-01T00"]
        {
            assert_eq!(Date::parse(wrong), None, "{wrong}");
        }
    }
}
