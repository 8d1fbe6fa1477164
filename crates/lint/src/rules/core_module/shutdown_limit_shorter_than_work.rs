//! WC0221.

use crate::Context;
use crate::rule::rule;
use crate::views::CoreModuleView;
use webconfig_schema::Value;

rule! {
    /// Reports a time to shut down that cuts requests off: a `shutdownTimeLimit` of 0 or 1 second, or one of the pool
    /// that ends before the module's.
    ///
    /// # Why
    /// At every recycle, and whenever `app_offline.htm` appears, requests under way are cut.
    ///
    /// # Fires
    /// ```xml profile=strict
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess" shutdownTimeLimit="0" />
    ///                                                                                                      ^ too short
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml profile=strict
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess" shutdownTimeLimit="20" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// The default is 10 seconds.
    /// ```xml profile=strict
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # References
    /// - ASP.NET Core documentation, attributes of the `aspNetCore` element
    WC0221 "shutdown-limit-shorter-than-work", Info, since "0.1",
    scope WC, profiles "s", P2,
    on CoreModule(check)
}

fn check(module: &CoreModuleView<'_>, cx: &mut Context<'_>) {
    let Some(seconds) = module.element.number("shutdownTimeLimit") else { return };
    let written = module.written("shutdownTimeLimit").map(|(_, place)| place);
    if let Some(place) = written.filter(|_| seconds <= 1) {
        cx.report(
            place,
            format!(
                "`shutdownTimeLimit` leaves {seconds} s to finish, so every recycle cuts requests under way"
            ),
        )
        .label("too short")
        .help("leave at least the 10 seconds of the default")
        .scope(module.scope());
        return;
    }
    let Some(pool) = module.pool() else { return };
    let (text, setting) = pool.setting(&["processModel"], "shutdownTimeLimit");
    let schema =
        pool.item.element.schema.element("processModel").and_then(|p| p.attribute("shutdownTimeLimit"));
    let Some(Ok(Value::Seconds(limit))) = schema.map(|s| s.parse(text)) else { return };
    if limit >= seconds {
        return;
    }
    let at_pool = setting.and_then(|s| module.server.value_place(s));
    let Some(place) = written.or(at_pool).or_else(|| module.here()) else { return };
    let mut report = cx.report(
        place,
        format!(
            "the pool `{}` ends the worker process after {limit} s, before the {seconds} s of the module's \
             `shutdownTimeLimit` are over",
            pool.name()
        ),
    );
    report
        .label(format!("{seconds} s, the pool {limit} s"))
        .help("raise `processModel/@shutdownTimeLimit` of the pool above the module's")
        .scope(module.scope());
    if let Some(at_pool) = at_pool.filter(|p| *p != place) {
        report.related(at_pool, "the pool's limit");
    }
}
