//! What a transform makes worse: findings about security, and refusals of IIS, that its result has and its source has
//! not.
//!
//! Both are judged as the one web.config of a site, by the rules of the run. Deliberately absent: everything that is
//! said about the source itself, and about configurations that nobody deploys.

use crate::SourceFile;
use crate::runner::Linter;
use crate::transform_run::TransformFolder;
use crate::under_test::OF_STEP;
use crate::views::{CoreHandlers, ServerView};
use std::collections::BTreeMap;
use webconfig_config::{ConfigFile, FileKind, FileTable, Server, ServerInput};
use webconfig_diagnostics::Severity;
use webconfig_syntax::Element;
use webconfig_text::{FileId, SourceText};

/// A finding that a transform adds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingAdded {
    /// The code of its rule.
    pub code: &'static str,
    /// Its message.
    pub message: String,
    /// The names from the root to the element that it is about, `location` left out.
    pub path: Vec<String>,
}

/// Exposure, transport and headers, access, secrets, request limits, errors and logs, data protection, classic
/// ASP.NET: the groups in which a deployed file gets less safe.
const GROUPS: [&str; 8] = ["05", "06", "07", "08", "09", "10", "14", "17"];

/// What IIS or the module refuses: then the whole site is down.
const REFUSED: [&str; 2] = ["01", "02"];

/// The namespace of the prefix `xml`, which nobody has to declare.
const XML_NAMESPACE: &str = "http://www.w3.org/XML/1998/namespace";

/// An entry that is there twice has a rule of its own that speaks of the step (WC1212).
const DUPLICATE_KEY: &str = "WC0106";

/// The code, the class, and the element with what tells it from its siblings.
type Key = (&'static str, String, Vec<String>);

impl Linter {
    /// The findings of the result that the source has not, by place.
    pub(crate) fn findings_added(
        &self,
        folder: &TransformFolder<'_>,
        path: &str,
        source: &str,
        result: &[u8],
    ) -> Vec<FindingAdded> {
        let Ok(result) = SourceText::decode(result) else { return Vec::new() };
        // Attributes with the prefix `xml` come out broken, which WC1220 says.
        let is_broken = result.text().contains(&format!("=\"{XML_NAMESPACE}\""));
        let before = self.weaknesses(folder, path, SourceText::from_text(source));
        let after = self.weaknesses(folder, path, result);
        let is_told_elsewhere = |code: &str| is_broken && REFUSED.iter().any(|g| code.get(2..4) == Some(g));
        let new = after.into_iter().filter(|(key, _)| !before.contains_key(key) && !is_told_elsewhere(key.0));
        new.map(|(_, finding)| finding).collect()
    }

    fn weaknesses(
        &self,
        folder: &TransformFolder<'_>,
        path: &str,
        text: SourceText,
    ) -> BTreeMap<Key, FindingAdded> {
        let id = FileId(0);
        let kind = if webconfig_files::name(path).eq_ignore_ascii_case("app.config") {
            FileKind::AppConfig
        } else {
            FileKind::WebConfig
        };
        let file = ConfigFile::new(id, path, text, Some(kind));
        let alone = SourceFile { context: folder.context, ..SourceFile::new(&file) };
        let mut found = self.check(alone).into_findings().list;
        if kind == FileKind::WebConfig {
            let mut table = FileTable::new(1);
            table.insert(file.clone());
            let input =
                ServerInput { web_configs: vec![id], ..ServerInput::new(folder.schema, folder.target) };
            let server = Server::new(input, table, folder.files);
            // What the SDK's step writes is not there yet in a source tree.
            let context = folder.context;
            let core_handlers = &CoreHandlers::default();
            let files = folder.files;
            let view =
                ServerView { server: &server, context, is_publish_result: false, files, core_handlers };
            found.extend(self.check_server(view).list);
        }
        let mut all = BTreeMap::new();
        for finding in found {
            let severity = finding.grade.unwrap_or(finding.rule.severity);
            let group = finding.rule.group();
            let is_weak = GROUPS.contains(&group) && severity >= Severity::Warning;
            let is_refused = REFUSED.contains(&group)
                && severity >= Severity::Error
                && !OF_STEP.contains(&finding.rule.code)
                && finding.rule.code != DUPLICATE_KEY;
            // What a rule forgives in a source tree is not forgiven in what is deployed from it.
            if !(is_weak || is_refused) {
                continue;
            }
            let diagnostic = *finding.diagnostic;
            let range = diagnostic.primary.range.filter(|_| diagnostic.primary.file == id);
            let element = range.and_then(|r| file.document.element_at(r.start()));
            let key = element.map(keyed_path).unwrap_or_default();
            let detail = diagnostic.detail.as_deref().unwrap_or("").to_owned();
            let path = element.map(names).unwrap_or_default();
            let added = FindingAdded { code: diagnostic.code, message: diagnostic.message, path };
            all.entry((diagnostic.code, detail, key)).or_insert(added);
        }
        all
    }
}

/// The names from the root to an element, `location` left out.
pub(crate) fn names(element: Element<'_>) -> Vec<String> {
    let mut names: Vec<String> = std::iter::once(element)
        .chain(element.ancestors())
        .map(|e| e.local_name().to_owned())
        .filter(|n| n != "location")
        .collect();
    names.reverse();
    names
}

fn keyed_path(element: Element<'_>) -> Vec<String> {
    let mut path = names(element);
    let keys = ["name", "key", "path"].into_iter().filter_map(|k| element.value(k));
    path.extend(keys.map(std::borrow::Cow::into_owned));
    path
}
