//! Effective sections as XML, in the shape that `appcmd list config` prints: groups as elements, two blanks a level,
//! no root, collections merged.

use std::fmt::Write as _;
use webconfig_config::{ElementView, ValueOrigin, View};

/// The sections of a view as XML; with `show_origin` each element has a comment that says where its values are from.
pub fn effective_xml(view: &View, show_origin: bool) -> String {
    let mut out = String::new();
    let mut open: Vec<&str> = Vec::new();
    for section in &view.sections {
        let mut path: Vec<&str> = section.path.split('/').collect();
        path.pop();
        let same = open.iter().zip(&path).take_while(|(a, b)| a == b).count();
        close(&mut out, &mut open, same);
        for group in path.into_iter().skip(same) {
            let _ = writeln!(out, "{}<{group}>", indent(open.len()));
            open.push(group);
        }
        element(&mut out, &section.element, open.len(), show_origin);
    }
    close(&mut out, &mut open, 0);
    out
}

fn close(out: &mut String, open: &mut Vec<&str>, keep: usize) {
    while open.len() > keep {
        let Some(group) = open.pop() else { return };
        let _ = writeln!(out, "{}</{group}>", indent(open.len()));
    }
}

fn indent(depth: usize) -> String {
    "  ".repeat(depth)
}

/// Recursion follows the schema, which is at most some ten elements deep.
fn element(out: &mut String, view: &ElementView, depth: usize, show_origin: bool) {
    let blanks = indent(depth);
    if show_origin {
        origins(out, view, &blanks);
    }
    let _ = write!(out, "{blanks}<{}", view.name);
    for value in &view.values {
        let _ = write!(out, " {}=\"", value.name);
        escape(out, &value.value);
        out.push('"');
    }
    if view.children.is_empty() {
        out.push_str(" />\n");
        return;
    }
    out.push_str(">\n");
    for child in &view.children {
        element(out, child, depth + 1, show_origin);
    }
    let _ = writeln!(out, "{blanks}</{}>", view.name);
}

/// `<!-- enabled: web.config:3; showFlags: schema default -->`
fn origins(out: &mut String, view: &ElementView, blanks: &str) {
    if view.values.is_empty() {
        return;
    }
    let each: Vec<String> = view
        .values
        .iter()
        .map(|v| match &v.origin {
            ValueOrigin::SchemaDefault => format!("{}: schema default", v.name),
            ValueOrigin::File(at) => format!("{}: {}:{}", v.name, at.file, at.line),
            ValueOrigin::DefaultsElement(at) => {
                format!("{}: {}:{} (defaults element)", v.name, at.file, at.line)
            }
        })
        .collect();
    // No comment may hold two hyphens in a row.
    let text = each.join("; ").replace("--", "- -");
    let _ = writeln!(out, "{blanks}<!-- {text} -->");
}

fn escape(out: &mut String, value: &str) {
    for c in value.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#xA;"),
            '\r' => out.push_str("&#xD;"),
            '\t' => out.push_str("&#x9;"),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use webconfig_config::{FileLine, LockView, SectionView, ValueView};

    fn value(name: &str, value: &str, origin: ValueOrigin) -> ValueView {
        let (name, value) = (name.to_owned(), value.to_owned());
        ValueView { name, value, value_type: "string", origin, lock: LockView::default() }
    }

    fn leaf(name: &str, values: Vec<ValueView>, children: Vec<ElementView>) -> ElementView {
        ElementView { name: name.to_owned(), is_item: false, lock: LockView::default(), values, children }
    }

    fn section(path: &str, element: ElementView) -> SectionView {
        SectionView { path: path.to_owned(), lock: LockView::default(), element }
    }

    #[test]
    fn groups_open_once_and_values_are_escaped() {
        let at = FileLine { file: "w/a--b/web.config".to_owned(), line: 3 };
        let files = leaf(
            "files",
            vec![],
            vec![leaf("add", vec![value("value", "a&\"b\"\n", ValueOrigin::File(at))], vec![])],
        );
        let view = View {
            path: String::new(),
            sections: vec![
                section("appSettings", leaf("appSettings", vec![], vec![])),
                section("a/b/c", leaf("c", vec![value("x", "1", ValueOrigin::SchemaDefault)], vec![])),
                section("a/d", leaf("d", vec![], vec![files])),
            ],
        };
        insta::assert_snapshot!(effective_xml(&view, true), @r#"
        <appSettings />
        <a>
          <b>
            <!-- x: schema default -->
            <c x="1" />
          </b>
          <d>
            <files>
              <!-- value: w/a- -b/web.config:3 -->
              <add value="a&amp;&quot;b&quot;&#xA;" />
            </files>
          </d>
        </a>
        "#);
    }
}
