//! Imports: files in their place, and the SDKs, of which only those that publishing knows mean something.

use crate::evaluate::{Evaluation, File, attribute};
use crate::expand::{Text, place};
use crate::project::Problem;
use webconfig_syntax::Element;

impl Evaluation<'_> {
    /// What stands where an SDK's props are imported.
    pub(crate) fn sdk_props(
        &mut self,
        name: &str,
        file: &File<'_>,
        element: Element<'_>,
    ) -> Result<(), Problem> {
        let name = name.split('/').next().unwrap_or("").trim();
        let known = [
            "Microsoft.NET.Sdk",
            "Microsoft.NET.Sdk.Web",
            "Microsoft.NET.Sdk.Worker",
            "Microsoft.NET.Sdk.Razor",
            "Microsoft.NET.Sdk.BlazorWebAssembly",
            "Microsoft.NET.Sdk.Publish",
            "Microsoft.NET.Sdk.StaticWebAssets",
            "Microsoft.NET.Sdk.Web.ProjectSystem",
        ];
        let Some(known) = known.iter().find(|k| k.eq_ignore_ascii_case(name)) else {
            let message = format!("the SDK `{name}` is not known here; what it sets is left out");
            self.warn(message, Some(Self::origin(file.path, element)));
            return Ok(());
        };
        let is_web = *known == "Microsoft.NET.Sdk.Web";
        if self.sdk.is_none() || is_web {
            self.sdk = Some((*known).to_owned());
        }
        if !self.sdk_props_done {
            self.sdk_props_done = true;
            self.before_body()?;
        }
        Ok(())
    }

    /// What stands where its targets are.
    pub(crate) fn sdk_targets(&mut self, name: &str) -> Result<(), Problem> {
        let begins = name.trim().get(..17).is_some_and(|n| n.eq_ignore_ascii_case("Microsoft.NET.Sdk"));
        if begins && !self.sdk_targets_done {
            self.sdk_targets_done = true;
            self.behind_body()?;
        }
        Ok(())
    }

    /// An `Import` element: a file in its place, or a part of an SDK.
    pub(crate) fn import(&mut self, import: Element<'_>, file: &File<'_>) -> Result<(), Problem> {
        let verdict = self.condition(import, file, file.folder);
        let written = attribute(import, "Project").unwrap_or_default();
        let origin = Self::origin(file.path, import);
        if let Some(doubt) = &verdict.doubt {
            self.warn(format!("the import of `{written}` may be wrong: {doubt}"), Some(origin.clone()));
        }
        if !verdict.holds {
            return Ok(());
        }
        if let Some(sdk) = attribute(import, "Sdk") {
            if written.eq_ignore_ascii_case("Sdk.props") {
                return self.sdk_props(&sdk, file, import);
            }
            if written.eq_ignore_ascii_case("Sdk.targets") {
                return self.sdk_targets(&sdk);
            }
            self.warn(format!("the import of `{written}` from the SDK `{sdk}` is left out"), Some(origin));
            return Ok(());
        }
        let Text { escaped, doubt } = self.expander(file, file.folder).expand(&written);
        if let Some(doubt) = doubt {
            self.warn(format!("the import of `{written}` is left out: {doubt}"), Some(origin));
            return Ok(());
        }
        for piece in escaped.split(';').map(str::trim).filter(|p| !p.is_empty()) {
            if piece.contains(['*', '?']) {
                self.warn(
                    format!("the import of `{written}` is left out: wildcards are not followed"),
                    Some(origin.clone()),
                );
                continue;
            }
            let path = place(file.folder, &crate::unescape(piece));
            if self.files.is_file(&path) {
                self.file(&path)?;
            } else {
                return Err(Problem {
                    message: format!(
                        "The imported project \"{path}\" was not found. Confirm that the expression in the Import \
                         declaration \"{written}\" is correct, and that the file exists on disk."
                    ),
                    code: "MSB4019".to_owned(),
                    path: file.path.to_owned(),
                    place: None,
                });
            }
        }
        Ok(())
    }
}
