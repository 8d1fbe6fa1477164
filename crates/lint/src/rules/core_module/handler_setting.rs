//! The settings that versions of the module read in `handlerSettings`.

use crate::views::HostingModel;

/// A setting.
pub(super) struct HandlerSetting {
    /// Its name; it compares without case.
    pub(super) name: &'static str,
    /// The one model that reads it.
    pub(super) only_in: Option<HostingModel>,
}

const fn setting(name: &'static str, only_in: Option<HostingModel>) -> HandlerSetting {
    HandlerSetting { name, only_in }
}

/// As of the module of .NET 10.
pub(super) const SETTINGS: [HandlerSetting; 15] = [
    setting("callStartupHook", Some(HostingModel::InProcess)),
    setting("cleanShadowCopyDirectory", None),
    setting("debugFile", None),
    setting("debugLevel", None),
    setting("disallowRotationOnConfigChange", None),
    setting("enableOutOfProcessConsoleRedirection", Some(HostingModel::OutOfProcess)),
    setting("enableShadowCopy", None),
    // The name in .NET 6.
    setting("experimentalEnableShadowCopy", None),
    setting("forwardResponseConnectionHeader", Some(HostingModel::OutOfProcess)),
    setting("handlerVersion", Some(HostingModel::OutOfProcess)),
    setting("setCurrentDirectory", Some(HostingModel::InProcess)),
    setting("shadowCopyDirectory", None),
    setting("shutdownDelay", None),
    setting("stackSize", Some(HostingModel::InProcess)),
    setting("suppressRecycleOnStartupTimeout", Some(HostingModel::InProcess)),
];

/// The setting of that name.
pub(super) fn find(name: &str) -> Option<&'static HandlerSetting> {
    SETTINGS.iter().find(|s| s.name.eq_ignore_ascii_case(name))
}
