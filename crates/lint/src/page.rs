//! A rule's page: the documentation above it, read into paragraphs, headings and examples.
//!
//! An example is one fenced block, or several that follow one another directly and all bear file names. The info
//! string is `language [file name] [key=value …]`; the keys `context`, `configuration`, `profile` and `target` say what the
//! example is linted as. A line whose first visible character is `^` labels the line above and is no part of the file.

use crate::{ContextKind, Profile, Rule};
use webconfig_schema::Release;
use webconfig_text::TextRange;

/// A rule's page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// What the rule reports: the paragraphs before the first heading.
    pub what: Vec<String>,
    /// The rest.
    pub sections: Vec<Section>,
}

/// A heading and what stands below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// `Why`, `Fires`, `Clean`, `Trap`, `Fix`, `References`.
    pub heading: String,
    /// Paragraphs and examples.
    pub blocks: Vec<Block>,
}

/// A paragraph or an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A paragraph, or a list with one item a line.
    Text(String),
    /// An example.
    Example(Example),
}

/// An example of one or several files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Example {
    /// Its files.
    pub files: Vec<ExampleFile>,
    /// Where the files live.
    pub context: Option<ContextKind>,
    /// Whether the configuration under test is Debug.
    pub is_debug: bool,
    /// The profile of the run.
    pub profile: Option<Profile>,
    /// The version of IIS that is meant.
    pub target: Option<Release>,
}

/// A file of an example.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExampleFile {
    /// Its name; `web.config` where none is written.
    pub name: String,
    /// Whether the name is written.
    pub is_named: bool,
    /// Its lines as written, markers included.
    pub shown: String,
    /// Its text, markers left out.
    pub text: String,
    /// What the markers mark.
    pub marks: Vec<Mark>,
}

/// A place that a finding must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Where in the text of the file.
    pub range: TextRange,
    /// The label behind the carets.
    pub label: String,
}

impl Page {
    /// The page of a rule.
    pub fn of(rule: &Rule) -> Self {
        Self::parse(rule.documentation)
    }

    /// The first sentence.
    pub fn summary(&self) -> &str {
        let first = self.what.first().map_or("", String::as_str);
        first.find(". ").map_or(first, |end| first.get(..=end).unwrap_or(first))
    }

    /// The examples below a heading.
    pub fn examples(&self, heading: &str) -> impl Iterator<Item = &Example> {
        let sections = self.sections.iter().filter(move |s| s.heading == heading);
        sections.flat_map(|s| &s.blocks).filter_map(|block| match block {
            Block::Example(example) => Some(example),
            Block::Text(_) => None,
        })
    }

    fn parse(documentation: &str) -> Self {
        let mut reader = Reader::default();
        let mut lines = documentation.lines().map(|line| line.strip_prefix(' ').unwrap_or(line));
        while let Some(line) = lines.next() {
            if let Some(info) = line.strip_prefix("```") {
                let fenced: Vec<&str> = lines.by_ref().take_while(|l| !l.starts_with("```")).collect();
                reader.fence(info, &fenced);
            } else {
                reader.line(line);
            }
        }
        reader.end_paragraph();
        reader.page
    }
}

#[derive(Default)]
struct Reader {
    page: Page,
    paragraph: String,
    /// Whether the last block is an example that a named fence directly below it joins.
    is_joinable: bool,
}

impl Reader {
    fn line(&mut self, line: &str) {
        if let Some(heading) = line.strip_prefix("# ") {
            self.end_paragraph();
            self.page.sections.push(Section { heading: heading.to_owned(), blocks: Vec::new() });
        } else if line.trim().is_empty() {
            self.end_paragraph();
        } else {
            if !self.paragraph.is_empty() {
                let begins_item = line.starts_with("- ");
                self.paragraph.push(if begins_item { '\n' } else { ' ' });
            }
            self.paragraph.push_str(line.trim());
        }
        self.is_joinable = false;
    }

    fn end_paragraph(&mut self) {
        let paragraph = std::mem::take(&mut self.paragraph);
        if paragraph.is_empty() {
            return;
        }
        match self.page.sections.last_mut() {
            Some(section) => section.blocks.push(Block::Text(paragraph)),
            None => self.page.what.push(paragraph),
        }
    }

    fn fence(&mut self, info: &str, lines: &[&str]) {
        self.end_paragraph();
        let mut words = info.split_whitespace().skip(1);
        let file = file(words.clone().find(|w| !w.contains('=')), lines);
        let mut example = Example::default();
        for (key, value) in words.by_ref().filter_map(|w| w.split_once('=')) {
            match key {
                "context" => example.context = ContextKind::parse(value),
                "profile" => example.profile = Profile::parse(value),
                "target" => example.target = Release::of_target(value),
                "configuration" => example.is_debug = value.eq_ignore_ascii_case("Debug"),
                _ => {}
            }
        }
        let Some(section) = self.page.sections.last_mut() else { return };
        let is_named = file.is_named;
        match section.blocks.last_mut() {
            Some(Block::Example(last))
                if self.is_joinable && is_named && last.files.iter().all(|f| f.name != file.name) =>
            {
                last.files.push(file);
                last.context = last.context.or(example.context);
                last.profile = last.profile.or(example.profile);
                last.target = last.target.or(example.target);
                last.is_debug |= example.is_debug;
            }
            _ => {
                example.files.push(file);
                section.blocks.push(Block::Example(example));
            }
        }
        self.is_joinable = is_named;
    }
}

fn file(name: Option<&str>, lines: &[&str]) -> ExampleFile {
    let mut file = ExampleFile {
        name: name.unwrap_or("web.config").to_owned(),
        is_named: name.is_some(),
        ..ExampleFile::default()
    };
    let mut above = 0;
    for line in lines {
        file.shown.push_str(line);
        file.shown.push('\n');
        let indent = line.len() - line.trim_start().len();
        let Some(marker) = line.get(indent..).filter(|rest| rest.starts_with('^')) else {
            above = file.text.len();
            file.text.push_str(line);
            file.text.push('\n');
            continue;
        };
        let label = marker.trim_start_matches('^');
        let carets = marker.len() - label.len();
        let range = TextRange::at((above + indent) as u32, carets as u32);
        file.marks.push(Mark { range, label: label.trim().to_owned() });
    }
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = " Reports a thing. Details\n follow.\n\n More.\n\n # Fires\n ```xml\n <a>\n  ^ here\n </a>\n ```\n \
                        ```toml x.toml\n k = 1\n ```\n ```xml y.config context=project configuration=Debug\n <b/>\n ```\n\n \
                        # References\n - one\n - two\n";

    #[test]
    fn a_page_is_read_into_paragraphs_and_examples() {
        let page = Page::parse(PAGE);
        assert_eq!(page.summary(), "Reports a thing.");
        assert_eq!(page.what, ["Reports a thing. Details follow.", "More."]);
        let examples: Vec<_> = page.examples("Fires").collect();
        let [one, two] = examples.as_slice() else { panic!("{examples:?}") };
        assert_eq!(one.files.iter().map(|f| f.name.as_str()).collect::<Vec<_>>(), ["web.config"]);
        assert_eq!(one.files[0].text, "<a>\n</a>\n");
        let mark = Mark { range: TextRange::new(1, 2), label: "here".to_owned() };
        assert_eq!(one.files[0].marks, [mark]);
        assert_eq!(two.files.iter().map(|f| f.name.as_str()).collect::<Vec<_>>(), ["x.toml", "y.config"]);
        assert_eq!((two.context, two.is_debug), (Some(ContextKind::Project), true));
        assert_eq!(page.sections[1].blocks, [Block::Text("- one\n- two".to_owned())]);
    }
}
