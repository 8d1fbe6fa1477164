//! WC1214. Letter case is WC1205's.

use crate::rule::rule;
use crate::surroundings::between;
use crate::views::{ProjectView, profile_value};
use crate::{Context, is_script};
use std::collections::BTreeSet;
use webconfig_files::{Files, join, parent};
use webconfig_project::Json;

rule! {
    /// Reports a transform that is named after nothing: no build configuration, publish profile or environment of the project.
    ///
    /// # Why
    /// A publish picks transforms by their names. One with a slip in it is never applied, and nobody says so.
    ///
    /// # Fires
    /// ```xml App.csproj context=project profile=strict
    /// <Project Sdk="Microsoft.NET.Sdk.Web">
    ///   <PropertyGroup>
    ///     <TargetFramework>net10.0</TargetFramework>
    ///   </PropertyGroup>
    /// </Project>
    /// ```
    /// ```xml web.Relase.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform" />
    /// ```
    ///
    /// # Clean
    /// ```xml App.csproj context=project profile=strict
    /// <Project Sdk="Microsoft.NET.Sdk.Web">
    ///   <PropertyGroup>
    ///     <TargetFramework>net10.0</TargetFramework>
    ///   </PropertyGroup>
    /// </Project>
    /// ```
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform" />
    /// ```
    ///
    /// # Trap
    /// A condition of the project knows the configuration, a profile and a settings file lend their names.
    /// ```xml App.csproj context=project profile=strict
    /// <Project Sdk="Microsoft.NET.Sdk.Web">
    ///   <PropertyGroup>
    ///     <TargetFramework>net10.0</TargetFramework>
    ///   </PropertyGroup>
    ///   <PropertyGroup Condition="'$(Configuration)' == 'Nightly'">
    ///     <Optimize>true</Optimize>
    ///   </PropertyGroup>
    /// </Project>
    /// ```
    /// ```xml web.Nightly.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform" />
    /// ```
    /// ```xml web.Shop1.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform" />
    /// ```
    /// ```xml web.Canary.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform" />
    /// ```
    /// ```xml Properties/PublishProfiles/Shop1.pubxml
    /// <Project />
    /// ```
    /// ```json appsettings.Canary.json
    /// {}
    /// ```
    WC1214 "orphan-transform", Info, since "0.1",
    scope PRJ, profiles "s", P2,
    on Project(check)
}

/// What projects know without a word about it.
const KNOWN: [&str; 6] = ["Debug", "Release", "Default", "Development", "Staging", "Production"];
/// How far up solutions and pipelines are looked for.
const HIGHEST: usize = 6;
/// A word counts as named when it is at least so long: shorter ones are everywhere.
const SHORTEST: usize = 2;

fn check(project: &ProjectView<'_>, cx: &mut Context<'_>) {
    let transforms = project.transforms();
    if transforms.is_empty() {
        return;
    }
    let known = names(project);
    let is_known = |word: &str| known.contains(&word.to_lowercase());
    let mut pipelines: Option<Vec<String>> = None;
    for (name, word) in transforms {
        // `web.Release.Azure.config` is one name too; whoever combines two known ones means something by it.
        if is_known(word) || word.split('.').all(is_known) {
            continue;
        }
        let texts = pipelines.get_or_insert_with(|| pipelines_of(project));
        if texts.iter().any(|text| has_word(text, &word.to_lowercase())) {
            continue;
        }
        let place = project.places.whole(&project.path(name));
        let message = format!(
            "no build configuration, publish profile or environment is called `{word}`, so nothing applies it"
        );
        let help = match webconfig_config::nearest(word, KNOWN.iter().copied()).first() {
            Some(near) => format!("did you mean `web.{near}.config`?"),
            None => "name it after the configuration, profile or environment that it is for, or delete it"
                .to_owned(),
        };
        cx.report(place, message).help(help);
    }
}

/// All names that a publish of the project may look for, in lower case.
fn names(project: &ProjectView<'_>) -> BTreeSet<String> {
    let files = project.places.files();
    let mut names: BTreeSet<String> = KNOWN.iter().map(|k| k.to_lowercase()).collect();
    let mut add = |name: &str| {
        let name = name.trim();
        if !name.is_empty() {
            names.insert(name.to_lowercase());
        }
    };
    for property in ["Configuration", "EnvironmentName", "PublishProfileName", "PublishProfile"] {
        add(&project.project.value(property));
    }
    project.project.value("Configurations").split(';').for_each(&mut add);
    for path in &project.project.files {
        if let Ok(text) = files.text(path) {
            configurations_in(text.text()).for_each(&mut add);
        }
    }
    // A custom transform bears any name.
    if let Some(custom) = middle(&project.project.value("CustomTransformFileName")) {
        add(custom);
    }
    for (path, profile) in project.publish_profiles() {
        let name = webconfig_files::name(&path);
        add(name.rsplit_once('.').map_or(name, |(stem, _)| stem));
        for property in ["Configuration", "LastUsedBuildConfiguration", "EnvironmentName"] {
            add(&profile_value(&profile, property));
        }
        if let Some(custom) = middle(&profile_value(&profile, "CustomTransformFileName")) {
            add(custom);
        }
    }
    for entry in project.entries.iter() {
        let lower = entry.name.to_ascii_lowercase();
        if let Some(environment) = lower.strip_prefix("appsettings.").and_then(|r| r.strip_suffix(".json")) {
            add(environment);
        }
    }
    if let Ok(text) = files.text(&join(&project.path("Properties"), "launchSettings.json")) {
        for value in Json::parse(text.text()).values() {
            let key = value.key.to_ascii_uppercase();
            if key.ends_with(":ASPNETCORE_ENVIRONMENT") || key.ends_with(":DOTNET_ENVIRONMENT") {
                add(&value.text);
            }
        }
    }
    for text in around(project, &|name| name.ends_with(".sln") || name.ends_with(".slnx")) {
        solution_configurations(&text).for_each(&mut add);
    }
    names
}

/// The middle of `web.NAME.config`.
fn middle(name: &str) -> Option<&str> {
    between(name, "web.", ".config")
}

/// The literals that conditions compare `$(Configuration)` (alone or with the platform) or the environment with.
fn configurations_in(text: &str) -> impl Iterator<Item = &str> {
    let conditions = text.split("Condition").skip(1).filter_map(|rest| {
        let rest = rest.trim_start().strip_prefix('=')?.trim_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        rest.get(1..)?.split(quote).next()
    });
    conditions
        .filter(|c| {
            let lower = c.to_ascii_lowercase();
            lower.contains("$(configuration") || lower.contains("$(environmentname")
        })
        .flat_map(|c| c.split(['\'', '"']).filter(|piece| !piece.contains(['$', '='])))
        .filter_map(|piece| piece.split('|').next())
}

/// `Nightly|Any CPU = Nightly|Any CPU` of a solution, `<BuildType Name="Nightly" />` of the newer form.
fn solution_configurations(text: &str) -> impl Iterator<Item = &str> {
    let classic = text.lines().filter_map(|line| line.split_once('|').map(|(name, _)| name.trim()));
    let newer = text.split("<BuildType").skip(1).filter_map(|rest| rest.split('"').nth(1));
    classic.filter(|name| !name.contains(['{', '=', '"'])).chain(newer)
}

/// The texts of pipelines and scripts that may name a configuration.
fn pipelines_of(project: &ProjectView<'_>) -> Vec<String> {
    let is_pipeline = |name: &str| {
        let is_text = is_script(name) && !name.ends_with(".md") && !name.ends_with(".txt");
        is_text
            || name.starts_with("jenkinsfile")
            || name.starts_with("dockerfile")
            || name.ends_with(".cake")
    };
    let mut texts = around(project, &is_pipeline);
    for folder in folders_above(project) {
        let workflows = join(&folder, ".github/workflows");
        texts.extend(texts_of(project.places.files(), &workflows, &is_pipeline));
    }
    texts.iter().map(|text| text.to_lowercase()).collect()
}

fn has_word(text: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    word.len() >= SHORTEST
        && text.match_indices(word).any(|(at, _)| {
            let before = text.get(..at).and_then(|t| t.chars().next_back());
            let behind = text.get(at + word.len()..).and_then(|t| t.chars().next());
            !before.is_some_and(is_part) && !behind.is_some_and(is_part)
        })
}

/// The project's folder and those above it, up to the root of the repository.
fn folders_above(project: &ProjectView<'_>) -> Vec<String> {
    let files = project.places.files();
    let mut folder = project.places.absolute(parent(&project.surrounding.path));
    let mut folders = Vec::new();
    for _ in 0..HIGHEST {
        let entries = files.entries(&folder).unwrap_or_default();
        let is_last = folder.is_empty() || folder == "/" || entries.iter().any(|e| e.name == ".git");
        let above = parent(&folder).to_owned();
        folders.push(folder);
        if is_last {
            break;
        }
        folder = above;
    }
    folders
}

fn around(project: &ProjectView<'_>, wanted: &dyn Fn(&str) -> bool) -> Vec<String> {
    let files = project.places.files();
    folders_above(project).iter().flat_map(|folder| texts_of(files, folder, wanted)).collect()
}

fn texts_of(files: &dyn Files, folder: &str, wanted: &dyn Fn(&str) -> bool) -> Vec<String> {
    let entries = files.entries(folder).unwrap_or_default();
    entries
        .iter()
        .filter(|e| !e.is_folder && wanted(&e.name.to_ascii_lowercase()))
        .map(|e| join(folder, &e.name))
        .filter(|path| files.attributes(path).is_some_and(|a| a.size < 1 << 20))
        .filter_map(|path| files.text(&path).ok())
        .map(|text| text.text().to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_and_solutions_name_configurations() {
        let project = "<P Condition=\"'$(Configuration)|$(Platform)' == 'Nightly|AnyCPU' Or '$(Configuration)'=='QA'\" />\
                       <P Condition=\"'$(Other)' == 'No'\" />";
        let found: Vec<_> = configurations_in(project).filter(|n| !n.trim().is_empty()).collect();
        assert!(found.contains(&"Nightly") && found.contains(&"QA") && !found.contains(&"No"), "{found:?}");
        let solution = "\t\tNightly|Any CPU = Nightly|Any CPU\n\t\t{8B}.QA|Any CPU.Build.0 = QA|Any CPU\n";
        assert_eq!(solution_configurations(solution).collect::<Vec<_>>(), ["Nightly"]);
        assert!(has_word("dotnet publish -c nightly -o out", "nightly"));
        assert!(!has_word("fortnightly", "nightly"));
    }
}
