//! What has to be installed, or chosen, for a section to be declared.

/// What brings the declaration of a section or group, as an administrator knows it; the longest known begin of the
/// path counts.
pub(super) fn component(path: &str) -> Option<&'static str> {
    let known = COMPONENTS.iter().filter(|(begin, _)| {
        path.strip_prefix(begin).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    known.max_by_key(|(begin, _)| begin.len()).map(|(_, component)| *component)
}

const COMPONENTS: &[(&str, &str)] = &[
    ("system.webServer/aspNetCore", "the ASP.NET Core Hosting Bundle"),
    ("system.webServer/rewrite", "URL Rewrite 2"),
    ("webFarms", "Application Request Routing"),
    ("system.webServer/proxy", "Application Request Routing"),
    ("system.webServer/diskCache", "Application Request Routing"),
    ("system.webServer/httpPlatform", "HttpPlatformHandler"),
    ("system.webServer/iisnode", "iisnode"),
    ("system.webServer/cors", "the IIS CORS module"),
    ("system.webServer/ModSecurity", "ModSecurity for IIS"),
    ("system.webServer/webdav", "the Windows feature WebDAV Publishing"),
    (
        "system.webServer/applicationInitialization",
        "the Windows feature Application Initialization (IIS 8 or later)",
    ),
    ("system.webServer/webSocket", "the Windows feature WebSocket Protocol (IIS 8 or later)"),
    (
        "system.webServer/security/dynamicIpSecurity",
        "the Windows feature IP and Domain Restrictions (IIS 8 or later)",
    ),
    ("system.webServer/wdeploy", "Web Deploy"),
    ("system.webServer/management", "Web Deploy"),
    ("system.ftpServer", "the Windows feature FTP Server"),
    ("system.web.extensions", ".NET 4: an application pool with `managedRuntimeVersion=\"v4.0\"`"),
    (
        "system.serviceModel/standardEndpoints",
        ".NET 4: an application pool with `managedRuntimeVersion=\"v4.0\"`",
    ),
    ("system.serviceModel", "a .NET Framework with WCF: see `managedRuntimeVersion` of the application pool"),
    ("system.identityModel", ".NET 4.5: an application pool with `managedRuntimeVersion=\"v4.0\"`"),
    ("uri", ".NET 4: an application pool with `managedRuntimeVersion=\"v4.0\"`"),
];
