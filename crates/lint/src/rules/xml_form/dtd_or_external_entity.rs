//! WC0004. Nothing in a DOCTYPE is ever expanded or opened here.

use crate::refusal::{Refusal, not_well_formed, refusal};
use crate::rule::rule;
use crate::{Context, SourceFile};
use webconfig_diagnostics::{Evidence, Phase};
use webconfig_syntax::NodeKind;

rule! {
    /// Reports a DOCTYPE, with or without entities in it.
    ///
    /// # Why
    /// Configuration has no use for a DTD, and IIS refuses a file with one. Other parsers of the tool chain may open
    /// the files and addresses that it names, or expand it to gigabytes. This program does neither.
    ///
    /// # Fires
    /// ```xml
    /// <!DOCTYPE configuration [ <!ENTITY x "y"> ]>
    /// ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ not allowed in configuration
    /// <configuration />
    /// ```
    /// ```xml
    /// <!DOCTYPE configuration SYSTEM "https://example.com/configuration.dtd">
    /// ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ not allowed in configuration
    /// <configuration />
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration />
    /// ```
    ///
    /// # Trap
    /// In a comment it is only text.
    /// ```xml
    /// <configuration><!-- <!DOCTYPE configuration> --></configuration>
    /// ```
    ///
    /// # References
    /// - CWE-611, CWE-776
    WC0004 "dtd-or-external-entity", Error, since "0.1",
    scope ANY, profiles "rsct", P1,
    on Syntax(check)
}

fn check(file: &SourceFile<'_>, cx: &mut Context<'_>) {
    // A second DOCTYPE, or one behind the root, is a syntax error; one finding about it is enough.
    let Some(doctype) = file.document.children().find(|n| n.kind() == NodeKind::Doctype) else { return };
    let stop = refusal(file, cx.options()).filter(|(stop, _)| *stop == Refusal::Doctype);
    let names_files = ["SYSTEM", "PUBLIC"].iter().any(|word| doctype.raw().contains(word));
    let message = if names_files {
        "a DOCTYPE that names another file stands in a configuration file"
    } else {
        "a DOCTYPE stands in a configuration file"
    };
    let mut report = cx.report(
        doctype.range(),
        if stop.is_some() {
            format!("{message}, so IIS refuses the whole file (500.19)")
        } else {
            message.to_owned()
        },
    );
    report.label("not allowed in configuration").help("delete it, and write what its entities stand for");
    if let Some((_, at)) = stop {
        report.iis(Phase::File, not_well_formed(file, at, Evidence::Inferred));
    }
}
