//! A small server: site Shop with an application, site Blog with a virtual directory on its own folder.

use webconfig_config::{EffectiveElement, FileKind, FileTable, Server, ServerInput};
use webconfig_files::{MemoryFiles, PathMap};
use webconfig_schema::{Release, Schema};

/// The server's files; whatever is not set is a plain default.
#[derive(Clone)]
pub(crate) struct Host {
    /// In place of everything that an applicationHost.config holds here.
    whole: Option<String>,
    machine: Option<String>,
    body: String,
    pool: String,
    site: String,
    root_web: String,
    files: MemoryFiles,
    target: Release,
}

impl Host {
    pub(crate) fn new() -> Self {
        Self {
            whole: None,
            machine: None,
            body: String::new(),
            pool: String::new(),
            site: String::new(),
            root_web: String::new(),
            files: MemoryFiles::new()
                .with("w/shop/index.html", "")
                .with("w/api/index.html", "")
                .with("w/blog/index.html", ""),
            target: Release::Iis10v1709,
        }
    }

    /// More content of applicationHost.config.
    pub(crate) fn holding(mut self, body: &str) -> Self {
        self.body.push_str(body);
        self
    }

    /// An applicationHost.config that holds this alone.
    pub(crate) fn holding_only(mut self, body: &str) -> Self {
        self.whole = Some(format!("<configuration>{body}</configuration>"));
        self
    }

    /// Content of machine.config, which is the stock one else.
    pub(crate) fn on_machine(mut self, body: &str) -> Self {
        self.machine = Some(format!("<configuration>{body}</configuration>"));
        self
    }

    /// What the pool holds.
    pub(crate) fn pool(mut self, content: &str) -> Self {
        self.pool.push_str(content);
        self
    }

    /// One more site, `Extra`, on this folder.
    pub(crate) fn site(mut self, folder: &str) -> Self {
        self.site = format!(
            r#"<site name="Extra" id="9"><application path="/"><virtualDirectory path="/" physicalPath="{folder}"/></application></site>"#
        );
        self
    }

    /// Content of the root web.config, which is the stock one else.
    pub(crate) fn below(mut self, body: &str) -> Self {
        self.root_web.push_str(body);
        self
    }

    /// A file with this content inside `configuration`.
    pub(crate) fn with(self, path: &str, body: &str) -> Self {
        self.with_text(path, &format!("<configuration>{body}</configuration>"))
    }

    pub(crate) fn with_text(mut self, path: &str, text: &str) -> Self {
        self.files = self.files.with(path, text);
        self
    }

    pub(crate) fn for_target(mut self, target: Release) -> Self {
        self.target = target;
        self
    }

    fn apphost(&self) -> String {
        if let Some(whole) = &self.whole {
            return whole.clone();
        }
        let (body, pool, site) = (&self.body, &self.pool, &self.site);
        format!(
            r#"<configuration><configSections>
<sectionGroup name="system.applicationHost"><section name="sites" allowDefinition="AppHostOnly" overrideModeDefault="Deny"/><section name="applicationPools" allowDefinition="AppHostOnly" overrideModeDefault="Deny"/></sectionGroup>
<sectionGroup name="system.webServer"><section name="defaultDocument"/><section name="directoryBrowse"/><section name="httpErrors"/><section name="httpProtocol"/><section name="staticContent"/>
<section name="handlers" overrideModeDefault="Deny"/><section name="modules" allowDefinition="MachineToApplication"/><section name="globalModules" allowDefinition="AppHostOnly" overrideModeDefault="Deny"/>
<sectionGroup name="security"><section name="requestFiltering"/><section name="dynamicIpSecurity"/></sectionGroup></sectionGroup></configSections>
<system.applicationHost><applicationPools><add name="P">{pool}</add></applicationPools><sites>
<site name="Shop" id="1"><application path="/" applicationPool="P"><virtualDirectory path="/" physicalPath="C:\w\shop"/></application>
<application path="/api" applicationPool="P"><virtualDirectory path="/" physicalPath="C:\w\api"/></application></site>
<site name="Blog" id="2"><application path="/" applicationPool="P"><virtualDirectory path="/" physicalPath="C:\w\blog"/><virtualDirectory path="/pics" physicalPath="C:\w\blog"/></application></site>
{site}</sites></system.applicationHost>{body}</configuration>"#
        )
    }

    fn input(&self, table: &mut FileTable, schema: &'static Schema) -> ServerInput<'static> {
        let source = webconfig_text::SourceText::from_text(self.apphost());
        let apphost =
            table.add("server/applicationHost.config", source, Some(FileKind::ApplicationHost), true);
        let mut path_map = PathMap::new();
        path_map.add(r"C:\w", "w");
        let root_web = (!self.root_web.is_empty()).then(|| {
            let text = format!("<configuration>{}</configuration>", self.root_web);
            let source = webconfig_text::SourceText::from_text(text);
            table.add("server/root-web.config", source, Some(FileKind::RootWeb), false)
        });
        let machine = self.machine.as_ref().map(|text| {
            let source = webconfig_text::SourceText::from_text(text.as_str());
            table.add("server/machine.config", source, Some(FileKind::Machine), false)
        });
        ServerInput {
            machine,
            root_web,
            application_host: Some(apphost),
            path_map,
            ..ServerInput::new(schema, self.target)
        }
    }

    /// The whole server.
    pub(crate) fn server(&self) -> Server<'static> {
        let mut table = FileTable::new(0);
        let input = self.input(&mut table, Schema::of_release(self.target));
        Server::new(input, table, &self.files)
    }

    /// The problem kinds of a check, in order.
    pub(crate) fn problems(&self) -> Vec<String> {
        let server = self.server();
        let name = |kind: String| kind.split([' ', '{']).next().unwrap_or_default().to_owned();
        server.check().iter().map(|p| name(format!("{:?}", p.kind))).collect()
    }

    /// A section at a site's path, as `attribute=value`s, then `[item item]` by the first attribute.
    pub(crate) fn effective(&self, path: &str, section: &str) -> String {
        let (server, level) = self.at(path);
        show(&server.effective(level.unwrap(), section).unwrap())
    }

    pub(crate) fn at(
        &self,
        path: &str,
    ) -> (Server<'static>, Result<webconfig_config::LevelId, webconfig_config::PathProblem>) {
        let mut table = FileTable::new(0);
        let input = self.input(&mut table, Schema::of_release(self.target));
        let (site, url) = path.split_once('/').unwrap_or((path, ""));
        Server::for_path(input, table, &self.files, Some((site, url)), false)
    }

    /// What IIS says on reading a section at a site's path, or `fine`.
    pub(crate) fn said(&self, path: &str, section: &str) -> String {
        let (server, level) = self.at(path);
        let level = match level {
            Ok(level) => level,
            Err(problem) => return problem.to_string(),
        };
        let refusal = server.file_refusal(level).or_else(|| server.section_refusal(level, section));
        refusal.map_or_else(|| "fine".to_owned(), |r| r.text)
    }
}

pub(crate) fn show(element: &EffectiveElement<'_>) -> String {
    let mut parts: Vec<String> =
        element.settings().iter().map(|s| format!("{}={}", s.name, s.value)).collect();
    parts.extend(element.children.iter().map(|c| format!("{}({})", c.schema.name, show(c))));
    if !element.items.is_empty() {
        let items: Vec<&str> =
            element.items.iter().map(|i| i.element.settings().first().map_or("", |s| s.value)).collect();
        parts.push(format!("[{}]", items.join(" ")));
    }
    parts.join(" ")
}
