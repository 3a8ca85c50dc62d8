//! The record of an environment: when it is written, corrected and deleted; no secrets are in
//! it.

#![expect(clippy::disallowed_methods, reason = "records are files")]

use crate::deploy::{DownRequest, down, endpoints, ps};
use crate::engine::simulated::{EngineOperation, InjectedFault};
use crate::engine::{ContainerState, Engine, EngineErrorKind, LabelFilter, Removal};
use crate::hosts::{
    Action, Change, ChangeKind, Container, JournalEntry, PortScope, Services, Volume, VolumeMount,
};

use super::bench::{Deployment, deploy};
use crate::tests::hosts::bench::{ENVIRONMENT, container, now, serving, var};

fn web() -> Container {
    Container { env: vec![var("PASSWORD", "hunter2")], ..serving("web", 80, PortScope::Cloud) }
}

fn db() -> Container {
    let data = VolumeMount { path: "/data".into(), volume: Volume::Temp { name: "d".into() } };
    Container { volumes: vec![data], ..serving("db", 5432, PortScope::Internal) }
}

#[test]
fn a_record_holds_everything_but_secrets() {
    let deployment = Deployment::new();
    deployment.run(&[web(), db()]).expect("deployed");
    let state = deployment.record();
    assert_eq!(state.origin.as_deref(), Some("/one/shop.murano"));
    let engine = &state.engines["simulated://test"];
    let names: Vec<&str> = engine.containers.keys().map(String::as_str).collect();
    assert_eq!(names, ["shop-db", "shop-web"]);
    assert_eq!(engine.network.as_deref(), Some("murano-shop"));
    assert!(engine.volumes.contains("shop-db-d") && engine.pending.is_empty());
    assert_eq!(engine.ports.iter().map(|p| p.published).collect::<Vec<_>>(), [80]);
    assert_eq!(engine.containers["shop-web"].endpoints.len(), 3);
    let text = std::fs::read_to_string(deployment.store().path(ENVIRONMENT)).expect("a file");
    assert!(!text.contains("hunter2"));
}

#[cfg(unix)]
#[test]
fn a_record_is_for_its_user_alone() {
    use std::os::unix::fs::PermissionsExt;
    let deployment = Deployment::new();
    deployment.run(&[web()]).expect("deployed");
    let file = std::fs::metadata(deployment.store().path(ENVIRONMENT)).expect("a file");
    assert_eq!(file.permissions().mode() & 0o077, 0);
}

#[test]
fn an_unchanged_run_writes_nothing_at_all() {
    let deployment = Deployment::new();
    deployment.run(&[web(), db()]).expect("deployed");
    let path = deployment.store().path(ENVIRONMENT);
    let written = || std::fs::metadata(&path).expect("a file").modified().expect("a time");
    let before = written();
    let environment = deployment.run(&[web(), db()]).expect("unchanged");
    assert!(environment.actions().values().all(|action| *action == Action::Unchanged));
    assert_eq!(written(), before);
    assert!(now(environment.sweep()).expect("nothing").is_empty());
}

#[test]
fn an_unconfirmed_change_stays_recorded_until_the_engine_is_asked() {
    let deployment = Deployment::new();
    let fault = InjectedFault::new(EngineOperation::Create, 1, EngineErrorKind::ConnectionLost);
    deployment.engine.fail(fault.after_the_work());
    deployment.run(&[web()]).expect_err("lost");
    let pending = &deployment.record().engines["simulated://test"].pending;
    assert_eq!((pending.len(), pending[0].kind), (1, ChangeKind::Create));
    let environment = deployment.run(&[web()]).expect("deployed");
    let recovered = environment.recovered();
    assert_eq!(recovered[0].adopted, ["shop-web"]);
    assert_eq!(recovered[0].unfinished.len(), 1);
    assert!(deployment.record().engines["simulated://test"].pending.is_empty());
}

#[test]
fn a_lost_record_is_rebuilt_from_labels() {
    let deployment = Deployment::new();
    deployment.run(&[web(), db()]).expect("deployed");
    let before = deployment.record();
    deployment.store().delete(ENVIRONMENT).expect("deleted");
    let environment = deployment.run(&[web(), db()]).expect("unchanged");
    assert!(environment.actions().values().all(|action| *action == Action::Unchanged));
    drop(environment);
    let (old, new) = (&before.engines["simulated://test"], deployment.record());
    let new = &new.engines["simulated://test"];
    assert_eq!(old.volumes, new.volumes);
    let keys = |e: &crate::deploy::EngineState| e.containers.keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(old), keys(new));
}

#[test]
fn containers_removed_by_others_are_created_again() {
    let deployment = Deployment::new();
    deployment.run(&[web()]).expect("deployed");
    now(deployment.engine.remove("shop-web", Removal::Forced)).expect("removed by hand");
    let environment = deployment.run(&[web()]).expect("deployed");
    assert_eq!(environment.recovered()[0].vanished, ["shop-web"]);
    assert_eq!(environment.actions()["web"], Action::Created);
}

#[test]
fn a_damaged_or_newer_record_is_refused_with_a_hint() {
    let deployment = Deployment::new();
    let path = deployment.store().path(ENVIRONMENT);
    for (text, hint) in [
        ("{ half of", "move the file away"),
        (r#"{"version": 99, "environment": "shop"}"#, "use that version"),
    ] {
        std::fs::write(&path, text).expect("written");
        let error = deployment.open().expect_err("no record");
        assert_eq!(error.code().0, "E0513");
        assert!(error.hints()[0].contains(hint), "{error}");
    }
}

#[test]
fn a_record_that_cannot_be_written_stops_everything_before_it_begins() {
    let deployment = Deployment::new();
    let environment = deployment.open().expect("opened");
    // A directory at the file's path cannot be replaced by the file.
    let path = deployment.store().path(ENVIRONMENT);
    std::fs::create_dir_all(path.join("in the way")).expect("made");
    let error = deploy(&deployment.host(&environment), &[web()]).expect_err("no record");
    assert_eq!(error.code().0, "E0513");
    let all = now(deployment.engine.list(&LabelFilter::any())).expect("a list");
    assert!(all.is_empty(), "nothing is changed that is not written down");
}

#[test]
fn orphans_are_reported_and_pruned_on_demand() {
    let deployment = Deployment::new();
    deployment.run(&[web(), db()]).expect("deployed");
    let environment = deployment.run(&[web()]).expect("deployed");
    let orphans = environment.orphans();
    assert_eq!(orphans.iter().map(|o| o.application.as_str()).collect::<Vec<_>>(), ["db"]);
    let count = || now(deployment.engine.list(&LabelFilter::any())).expect("a list").len();
    assert_eq!(count(), 2, "told, not removed");
    now(environment.prune(&deployment.engines)).expect("pruned");
    assert_eq!((count(), environment.orphans().len()), (1, 0));
    drop(environment);
    assert!(!deployment.record().engines["simulated://test"].containers.contains_key("shop-db"));
}

#[test]
fn orphans_on_an_abandoned_engine_are_found_by_the_record() {
    let deployment = Deployment::new();
    deployment.run(&[web()]).expect("deployed");
    let other = crate::engine::simulated::Simulated::new("other");
    deployment.engines.add(std::sync::Arc::new(other.clone()));
    let environment = deployment.open().expect("opened");
    let site = environment.site(std::sync::Arc::new(other));
    let host = crate::hosts::StandaloneHost::new(Default::default(), site);
    deploy(&host, &[web()]).expect("deployed elsewhere");
    let orphans = environment.orphans();
    assert_eq!((orphans.len(), orphans[0].engine.as_str()), (1, "simulated://test"));
    now(environment.prune(&deployment.engines)).expect("pruned");
    assert!(now(deployment.engine.list(&LabelFilter::any())).expect("a list").is_empty());
}

#[test]
fn a_rollback_removes_only_what_the_run_created() {
    let deployment = Deployment::new();
    deployment.run(&[web()]).expect("deployed");
    let environment = deployment.open().expect("opened");
    let host = deployment.host(&environment);
    deploy(&host, &[web(), db()]).expect("deployed");
    deployment.engine.lose_image("nowhere");
    let broken = Container { image: "nowhere".into(), ..container("broken") };
    deploy(&host, &[broken]).expect_err("no image");
    assert_eq!(now(environment.rollback()).expect("removed"), ["db"]);
    let left = now(deployment.engine.list(&LabelFilter::any())).expect("a list");
    assert_eq!(left.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), ["shop-web"]);
    assert_eq!(left[0].state, ContainerState::Running);
}

#[test]
fn volumes_without_their_container_are_removed() {
    let deployment = Deployment::new();
    deployment.run(&[db()]).expect("deployed");
    deployment.engine.fail(InjectedFault::new(
        EngineOperation::RemoveVolume,
        1,
        EngineErrorKind::ConnectionLost,
    ));
    let changed = Container { privileged: true, ..db() };
    deployment.run(std::slice::from_ref(&changed)).expect_err("lost");
    let environment = deployment.run(&[changed]).expect("unchanged");
    assert_eq!(now(environment.sweep()).expect("swept"), ["shop-db-d"]);
    let volumes = now(deployment.engine.volumes(&LabelFilter::any())).expect("a list");
    assert_eq!(volumes.len(), 1);
}

#[test]
fn down_removes_exactly_the_environment() {
    let deployment = Deployment::new();
    deployment.run(&[web(), db()]).expect("deployed");
    let foreign = crate::engine::ContainerSpec {
        name: "shop-other".into(),
        image: "redis:7".into(),
        ..Default::default()
    };
    now(deployment.engine.create(&foreign)).expect("created");
    let store = deployment.store();
    let request = DownRequest::of(ENVIRONMENT);
    let again = || now(down(&request, &store, &deployment.engines, Services::default()));
    let removed = again().expect("removed");
    assert_eq!(removed.applications, ["db", "web"]);
    assert_eq!(removed.networks, ["murano-shop"]);
    let left = now(deployment.engine.list(&LabelFilter::any())).expect("a list");
    assert_eq!(left.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), ["shop-other"]);
    assert!(now(deployment.engine.volumes(&LabelFilter::any())).expect("a list").is_empty());
    assert!(deployment.store().load(ENVIRONMENT).expect("readable").is_none());
    assert!(again().expect("nothing there").is_empty());
}

#[test]
fn a_failed_down_keeps_its_record_of_the_rest() {
    let deployment = Deployment::new();
    deployment.run(&[web(), db()]).expect("deployed");
    deployment.engine.fail(InjectedFault::new(EngineOperation::Remove, 1, EngineErrorKind::Other));
    let again = || {
        let request = DownRequest::of(ENVIRONMENT);
        now(down(&request, &deployment.store(), &deployment.engines, Services::default()))
    };
    again().expect_err("one failed");
    let record = deployment.record();
    assert_eq!(record.engines["simulated://test"].containers.len(), 1);
    again().expect("the rest");
    assert!(now(deployment.engine.list(&LabelFilter::any())).expect("a list").is_empty());
}

#[test]
fn tables_show_state_and_endpoints_in_one_request() {
    let deployment = Deployment::new();
    deployment.run(&[web(), db()]).expect("deployed");
    now(deployment.engine.stop("shop-db", None)).expect("stopped");
    let before = deployment.engine.requests().len();
    let record = deployment.record();
    let rows = now(ps(&deployment.engine, Some(ENVIRONMENT), Some(&record))).expect("a table");
    assert_eq!(deployment.engine.requests().len(), before + 1);
    let shown: Vec<_> = rows.iter().map(|r| (r.application.as_str(), r.state)).collect();
    assert_eq!(shown, [("db", ContainerState::Exited), ("web", ContainerState::Running)]);
    let table = endpoints(&rows);
    let of_web: Vec<_> = table
        .iter()
        .filter(|e| e.endpoint.application_name == "web")
        .map(|e| e.endpoint.scope)
        .collect();
    assert_eq!(of_web, [PortScope::Host, PortScope::Internal, PortScope::Cloud]);
    let json = serde_json::to_value(&table).expect("plain data");
    assert!(json.to_string().contains(r#""portScope":"cloud""#));
}

/// A command was ended while the engine stopped a container: the record says so until a run has dealt with it, however
/// often a run is ended before that.
#[test]
fn a_stop_that_was_under_way_is_recorded_until_it_is_dealt_with() {
    let deployment = Deployment::new();
    deployment.run(&[web()]).expect("deployed");
    let mut state = deployment.record();
    let change = Change {
        engine: "simulated://test".into(),
        name: "shop-web".into(),
        kind: ChangeKind::Stop,
        to: None,
    };
    state.apply(&JournalEntry::Before(change.clone()));
    deployment.store().save(&state).expect("saved");
    let pending = || deployment.record().engines["simulated://test"].pending.clone();
    let environment = deployment.open().expect("opened");
    now(environment.site(deployment.engine()).load()).expect("listed");
    assert_eq!(environment.recovered()[0].unfinished.len(), 1);
    environment.close();
    assert_eq!(pending(), [change], "it was only looked at");
    let environment = deployment.run(&[web()]).expect("restarted");
    assert!(matches!(environment.actions()["web"], Action::Repaired { .. }));
    environment.close();
    assert_eq!(pending(), []);
    let environment = deployment.run(&[web()]).expect("unchanged");
    assert_eq!(environment.actions()["web"], Action::Unchanged);
}
