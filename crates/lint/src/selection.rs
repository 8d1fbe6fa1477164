//! Which rules speak: profile, `select`, `extend-select`, `ignore`.

use crate::catalogue::{self, Entry};
use crate::{Profile, Rule};
use webconfig_config::nearest;

/// A word that names rules: a code, a name, or the begin of codes (`WC04`; `WC` and `ALL` are all of them).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selector {
    /// One rule, implemented or not.
    Rule(&'static Entry),
    /// All rules whose code begins so.
    Prefix(String),
}

impl Selector {
    /// Reads a word; what is not known is an error with a suggestion.
    pub fn parse(word: &str) -> Result<Self, UnknownRule> {
        let word = word.trim();
        if let Some(entry) = catalogue::find(word) {
            return Ok(Self::Rule(entry));
        }
        let upper = word.to_ascii_uppercase();
        let prefix = if upper == "ALL" { "WC".to_owned() } else { upper };
        let digits =
            prefix.strip_prefix("WC").filter(|d| d.len() < 4 && d.bytes().all(|b| b.is_ascii_digit()));
        if digits.is_some() && catalogue::entries().iter().any(|e| e.code.starts_with(&prefix)) {
            return Ok(Self::Prefix(prefix));
        }
        // A message needs no more of it.
        Err(UnknownRule { word: word.chars().take(64).collect() })
    }

    /// Whether the rule with this code is meant.
    pub fn matches(&self, code: &str) -> bool {
        match self {
            Self::Rule(entry) => entry.code == code,
            Self::Prefix(prefix) => code.starts_with(prefix.as_str()),
        }
    }

    /// How narrow it is: a rule is narrower than a group, a group than everything.
    pub fn rank(&self) -> usize {
        match self {
            Self::Rule(_) => 10,
            Self::Prefix(prefix) => prefix.len(),
        }
    }
}

/// A word that names no rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownRule {
    /// The word.
    pub word: String,
}

impl UnknownRule {
    /// The name that was probably meant.
    pub fn suggestion(&self) -> Option<String> {
        let word = &self.word;
        let is_code = word.get(..2).is_some_and(|w| w.eq_ignore_ascii_case("wc"))
            && word.bytes().skip(2).all(|b| b.is_ascii_digit());
        // A number one digit off is another rule, not a slip.
        let names = catalogue::entries().iter().map(|e| e.name);
        if is_code { None } else { nearest(word, names).into_iter().next() }
    }
}

impl std::fmt::Display for UnknownRule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "there is no rule `{}`", self.word)?;
        match self.suggestion() {
            Some(name) => write!(f, "; did you mean `{name}`?"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for UnknownRule {}

/// Which rules a run uses, before anything else is decided.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// The profile to begin with.
    pub profile: Profile,
    /// In place of the profile's rules, where given.
    pub select: Option<Vec<Selector>>,
    /// Besides the profile's or selected rules.
    pub extend_select: Vec<Selector>,
    /// Without these.
    pub ignore: Vec<Selector>,
}

impl Choice {
    /// Whether the run uses `rule`. Of a selector that wants it and one that does not, the narrower wins; of two
    /// equally narrow ones the one that does not.
    pub fn selects(&self, rule: &Rule) -> bool {
        self.selects_code(rule.code, rule.profiles.contains(self.profile))
    }

    /// The same for a rule of the catalogue.
    pub fn selects_entry(&self, entry: &Entry) -> bool {
        self.selects_code(entry.code, entry.profiles.contains(self.profile))
    }

    fn selects_code(&self, code: &str, in_profile: bool) -> bool {
        let narrowest = |list: &[Selector]| list.iter().filter(|s| s.matches(code)).map(Selector::rank).max();
        let mut wanted = narrowest(&self.extend_select);
        match &self.select {
            Some(selected) => wanted = wanted.max(narrowest(selected)),
            None if in_profile => wanted = wanted.max(Some(0)),
            None => {}
        }
        wanted.is_some_and(|w| narrowest(&self.ignore).is_none_or(|i| i < w))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(list: &[&str]) -> Vec<Selector> {
        list.iter().map(|w| Selector::parse(w).unwrap()).collect()
    }

    fn selects(choice: &Choice, code: &str) -> bool {
        choice.selects_entry(catalogue::find(code).unwrap())
    }

    #[test]
    fn the_profile_is_the_beginning() {
        let strict = Choice { profile: Profile::Strict, ..Choice::default() };
        assert!(selects(&Choice::default(), "WC0001") && !selects(&Choice::default(), "WC0406"));
        assert!(selects(&strict, "WC0001") && selects(&strict, "WC0406") && !selects(&strict, "WC0911"));
        let classic = Choice { profile: Profile::Classic, ..Choice::default() };
        assert!(selects(&classic, "WC0001") && selects(&classic, "WC1704"));
    }

    #[test]
    fn select_replaces_and_extend_select_adds() {
        let only = Choice { select: Some(words(&["WC04"])), ..Choice::default() };
        assert!(selects(&only, "WC0401") && selects(&only, "WC0406") && !selects(&only, "WC0001"));
        let more = Choice { extend_select: words(&["allowed-hosts-open"]), ..Choice::default() };
        assert!(selects(&more, "WC0406") && selects(&more, "WC0001"));
    }

    #[test]
    fn the_narrower_word_wins_and_ignore_breaks_the_tie() {
        let choice = Choice {
            extend_select: words(&["WC0401", "WC0402"]),
            ignore: words(&["WC04", "WC0402"]),
            ..Choice::default()
        };
        assert!(selects(&choice, "WC0401") && !selects(&choice, "WC0402") && !selects(&choice, "WC0403"));
        let none = Choice { ignore: words(&["ALL"]), ..Choice::default() };
        assert!(!selects(&none, "WC0001"));
    }

    #[test]
    fn unknown_words_are_refused_with_a_suggestion() {
        assert_eq!(
            Selector::parse("stdout-log-enable").unwrap_err().to_string(),
            "there is no rule `stdout-log-enable`; did you mean `stdout-log-enabled`?"
        );
        assert_eq!(Selector::parse("WC9999").unwrap_err().to_string(), "there is no rule `WC9999`");
        assert!(Selector::parse("WC18").is_err(), "a group without rules");
        assert!(Selector::parse("").is_err());
    }
}
