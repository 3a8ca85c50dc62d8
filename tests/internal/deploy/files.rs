//! The state directory: nothing in it but regular files is read or written, and nothing of a killed run stays.

#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "records are files")]

use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

use super::bench::Deployment;
use crate::hosts::PortScope;
use crate::tests::hosts::bench::{ENVIRONMENT, serving};

/// Creates something other than a regular file at a path, with the help of another path.
type MakeFile = fn(&Path, &Path);

fn make_pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().expect("mkfifo starts").success());
}

#[test]
fn a_record_that_is_not_a_regular_file_is_refused() {
    let kinds: [(&str, MakeFile); 4] = [
        ("a symbolic link", |path, folder| {
            std::fs::write(folder.join("elsewhere"), "{}").expect("written");
            symlink(folder.join("elsewhere"), path).expect("linked");
        }),
        ("a symbolic link", |path, folder| symlink(folder.join("none"), path).expect("linked")),
        ("a directory", |path, _| std::fs::create_dir(path).expect("made")),
        ("a pipe", |path, _| make_pipe(path)),
    ];
    for (kind, make) in kinds {
        let deployment = Deployment::new();
        make(&deployment.store().path(ENVIRONMENT), deployment.folder.path());
        let error = deployment.open().expect_err("no record");
        assert_eq!(error.code().0, "E0513");
        assert!(error.to_string().contains(kind), "{error}");
        assert!(error.hints()[0].contains("move it away"), "{error}");
    }
}

#[test]
fn a_lock_that_is_not_a_regular_file_is_refused_and_its_target_kept() {
    let links: [(&str, MakeFile); 3] = [
        ("a symbolic link", |target, path| symlink(target, path).expect("linked")),
        ("a hard link", |target, path| std::fs::hard_link(target, path).expect("linked")),
        ("a pipe", |_, path| make_pipe(path)),
    ];
    for (kind, make) in links {
        let deployment = Deployment::new();
        let target = deployment.folder.path().join("precious");
        std::fs::write(&target, "content").expect("written");
        make(&target, &deployment.store().lock_path(ENVIRONMENT));
        let error = deployment.open().expect_err("no lock");
        assert_eq!(error.code().0, "E0513");
        assert!(error.to_string().contains(kind), "{error}");
        assert_eq!(std::fs::read_to_string(&target).expect("readable"), "content");
    }
    let deployment = Deployment::new();
    let target = deployment.folder.path().join("nowhere");
    symlink(&target, deployment.store().lock_path(ENVIRONMENT)).expect("linked");
    deployment.open().expect_err("a dangling link creates nothing");
    assert!(!target.exists());
}

#[test]
fn a_record_belongs_to_the_environment_of_its_file() {
    for (inside, hint) in
        [("../../evil", "move the file away"), ("other", "move the file away"), ("Shop", "case")]
    {
        let deployment = Deployment::new();
        let text = format!(r#"{{"version": 1, "environment": "{inside}", "engines": {{}}}}"#);
        std::fs::write(deployment.store().path(ENVIRONMENT), text).expect("written");
        let error = deployment.open().expect_err("of another environment");
        assert!(error.to_string().contains(inside), "{error}");
        assert!(error.hints()[0].contains(hint), "{error}");
    }
}

#[test]
fn a_name_never_leads_out_of_the_directory() {
    let deployment = Deployment::new();
    for name in ["../shop", "/etc/passwd", "a/b", "", ".", "a b"] {
        let error = deployment.store().load(name).expect_err("not a name");
        assert!(error.to_string().contains("not a valid name"), "{error}");
    }
    std::fs::write(deployment.folder.path().join("a b.json"), "").expect("written");
    assert!(deployment.store().environments().is_empty());
}

#[test]
fn a_record_that_is_not_unicode_or_too_large_is_damaged() {
    let deployment = Deployment::new();
    let path = deployment.store().path(ENVIRONMENT);
    std::fs::write(&path, b"{\"version\": 1, \"environment\": \"\xff\"}").expect("written");
    let error = deployment.open().expect_err("damaged");
    assert!(error.hints()[0].contains("move the file away"), "{error}");
    let large = std::fs::File::create(&path).expect("created");
    large.set_len(1 << 30).expect("a hole");
    let error = deployment.open().expect_err("too large");
    assert!(error.to_string().contains("too large"), "{error}");
}

#[test]
fn temporary_files_of_killed_runs_are_removed() {
    let deployment = Deployment::new();
    let file = |name: &str| deployment.folder.path().join(name);
    let old = SystemTime::now() - Duration::from_secs(3 * 24 * 60 * 60);
    for name in [
        ".murano-shop~a1b2c3",
        ".murano-Abc123",
        ".murano-Def456",
        ".murano-other~a1b2c3",
        ".murano-notes",
    ] {
        std::fs::write(file(name), "").expect("written");
    }
    std::fs::File::options()
        .write(true)
        .open(file(".murano-Abc123"))
        .and_then(|file| file.set_modified(old))
        .expect("its time is set");
    symlink(file(".murano-notes"), file(".murano-shop~linked")).expect("linked");
    deployment.run(&[serving("web", 80, PortScope::Cloud)]).expect("deployed");
    let entries = std::fs::read_dir(deployment.folder.path()).expect("listed").flatten();
    let mut left: Vec<String> =
        entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    left.sort();
    let wanted = [
        ".murano-Def456",
        ".murano-notes",
        ".murano-other~a1b2c3",
        ".murano-shop~linked",
        "shop.json",
        "shop.lock",
    ];
    assert_eq!(left, wanted, "fresh files, other environments' and links stay");
}
