//! The built-in classes as a whole.

use crate::diag::report::{Look, render};
use crate::session::Session;

#[test]
fn every_class_is_valid_and_documented() {
    let session = Session::new();
    let registry = &session.runtime().registry;
    let names = registry.class_names();
    assert!(names.len() > 80, "all of them are listed: {}", names.len());
    for name in names {
        let id = registry.find(&name).unwrap_or_else(|| panic!("{name} cannot be read"));
        crate::compile::unit::class(registry, id);
        let tree = registry.entry(id).tree.clone();
        assert!(tree.docs.is_some(), "{name} has no `///`");
        for method in tree.methods.iter().filter(|m| !m.name.text.starts_with('.')) {
            assert!(method.docs.is_some(), "{name}::{} has no `///`", method.name.text);
        }
    }
    let found = registry.take_diagnostics();
    let shown: String =
        found.iter().map(|d| render(d, session.sources(), Look::default())).collect();
    assert!(found.is_empty(), "{shown}");
}

/// A `catch` of any name that hosts raise must be accepted.
#[test]
fn every_exception_of_hosts_is_listed() {
    let source = include_str!("../../src/hosts/error.rs");
    let names = source.split('"').filter(|text| text.starts_with("com.mirantis.docker."));
    for name in names.filter(|name| !name.ends_with(".Interrupted")) {
        assert!(crate::corelib::EXCEPTIONS.contains(&name), "add `{name}` to the exceptions");
    }
}
