//! Which SDK is imitated: what differs between versions, one question each.

/// An SDK version; the default is the newest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sdk {
    major: u32,
    minor: u32,
    band: u32,
}

impl Default for Sdk {
    fn default() -> Self {
        Self { major: 10, minor: 0, band: u32::MAX }
    }
}

impl Sdk {
    /// Reads `10`, `10.0`, `2.1.400`, `10.0.401-preview`; missing parts mean the newest of their kind.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.split('-').next().unwrap_or("");
        let mut parts = text.split('.').map(str::parse::<u32>);
        let major = parts.next()?.ok()?;
        let minor = parts.next().transpose().ok()?;
        let band = parts.next().transpose().ok()?;
        let newest = match major {
            1 | 3 => 1,
            2 => 2,
            _ => 0,
        };
        let parsed = Self { major, minor: minor.unwrap_or(newest), band: band.unwrap_or(u32::MAX) };
        (1..=99).contains(&major).then_some(parsed)
    }

    fn from(self, major: u32, minor: u32, band: u32) -> bool {
        self >= Self { major, minor, band }
    }

    /// The generated file has a `location` around its sections, and an existing one is looked for.
    pub fn wraps_in_location(self) -> bool {
        self.from(2, 1, 400)
    }

    /// `AspNetCoreModuleName` counts; before, the module is always `AspNetCoreModule`.
    pub fn has_module_name(self) -> bool {
        self.from(2, 2, 0)
    }

    /// `hostingModel` is written from a property at all.
    pub fn has_hosting_model(self) -> bool {
        self.from(2, 1, 0)
    }

    /// The property is called `AspNetCoreHostingModel`; before, `AspNetCoreModuleHostingModel`.
    pub fn has_new_hosting_model_name(self) -> bool {
        self.from(2, 2, 0)
    }

    /// In-process hosting with the first module is refused.
    pub fn checks_module_for_in_process(self) -> bool {
        self.from(2, 2, 0)
    }

    /// An attribute `hostingModel` of the published file stays only if the project's file has it.
    pub fn overrides_hosting_model(self) -> bool {
        self.from(3, 0, 0)
    }

    /// `EnvironmentName` becomes a variable.
    pub fn writes_environment(self) -> bool {
        self.from(2, 1, 400)
    }

    /// The second launcher text is removed too.
    pub fn removes_argument_file(self) -> bool {
        self.from(2, 1, 0)
    }

    /// A program that ends in `.exe` is started directly whatever the rest says.
    pub fn starts_exe_directly(self) -> bool {
        self.from(2, 2, 100)
    }

    /// `PublishProvider=AzureWebSite` counts as Azure.
    pub fn knows_azure_provider(self) -> bool {
        self.from(2, 1, 400)
    }

    /// The published copy is reset from the project or the template first.
    pub fn resets_published_copy(self) -> bool {
        self.from(3, 1, 400)
    }

    /// A file that is no XML gives a warning.
    pub fn warns_about_malformed(self) -> bool {
        self.from(2, 2, 0)
    }

    /// The project's file is found in any letter case.
    pub fn finds_any_case(self) -> bool {
        self.from(5, 0, 200)
    }

    /// XDT passes run at all.
    pub fn has_transforms(self) -> bool {
        self.from(2, 2, 100)
    }

    /// Passes 4, 6 and 7 exist.
    pub fn has_all_passes(self) -> bool {
        self.from(3, 0, 0)
    }

    /// Without a runtime identifier there is no app host.
    pub fn needs_runtime_for_app_host(self) -> bool {
        self.from(3, 0, 0)
    }

    /// `PublishIISAssets` is read.
    pub fn has_iis_assets(self) -> bool {
        self.from(5, 0, 0)
    }

    /// `PublishAot` switches the step off.
    pub fn knows_aot(self) -> bool {
        self.from(8, 0, 0)
    }

    /// The profile name is `Default` when none is named; before, `FileSystem`.
    pub fn defaults_to_default_profile(self) -> bool {
        self.from(5, 0, 0)
    }

    /// Nested `aspNetCore` without a `location` in the root is a step into nothing, no crash.
    pub fn survives_nested_location(self) -> bool {
        self.from(6, 0, 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_parts_mean_the_newest() {
        assert!(Sdk::parse("2.1").unwrap().wraps_in_location());
        assert!(!Sdk::parse("2.1.300").unwrap().wraps_in_location());
        assert!(Sdk::parse("3").unwrap().resets_published_copy());
        assert!(Sdk::parse("10.0.401").unwrap().finds_any_case());
        assert_eq!(Sdk::parse("x"), None);
    }
}
