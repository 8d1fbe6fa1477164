//! `stdoutLogEnabled` and `stdoutLogFile`: filled in when missing; on Azure the file is always the platform's.

use super::{Places, Step};

impl Step<'_> {
    /// Writes the log's attributes.
    pub(super) fn stdout(&mut self, places: Places) {
        self.default_of(places.module, "stdoutLogEnabled", "false");
        if self.settings.is_azure {
            let file = r"\\?\%home%\LogFiles\stdout";
            self.set(places.module, "stdoutLogFile", file, "an App Service keeps its logs there");
        } else {
            self.default_of(places.module, "stdoutLogFile", r".\logs\stdout");
        }
    }
}
