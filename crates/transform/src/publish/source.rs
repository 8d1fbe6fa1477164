//! What the transforms of a project are applied to, known before anything is published.

use super::derive::{Surroundings, gates, settings};
use super::{Sdk, read, rewrite, write};
use webconfig_files::Files;
use webconfig_project::Project;

/// Whether the SDK's step writes the `web.config` of a project.
pub fn runs_step(project: &Project, sdk: Sdk) -> bool {
    gates(&project.properties, project.is_asp_net_core, sdk).step
}

/// The bytes that the first transform would get: the project's file behind the step, or what the step writes when
/// there is none. `None` where no transform runs, or where the step fails.
pub fn transform_source(
    files: &dyn Files,
    project: &Project,
    web_config: Option<&[u8]>,
    sdk: Sdk,
) -> Option<Vec<u8>> {
    let gates = gates(&project.properties, project.is_asp_net_core, sdk);
    if !gates.transforms {
        return None;
    }
    if !gates.step {
        return web_config.map(<[u8]>::to_vec);
    }
    let around = Surroundings {
        files,
        project: &project.path,
        project_has_web_config: web_config.is_some(),
        is_windows: false,
        sdk,
        telemetry_optout: "1",
    };
    let settings = settings(&project.properties, &around).ok()?;
    let document = match web_config {
        Some(bytes) => Some(read(bytes).ok()?),
        None => None,
    };
    let (tree, _) = rewrite(document, &settings).ok()?;
    write(&tree, "\n").ok()
}
