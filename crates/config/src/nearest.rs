//! "Did you mean": the names that look most like a wrong one.

/// Up to three of `candidates` that are a slip or two away from `name`, nearest first.
pub fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Vec<String> {
    let wanted = name.to_lowercase();
    // A short name has few slips in it before it is another word.
    let allowed = (wanted.chars().count() / 3).clamp(1, 3);
    let mut found: Vec<(usize, &str)> = candidates
        .into_iter()
        .filter(|c| c.len().abs_diff(name.len()) <= 3 && c.len() <= 80)
        .filter_map(|c| Some((distance(&wanted, &c.to_lowercase(), allowed)?, c)))
        .collect();
    found.sort_unstable();
    found.dedup();
    found.into_iter().take(3).map(|(_, c)| c.to_owned()).collect()
}

/// The name that what is written differs from in nothing but letter case.
pub(crate) fn only_in_case<'n>(written: &str, names: &[&'n str]) -> Option<&'n str> {
    names.iter().copied().find(|name| *name != written && name.eq_ignore_ascii_case(written))
}

/// Edits (insert, delete, replace, swap of neighbours) between two words; `None` for more than `allowed`.
fn distance(a: &str, b: &str, allowed: usize) -> Option<usize> {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(80).collect(), b.chars().take(80).collect());
    if a.len().abs_diff(b.len()) > allowed {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut next = Vec::with_capacity(row.len());
        next.push(i + 1);
        for (j, y) in b.iter().enumerate() {
            let at = |r: &[usize], k: usize| r.get(k).copied().unwrap_or(usize::MAX / 2);
            let mut best = (at(&row, j) + usize::from(x != y)).min(at(&row, j + 1) + 1).min(at(&next, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                best = best.min(at(&before, j - 1) + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut row, next);
        // What comes next is built on these two rows and can only be more, a swap's single step apart.
        if row.iter().chain(&before).all(|edits| *edits > allowed) {
            return None;
        }
    }
    row.last().copied().filter(|edits| *edits <= allowed)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn slips_are_found_and_other_words_are_not() {
        assert_eq!(nearest("argument", ["arguments", "processPath"]), ["arguments"]);
        assert_eq!(nearest("stdoutLogEnabeld", ["stdoutLogEnabled"]), ["stdoutLogEnabled"]);
        assert!(nearest("foo", ["bar", "requestTimeout"]).is_empty());
    }
}
