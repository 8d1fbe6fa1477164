//! The `path` of a handler: patterns with `*` and `?`, separated by commas.
//!
//! IIS compares a pattern without case with the end of the URL; here names of files are asked.

/// Whether one of the patterns fits the name of a file.
pub(crate) fn matches(patterns: &str, name: &str) -> bool {
    patterns.split(',').map(str::trim).filter(|p| !p.is_empty()).any(|pattern| is_match(pattern, name))
}

/// Whether a single pattern fits the name of a file; folders in front of the name do not count.
pub(crate) fn is_match(pattern: &str, name: &str) -> bool {
    let last = pattern.rsplit('/').next().unwrap_or(pattern);
    fits(&last.to_lowercase(), &name.to_lowercase())
}

/// Linear in practice: of several stars only the last one is ever tried again.
fn fits(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    let (mut p, mut n) = (0usize, 0usize);
    let mut retry: Option<(usize, usize)> = None;
    while n < name.len() {
        match pattern.get(p) {
            Some('*') => {
                retry = Some((p, n));
                p += 1;
            }
            Some(c) if *c == '?' || name.get(n) == Some(c) => {
                p += 1;
                n += 1;
            }
            _ => {
                let Some((star, from)) = retry else { return false };
                retry = Some((star, from + 1));
                p = star + 1;
                n = from + 1;
            }
        }
    }
    pattern.iter().skip(p).all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_and_question_marks_stand_for_anything() {
        for (patterns, name) in [
            ("*", "a.json"),
            ("*.*", "a.json"),
            ("*.png, *.JSON", "appsettings.json"),
            ("*.js*", "a.json"),
            ("*config*", "App.runtimeconfig.json"),
            ("static/*.json", "a.json"),
            ("appsettings.????", "appsettings.json"),
        ] {
            assert!(matches(patterns, name), "{patterns} {name}");
        }
        for (patterns, name) in [("*.js", "a.json"), ("", "a"), ("*.png,", "a.json"), ("b*", "a.json")] {
            assert!(!matches(patterns, name), "{patterns} {name}");
        }
    }
}
