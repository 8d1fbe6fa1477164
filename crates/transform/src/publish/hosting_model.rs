//! `hostingModel`: the project's own file wins, else the property, checked.

use super::{Places, Step, equals_ignoring_case, upper};

const BAD_MODEL: &str = "System.Exception: The acceptable value for AspNetCoreHostingModel property is either \
                         \"InProcess\" or \"OutOfProcess\".";
const OLD_MODULE: &str = "System.Exception: In process hosting is not supported for AspNetCoreModule. Change the \
                          AspNetCoreModule to at least AspNetCoreModuleV2.";

impl Step<'_> {
    /// Writes the hosting model, or says what the SDK says about a wrong one.
    pub(super) fn hosting_model(&mut self, places: Places) -> Result<(), String> {
        let settings = self.settings;
        let model = settings.hosting_model.as_str();
        if model.is_empty() || !settings.sdk.has_hosting_model() {
            return Ok(());
        }
        let present = self.tree.attribute(places.module, "hostingModel").is_some();
        let wins = settings.project_has_web_config || !settings.sdk.overrides_hosting_model();
        if present && wins {
            return Ok(());
        }
        let folded: String = model.chars().map(upper).collect();
        if folded != "INPROCESS" && folded != "OUTOFPROCESS" {
            return Err(BAD_MODEL.to_owned());
        }
        let module = self.tree.attribute(places.entry, "modules").unwrap_or("");
        if folded == "INPROCESS"
            && equals_ignoring_case(module, "AspNetCoreModule")
            && settings.sdk.checks_module_for_in_process()
        {
            return Err(OLD_MODULE.to_owned());
        }
        self.set(places.module, "hostingModel", model, "from `AspNetCoreHostingModel`");
        Ok(())
    }
}
