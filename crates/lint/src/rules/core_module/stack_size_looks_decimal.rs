//! WC0211.

use crate::Context;
use crate::rule::rule;
use crate::views::{CoreModuleView, HostingModel};
use webconfig_diagnostics::Safety;
use webconfig_format::set_value;

rule! {
    /// Reports a handler setting `stackSize` that is no sensible size when read as hexadecimal.
    ///
    /// The runtime reads the text as hexadecimal bytes, with or without `0x`. Reported is what looks like a decimal
    /// size but asks for more than 16 MiB that way, what is no hexadecimal number, and what lies outside of the
    /// runtime's bounds, 64 KiB and 2 GiB.
    ///
    /// # Why
    /// Older documentation shows decimal numbers. `4194304`, meant as 4 MiB, reserves 65 MiB for every thread; with
    /// text that is no number the application does not start.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess">
    ///       <handlerSettings>
    ///         <handlerSetting name="stackSize" value="4194304" />
    ///                                                 ^^^^^^^ read as hexadecimal
    ///       </handlerSettings>
    ///     </aspNetCore>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess">
    ///       <handlerSettings>
    ///         <handlerSetting name="stackSize" value="2MB" />
    ///                                                 ^^^ no hexadecimal number
    ///       </handlerSettings>
    ///     </aspNetCore>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess">
    ///       <handlerSettings>
    ///         <handlerSetting name="stackSize" value="400000" />
    ///       </handlerSettings>
    ///     </aspNetCore>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// Out-of-process nobody reads it.
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="outofprocess">
    ///       <handlerSettings>
    ///         <handlerSetting name="stackSize" value="4194304" />
    ///       </handlerSettings>
    ///     </aspNetCore>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Fix
    /// Writes the decimal size in hexadecimal digits: a running application gets another stack.
    ///
    /// # References
    /// - dotnet/aspnetcore, issue 60762 and pull request 60811
    /// - dotnet/runtime, issue 113344
    WC0211 "stack-size-looks-decimal", Warning, since "0.1", fix Unsafe,
    scope WC, profiles "rs", P0,
    on CoreModule(check)
}

const KIB: u64 = 1024;
const MIB: u64 = 1024 * KIB;

/// What the runtime makes of the text.
enum Reading {
    /// It refuses to start.
    NoNumber,
    TooSmall(u64),
    TooLarge,
    /// It takes a decimal size for a far larger one.
    Decimal {
        meant: u64,
        read: u64,
    },
}

fn check(module: &CoreModuleView<'_>, cx: &mut Context<'_>) {
    if module.model() == Some(HostingModel::OutOfProcess) {
        return;
    }
    // Of several settings of the name the first counts.
    let Some(setting) = module.handler_setting("stackSize").filter(|s| !s.is_open()) else { return };
    let (Some(place), Some(reading)) = (setting.value_place, read(setting.value)) else { return };
    let value = setting.value;
    let (message, label) = match &reading {
        Reading::NoNumber if value.is_empty() => {
            ("`stackSize` is empty, so the runtime refuses to start".to_owned(), "no hexadecimal number")
        }
        Reading::NoNumber => (
            format!(
                "`stackSize` is read as hexadecimal digits, and `{value}` is none, so the runtime refuses to start"
            ),
            "no hexadecimal number",
        ),
        Reading::TooSmall(bytes) => (
            format!(
                "`stackSize` is read as hexadecimal: `{value}` means {bytes} bytes, less than the 64 KiB that the \
                 runtime needs"
            ),
            "too small",
        ),
        Reading::TooLarge => (
            format!(
                "`stackSize` is read as hexadecimal: `{value}` means 2 GiB or more, which the runtime refuses"
            ),
            "too large",
        ),
        Reading::Decimal { meant, read } => (
            format!(
                "`stackSize` is read as hexadecimal: `{value}` gives every thread {}, not {}",
                size(*read),
                size(*meant)
            ),
            "read as hexadecimal",
        ),
    };
    let mut report = cx.report(place, message);
    report.label(label).scope(module.scope());
    let Reading::Decimal { meant, .. } = reading else {
        report.help("write the bytes in hexadecimal digits, between `10000` (64 KiB) and `7fffffff`: 4 MiB is `400000`");
        return;
    };
    let right = format!("{meant:x}");
    report.help(format!("write `{right}` for {}", size(meant)));
    if let Some(attribute) = setting.element().attribute("value") {
        report.edit_in(place.file, format!("write `{right}`"), Safety::Unsafe, set_value(attribute, &right));
    }
}

fn read(text: &str) -> Option<Reading> {
    let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Some(Reading::NoNumber);
    }
    let read = u64::from_str_radix(digits, 16).unwrap_or(u64::MAX);
    let decimal = text.parse::<u64>().ok();
    let plausible = |d: &u64| d.is_multiple_of(4 * KIB) && (256 * KIB..=16 * MIB).contains(d);
    if let Some(meant) = decimal.filter(plausible)
        && read > 16 * MIB
    {
        return Some(Reading::Decimal { meant, read });
    }
    match read {
        0..0x1_0000 => Some(Reading::TooSmall(read)),
        0x8000_0000.. => Some(Reading::TooLarge),
        _ => None,
    }
}

fn size(bytes: u64) -> String {
    match bytes {
        b if b.is_multiple_of(MIB) => format!("{} MiB", b / MIB),
        b if b > 2 * MIB => format!("{} MiB", (b + MIB / 2) / MIB),
        b => format!("{} KiB", b / KIB),
    }
}
