//! The versions of IIS that a configuration can be meant for.

/// A version of IIS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Release {
    /// Windows Server 2008.
    Iis7,
    /// Windows Server 2008 R2.
    Iis75,
    /// Windows Server 2012.
    Iis8,
    /// Windows Server 2012 R2.
    Iis85,
    /// Windows Server 2016.
    Iis10,
    /// Version 1709 and later; Windows Server 2019 and later.
    #[default]
    Iis10v1709,
    /// Azure App Service: whatever is newest, on a machine that is laid out in another way.
    AppService,
}

impl Release {
    /// Those with a number of their own, oldest first.
    pub const ALL: [Self; 6] =
        [Self::Iis7, Self::Iis75, Self::Iis8, Self::Iis85, Self::Iis10, Self::Iis10v1709];

    /// The number as the schema facts write it.
    pub const fn number(self) -> &'static str {
        match self {
            Self::Iis7 => "7.0",
            Self::Iis75 => "7.5",
            Self::Iis8 => "8.0",
            Self::Iis85 => "8.5",
            Self::Iis10 => "10.0",
            Self::Iis10v1709 | Self::AppService => "10.0.1709",
        }
    }

    /// The release with that number; `None` for anything else, such as a .NET Framework version.
    pub fn of_number(number: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.number() == number)
    }

    /// The release that `--target` calls so.
    pub fn of_target(target: &str) -> Option<Self> {
        Some(match target.to_ascii_lowercase().as_str() {
            "iis7" | "iis7.0" => Self::Iis7,
            "iis7.5" => Self::Iis75,
            "iis8" | "iis8.0" => Self::Iis8,
            "iis8.5" => Self::Iis85,
            "iis10" | "iisexpress10" => Self::Iis10,
            "iis10-1709" => Self::Iis10v1709,
            "azure-app-service" => Self::AppService,
            _ => return None,
        })
    }
}
