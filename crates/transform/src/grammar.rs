//! The values of `xdt:Transform` and `xdt:Locator`: a name, and arguments in parentheses.

/// A value that fits the grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Call<'t> {
    pub(crate) name: &'t str,
    /// What stands between the first `(` and the last `)`; nothing when that is empty.
    pub(crate) arguments: Option<&'t str>,
}

/// Reads a value; `None` when it is no name with arguments.
pub(crate) fn call(value: &str) -> Option<Call<'_>> {
    let value = value.trim();
    let len = value.find(|c: char| !is_word(c)).unwrap_or(value.len());
    let name = value.get(..len).filter(|n| !n.is_empty())?;
    let rest = value.get(len..)?.trim_start();
    if rest.is_empty() {
        return Some(Call { name, arguments: None });
    }
    let arguments = rest.strip_prefix('(')?.strip_suffix(')')?;
    Some(Call { name, arguments: (!arguments.is_empty()).then_some(arguments) })
}

/// .NET's `\w`, as far as names of types can have it.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '\u{200C}' | '\u{200D}' | '\u{203F}' | '\u{2040}')
}

/// The arguments. One without a comma stays as it is, blanks included; several are split at commas that no
/// parenthesis holds together, and trimmed.
pub(crate) fn split_arguments(text: &str) -> Vec<String> {
    if !text.contains(',') {
        return vec![text.to_owned()];
    }
    let mut arguments = Vec::new();
    let mut current: Option<String> = None;
    let mut open = 0i64;
    for piece in text.split(',') {
        let joined = match current.take() {
            Some(before) => format!("{before},{piece}"),
            None => piece.to_owned(),
        };
        open += piece.bytes().map(|b| i64::from(b == b'(') - i64::from(b == b')')).sum::<i64>();
        if open == 0 {
            arguments.push(joined);
        } else {
            current = Some(joined);
        }
    }
    arguments.extend(current);
    arguments.into_iter().map(|a| a.trim().to_owned()).collect()
}

/// The commas at which one expression would be split although they stand in a literal or a bracket: those that no
/// round parenthesis encloses as the engine counts them, that is literals included.
pub(crate) fn commas_in_expression(text: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let (mut round, mut square) = (0i64, 0i64);
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match c {
            '(' => round += 1,
            ')' => round -= 1,
            ',' if round == 0 && (quote.is_some() || square > 0) => found.push(at),
            '\'' | '"' if quote == Some(c) => quote = None,
            '\'' | '"' if quote.is_none() => quote = Some(c),
            '[' if quote.is_none() => square += 1,
            ']' if quote.is_none() => square -= 1,
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_that_split_an_expression_stand_in_literals_or_brackets() {
        assert_eq!(commas_in_expression("@a='x,y'"), [5]);
        assert_eq!(commas_in_expression("(@a='x,y')"), [0usize; 0]);
        assert_eq!(commas_in_expression("contains(@a, 'b')"), [0usize; 0]);
        assert_eq!(commas_in_expression("@a, @b"), [0usize; 0]);
        assert_eq!(commas_in_expression("add[@k=\"it's, so\"]"), [12]);
    }

    #[test]
    fn names_may_have_blanks_around_and_arguments_reach_to_the_last_parenthesis() {
        let parsed = |v| call(v).map(|c| (c.name, c.arguments));
        assert_eq!(parsed(" A ( x )\n"), Some(("A", Some(" x "))));
        assert_eq!(parsed("A(x)(y)"), Some(("A", Some("x)(y"))));
        assert_eq!(parsed("A()"), Some(("A", None)));
        for bad in ["", "Set-Attributes", "A(x", "A x", "(x)", "A(x) y"] {
            assert_eq!(parsed(bad), None, "{bad}");
        }
    }

    #[test]
    fn commas_in_parentheses_do_not_split() {
        assert_eq!(split_arguments(" key "), [" key "]);
        assert_eq!(split_arguments("a, contains(b,c) ,d"), ["a", "contains(b,c)", "d"]);
        assert_eq!(split_arguments("a,"), ["a", ""]);
        assert_eq!(split_arguments("a,f(b,c"), ["a", "f(b,c"]);
        assert_eq!(split_arguments("'a,b'"), ["'a", "b'"]);
    }
}
