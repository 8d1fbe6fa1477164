//! What knowing the schema costs: the sections that an ordinary `web.config` asks for, and all of them.

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use webconfig_schema::Schema;

/// What a lint of a published application's file asks for.
const ORDINARY: [&str; 7] = [
    "appSettings",
    "system.webServer/aspNetCore",
    "system.webServer/handlers",
    "system.webServer/httpErrors",
    "system.webServer/httpProtocol",
    "system.webServer/modules",
    "system.webServer/security/requestFiltering",
];

fn load(c: &mut Criterion) {
    let all: Vec<String> = Schema::builtin().paths().into_iter().map(str::to_owned).collect();
    let attributes = |paths: &[&str]| {
        let schema = Schema::from_texts(webconfig_facts::SECTIONS);
        paths.iter().filter_map(|p| schema.section(p)).map(|s| s.root.attributes.len()).sum::<usize>()
    };
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let mut group = c.benchmark_group("schema");
    group.bench_function("sections of an ordinary file", |b| b.iter(|| attributes(black_box(&ORDINARY))));
    group.bench_function("all sections", |b| b.iter(|| attributes(black_box(&all))));
    group.finish();
}

criterion_group!(benches, load);
criterion_main!(benches);
