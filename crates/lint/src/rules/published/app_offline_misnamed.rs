//! WC1306.

use crate::Context;
use crate::rule::rule;
use crate::views::{PublishedView, ScriptView};
use webconfig_diagnostics::{Change, Fix, Safety, Severity};
use webconfig_text::{TextEdits, TextRange};

rule! {
    /// Reports a file, or a name in a script, that was meant to be `app_offline.htm` and is not.
    ///
    /// A page that somebody parked under another name (`_app_offline.htm`, `app_offline.htm_`) is a hint.
    ///
    /// # Why
    /// The module looks for `app_offline.htm` alone, in any letter case. Under another name the application keeps
    /// running through the deployment, and the page can be read by everybody.
    ///
    /// # Fires
    /// ```text deploy.ps1
    /// New-Item -Path site -Name app_offline.html
    ///                           ^^^^^^^^^^^^^^^^ the module does not know this name
    /// ```
    ///
    /// # Clean
    /// ```text deploy.ps1
    /// New-Item -Path site -Name app_offline.htm
    /// ```
    ///
    /// # Trap
    /// A page that is put in place and taken away again.
    /// ```text deploy.cmd
    /// ren app_offline.htm_ app_offline.htm
    /// ```
    ///
    /// # Fix
    /// Writes the right name into the script. A file is renamed among the unsafe fixes, because that takes the application down.
    WC1306 "app-offline-misnamed", Warning, since "0.1",
    fix Safe, scope PUB SCR, profiles "rs", P0,
    on Published(check_folder), Script(check_script)
}

const RIGHT: &str = "app_offline.htm";

/// What a name that is not the right one is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Near {
    Misnamed,
    Parked,
}

fn near(name: &str) -> Option<Near> {
    let lower = name.to_ascii_lowercase();
    if lower == RIGHT {
        return None;
    }
    let letters: String = lower.chars().filter(char::is_ascii_alphanumeric).collect();
    let is_misnamed = lower.starts_with("app")
        && !lower.ends_with('_')
        && matches!(
            letters.as_str(),
            "appofflinehtm" | "appofflinehtml" | "appofflinehtmtxt" | "appofflinehtmltxt"
        );
    if is_misnamed {
        return Some(Near::Misnamed);
    }
    let is_parked = (lower.contains("app_offline.htm") || lower.contains("app_offline_"))
        && letters.contains("appofflinehtm")
        && !letters.ends_with("ps1");
    is_parked.then_some(Near::Parked)
}

fn check_folder(folder: &PublishedView<'_>, cx: &mut Context<'_>) {
    if !folder.holds_programs() && folder.web_config().is_none() {
        return;
    }
    for entry in folder.files() {
        let Some(near) = near(&entry.name) else { continue };
        let place = folder.whole(&entry.name);
        if near == Near::Parked {
            let message = format!("`{}` is a parked offline page that anybody may read", entry.name);
            cx.report(place, message).graded(Severity::Hint).help("keep it outside of the published folder");
            continue;
        }
        let message = format!(
            "the module does not know the name `{}`: the application keeps running, and everybody may read the page",
            entry.name
        );
        let changes = vec![Change::Rename { file: place.file, to: folder.path(RIGHT) }];
        cx.report(place, message)
            .help(
                "call it `app_offline.htm` while the application is to be down, and leave it out of packages",
            )
            .fix(Fix { title: format!("rename it to `{RIGHT}`"), changes, safety: Safety::Unsafe });
    }
}

fn check_script(script: &ScriptView<'_>, cx: &mut Context<'_>) {
    let text = script.source.text();
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let mut from = 0;
    while let Some(rest) = text.get(from..) {
        let Some(start) = rest.find(is_of_name) else { break };
        let word = rest.get(start..).unwrap_or("");
        let length = word.find(|c| !is_of_name(c)).unwrap_or(word.len());
        let word = word.get(..length).unwrap_or("").trim_end_matches('.');
        let at = from + start;
        from = at + length;
        if near(word) != Some(Near::Misnamed) {
            continue;
        }
        let range = TextRange::at(at as u32, word.len() as u32);
        cx.report(
            script.place(range),
            format!("`{word}` does not stop the application: the module looks for `{RIGHT}`"),
        )
        .label("the module does not know this name")
        .help(format!("write `{RIGHT}`"))
        .edit(format!("write `{RIGHT}`"), Safety::Safe, TextEdits::single(range, RIGHT));
    }
}
