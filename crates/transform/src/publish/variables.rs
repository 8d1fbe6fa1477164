//! `WebConfigEnvironmentVariables`: a list of variables becomes two small transforms.
//!
//! `A=1;B=2` inserts `A` and `B` where they are missing, once below `location` and once without.

/// Name and value pairs of a list, or the exception of a piece without any part.
pub(crate) fn pairs(list: &str) -> Result<Vec<(String, String)>, String> {
    let mut found = Vec::new();
    for piece in list.split(';').filter(|p| !p.is_empty()) {
        let mut parts = piece.split('=').filter(|p| !p.is_empty());
        let Some(name) = parts.next() else {
            return Err("System.InvalidOperationException: Sequence contains no elements".to_owned());
        };
        // An `=` inside of a value is lost: so the reference has it.
        found.push((name.to_owned(), parts.collect::<Vec<_>>().concat()));
    }
    Ok(found)
}

/// The transform for these variables.
pub(crate) fn transform(pairs: &[(String, String)], with_location: bool) -> String {
    let (open, close) = if with_location { ("<location>", "</location>") } else { ("", "") };
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<configuration \
         xmlns:xdt=\"http://schemas.microsoft.com/XML-Document-Transform\">{open}<system.webServer><aspNetCore>\
         <environmentVariables xdt:Transform=\"InsertIfMissing\">"
    );
    for (name, value) in pairs {
        out.push_str("<environmentVariable name=\"");
        escape(name, &mut out);
        out.push_str("\" value=\"");
        escape(value, &mut out);
        out.push_str("\" xdt:Locator=\"Match(name)\" xdt:Transform=\"InsertIfMissing\" />");
    }
    out.push_str("</environmentVariables></aspNetCore></system.webServer>");
    out.push_str(close);
    out.push_str("</configuration>");
    out
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#xA;"),
            '\r' => out.push_str("&#xD;"),
            '\t' => out.push_str("&#x9;"),
            other => out.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_lose_what_the_reference_loses() {
        let read = |list| {
            pairs(list)
                .map(|all| all.into_iter().map(|(n, v)| format!("{n}→{v}")).collect::<Vec<_>>().join(" "))
        };
        assert_eq!(read("A=1;B=x=y;=C;D;E=").unwrap(), "A→1 B→xy C→ D→ E→");
        assert_eq!(read(";").unwrap(), "");
        assert_eq!(read(" A = 1 ").unwrap(), " A → 1 ");
        assert!(read("A=1;=;B=2").is_err());
    }
}
