//! "Did you mean": the word of a list that is a slip away from another.

/// The candidate that `word` most likely means, if one is near enough: another letter case, or a slip for every
/// three characters.
///
/// ```
/// use webconfig_lint::nearest;
/// assert_eq!(nearest("stdout-log-enabeld", ["stdout-log-enabled", "sni"]), Some("stdout-log-enabled"));
/// assert_eq!(nearest("x", ["y"]), None);
/// ```
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let lower = word.to_lowercase();
    let allowed = (lower.chars().count() / 3).min(4);
    candidates
        .into_iter()
        .filter(|c| c.len().abs_diff(lower.len()) <= allowed.max(1) * 4)
        .map(|c| (distance(&lower, &c.to_lowercase()), c))
        .filter(|(d, _)| *d <= allowed)
        .min_by_key(|(d, _)| *d)
        .map(|(_, c)| c)
}

/// Insertions, deletions, replacements and swaps of neighbours between two words.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    let mut previous = None;
    for (i, x) in a.chars().enumerate() {
        let mut next = Vec::with_capacity(row.len());
        let mut left = i + 1;
        next.push(left);
        let mut left_letter = None;
        for (j, &y) in b.iter().enumerate() {
            let at = |r: &[usize], n: usize| r.get(n).copied().unwrap_or(usize::MAX - 1);
            let mut best = (at(&row, j) + usize::from(x != y)).min(at(&row, j + 1) + 1).min(left + 1);
            if previous == Some(y) && left_letter == Some(x) && j > 0 {
                best = best.min(at(&before, j - 1) + 1);
            }
            next.push(best);
            left = best;
            left_letter = Some(y);
        }
        before = std::mem::replace(&mut row, next);
        previous = Some(x);
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_count_and_a_swap_is_one() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", "acb"), 1);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("same", "same"), 0);
    }

    #[test]
    fn letter_case_is_no_distance() {
        assert_eq!(nearest("MAX-CONFIG-KB", ["max-config-kb"]), Some("max-config-kb"));
        assert_eq!(nearest("ignroe", ["select", "ignore"]), Some("ignore"));
    }
}
