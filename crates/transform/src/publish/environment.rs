//! `EnvironmentName` becomes the variable `ASPNETCORE_ENVIRONMENT`.

use super::{Places, Step, equals_ignoring_case};

const NAME: &str = "ASPNETCORE_ENVIRONMENT";

impl Step<'_> {
    /// Writes the variable.
    pub(super) fn environment(&mut self, places: Places) {
        let value = self.settings.environment_name.as_str();
        if value.is_empty() || !self.settings.sdk.writes_environment() {
            return;
        }
        let module = places.module;
        let variables = self.tree.child(module, "environmentVariables");
        let variables = variables.unwrap_or_else(|| self.tree.append_element(module, "environmentVariables"));
        let variable = self.tree.children(variables).iter().copied().find(|&c| {
            self.tree.is_plain(c, "environmentVariable")
                && self.tree.attribute(c, "name").is_some_and(|n| equals_ignoring_case(n, NAME))
        });
        let variable = variable.unwrap_or_else(|| self.tree.append_element(variables, "environmentVariable"));
        self.set(variable, "name", NAME, "this is the variable's name in its usual casing");
        self.set(variable, "value", value, "from `EnvironmentName`");
    }
}
