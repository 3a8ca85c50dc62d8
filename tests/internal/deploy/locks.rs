//! An environment has one run at a time, across processes, also when they are killed.

use std::io::{BufRead, BufReader};

use crate::deploy::{DeployError, EnvironmentLock, StateStore};

use super::bench::Deployment;
use super::child;

#[test]
fn a_second_run_in_this_process_is_refused_with_the_holder() {
    let deployment = Deployment::new();
    let first = deployment.open().expect("opened");
    let error = deployment.open().expect_err("locked");
    assert_eq!(error.code().0, "E0511");
    assert!(error.to_string().contains(&std::process::id().to_string()), "{error}");
    drop(first);
    deployment.open().expect("free again");
}

#[test]
fn another_process_holds_the_lock_until_it_is_killed() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = StateStore::new(folder.path());
    let mut holder = child::start(child::HOLD_LOCK, folder.path(), "shop");
    let output = BufReader::new(holder.stdout.take().expect("piped"));
    let said = output.lines().map_while(Result::ok).any(|line| line.contains("locked"));
    assert!(said, "the child took the lock");
    let error = EnvironmentLock::take(&store, "shop").expect_err("the child has it");
    let wanted = DeployError::Locked { environment: "shop".into(), pid: Some(holder.id()) };
    assert_eq!(error, wanted);
    EnvironmentLock::take(&store, "another").expect("environments do not disturb one another");
    holder.kill().expect("killed");
    holder.wait().expect("gone");
    EnvironmentLock::take(&store, "shop").expect("the lock ended with its process");
}
