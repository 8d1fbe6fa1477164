//! What a rule is, and the macro that makes one from a page of documentation and a function.
//!
//! Deliberately absent: running (see `runner`), severities as reported (see `levels`), reading the page (see `page`).

use crate::input::On;
use webconfig_diagnostics::{Safety, Severity};

/// A rule: facts that the catalogue fixes, its page, and what it looks at.
#[derive(Debug)]
pub struct Rule {
    /// The code, such as `WC0104`.
    pub code: &'static str,
    /// The name, such as `invalid-typed-value`.
    pub name: &'static str,
    /// The severity that the catalogue gives it.
    pub severity: Severity,
    /// The grade of its fix, if it has one.
    pub fix: Option<Safety>,
    /// The first release with it.
    pub since: &'static str,
    /// The profiles that contain it.
    pub profiles: Profiles,
    /// Whether it drops to info while the configuration under test is Debug.
    pub production_only: bool,
    /// What it is about.
    pub scopes: Scopes,
    /// How urgent the catalogue finds it.
    pub priority: Priority,
    /// Its page, as written above it in the source.
    pub documentation: &'static str,
    /// The module path of its file.
    pub module: &'static str,
    /// What it looks at, with the functions that look.
    pub on: &'static [On],
}

impl Rule {
    /// The group: the first two digits of the code.
    pub fn group(&self) -> &'static str {
        self.code.get(2..4).unwrap_or("")
    }
}

/// A set of profiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Profiles(u8);

impl Profiles {
    /// The set that the catalogue writes as `letters`: `r`ecommended, `s`trict, `c`is, s`t`ig, c`l`assic.
    pub const fn letters(letters: &str) -> Self {
        let mut bits = 0;
        let mut rest = letters.as_bytes();
        while let Some((letter, tail)) = rest.split_first() {
            bits |= match *letter {
                b'r' => 1,
                b's' => 2,
                b'c' => 4,
                b't' => 8,
                b'l' => 16,
                _ => 0,
            };
            rest = tail;
        }
        Self(bits)
    }

    /// Whether a run of `profile` contains what is in these.
    pub const fn contains(self, profile: Profile) -> bool {
        let mask = match profile {
            Profile::Recommended => 1,
            // Strict is all of recommended and more, whatever a row of the catalogue says.
            Profile::Strict => 1 | 2,
            Profile::Cis => 4,
            Profile::Stig => 8,
            Profile::Classic => 1 | 16,
        };
        self.0 & mask != 0
    }

    /// The letters, in the catalogue's order.
    pub fn as_letters(self) -> String {
        ['r', 's', 'c', 't', 'l']
            .into_iter()
            .enumerate()
            .filter(|(bit, _)| self.0 & (1 << bit) != 0)
            .map(|(_, letter)| letter)
            .collect()
    }
}

/// A choice of rules that somebody made for an occasion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Profile {
    /// True problems on ordinary files, few false alarms.
    #[default]
    Recommended,
    /// Recommended, and advice, hardening and hints besides.
    Strict,
    /// The items of the CIS benchmark for IIS 10.
    Cis,
    /// The items of the DISA STIG for IIS 10.
    Stig,
    /// Recommended, and the rules for classic ASP.NET.
    Classic,
}

impl Profile {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Recommended, Self::Strict, Self::Cis, Self::Stig, Self::Classic];

    /// The word that names it on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Recommended => "recommended",
            Self::Strict => "strict",
            Self::Cis => "cis",
            Self::Stig => "stig",
            Self::Classic => "classic",
        }
    }

    /// The profile of that name.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.as_str().eq_ignore_ascii_case(word))
    }
}

/// How urgent the catalogue finds a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Priority {
    /// Named by the mission.
    P0,
    /// Needed to be useful.
    P1,
    /// Completeness.
    P2,
}

impl Priority {
    /// The two characters of the catalogue.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::P0 => "P0",
            Self::P1 => "P1",
            Self::P2 => "P2",
        }
    }
}

/// What a rule is about: the scopes of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Scopes(u16);

impl Scopes {
    /// The words of the catalogue; a word's place is its bit.
    pub const WORDS: [&'static str; 12] =
        ["ANY", "WC", "AH", "XDT", "PUB", "PRJ", "APP", "LS", "RED", "SRV", "SCR", "MULTI"];

    /// No scope.
    pub const NONE: Self = Self(0);
    /// Every file that is text.
    pub const ANY: Self = Self(1);
    /// web.config at any level.
    pub const WC: Self = Self(1 << 1);
    /// applicationHost.config.
    pub const AH: Self = Self(1 << 2);
    /// Transform files.
    pub const XDT: Self = Self(1 << 3);
    /// Publish folders.
    pub const PUB: Self = Self(1 << 4);
    /// Project files, publish profiles and the like.
    pub const PRJ: Self = Self(1 << 5);
    /// appsettings*.json.
    pub const APP: Self = Self(1 << 6);
    /// launchSettings.json.
    pub const LS: Self = Self(1 << 7);
    /// redirection.config.
    pub const RED: Self = Self(1 << 8);
    /// A live server.
    pub const SRV: Self = Self(1 << 9);
    /// Scripts.
    pub const SCR: Self = Self(1 << 10);
    /// Several files together.
    pub const MULTI: Self = Self(1 << 11);

    /// Both sets.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the two sets share a scope.
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The words in the order of [`Self::WORDS`].
    pub fn words(self) -> impl Iterator<Item = &'static str> {
        Self::WORDS.into_iter().enumerate().filter(move |(bit, _)| self.0 & (1 << bit) != 0).map(|(_, w)| w)
    }

    /// The set of a comma list of words; an unknown word counts for nothing.
    pub fn parse(list: &str) -> Self {
        let bit = |word: &str| Self::WORDS.iter().position(|w| *w == word).map_or(0, |at| 1 << at);
        Self(list.split(',').map(|w| bit(w.trim())).fold(0, |all, one| all | one))
    }
}

/// Makes `pub static RULE`: a page, the catalogue's facts, and what the rule looks at.
///
/// ```text
/// rule! {
///     /// Reports an ASP.NET Core site that still writes its stdout log.
///     ///
///     /// # Why
///     /// The log grows without limit and may hold secrets.
///     WC1003 "stdout-log-enabled", Warning, since "0.1", fix Safe,
///     scope WC PUB, profiles "rs", P0 production,
///     on Section("system.webServer/aspNetCore", check)
/// }
/// ```
///
/// `fix …` and `production` are left out where the catalogue says none and no; `on` takes several inputs.
macro_rules! rule {
    (
        $(#[doc = $line:literal])+
        $code:ident $name:literal, $severity:ident, since $since:literal,
        $(fix $fix:ident,)?
        scope $($scope:ident)+, profiles $profiles:literal, $priority:ident $($production:ident)?,
        on $($input:ident($($argument:expr),+)),+ $(,)?
    ) => {
        $(#[doc = $line])+
        pub static RULE: $crate::Rule = $crate::Rule {
            code: stringify!($code),
            name: $name,
            severity: webconfig_diagnostics::Severity::$severity,
            fix: $crate::rule::rule!(@fix $($fix)?),
            since: $since,
            profiles: $crate::Profiles::letters($profiles),
            production_only: $crate::rule::rule!(@production $($production)?),
            scopes: $crate::Scopes::NONE$(.and($crate::Scopes::$scope))+,
            priority: $crate::Priority::$priority,
            documentation: concat!($($line, "\n"),+),
            module: module_path!(),
            on: &[$($crate::On::$input($($argument),+)),+],
        };
    };
    (@fix) => { None };
    (@fix $fix:ident) => { Some(webconfig_diagnostics::Safety::$fix) };
    (@production) => { false };
    (@production production) => { true };
}
pub(crate) use rule;
