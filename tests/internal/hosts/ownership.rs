//! Ownership is decided by label and name, or by label and recorded id; never by a label alone.

use std::io::{Read, Write};

use crate::engine::simulated::ImageScript;
use crate::engine::{
    ContainerSpec, Engine, Labels, NetworkSpec, Removal, VolumeSpec, VolumeSummary,
};
use crate::hosts::{
    Action, Container, ContainerHost, PortScope, Volume, VolumeMount, labels, removal,
};

use super::bench::{Bench, ENVIRONMENT, action, container, now, serving};
use super::docker::{Real, on_docker, sleeper};

/// A container with the labels of an existing one under another name, as one of an image made
/// by `docker commit` has them.
fn copy(bench: &Bench, of: &str, name: &str) -> String {
    let labels = bench.find(of).labels;
    let spec =
        ContainerSpec { name: name.into(), image: "redis:7".into(), labels, ..Default::default() };
    let id = now(bench.engine().create(&spec)).expect("created");
    now(bench.engine().start(name)).expect("started");
    id
}

/// An engine that has the image `redis:7`.
fn bench() -> Bench {
    let bench = Bench::new();
    bench.engine().add_image("redis:7", ImageScript::default());
    bench
}

fn names(bench: &Bench) -> Vec<String> {
    bench.all().into_iter().map(|found| found.name).collect()
}

#[test]
fn a_copy_that_inherits_our_labels_is_never_touched() {
    let bench = bench();
    let web = serving("web", 80, PortScope::Cloud);
    bench.deploy(&web).expect("deployed");
    for foreign in ["my-debug-copy", "shop-web2", "shop-web.former.2"] {
        copy(&bench, "shop-web", foreign);
    }
    let all = names(&bench);
    assert_eq!(action(&bench.deploy(&web)), Ok(Action::Unchanged));
    assert_eq!(names(&bench), all, "an unchanged run");
    let changed = Container { privileged: true, ..web };
    assert!(matches!(action(&bench.deploy(&changed)), Ok(Action::Replaced { .. })));
    assert_eq!(names(&bench), all, "a replacement");
    assert!(now(bench.host().remove("web")).expect("removed"));
    assert_eq!(names(&bench), ["my-debug-copy", "shop-web.former.2", "shop-web2"], "a removal");
}

#[test]
fn a_container_is_inspected_again_before_it_is_removed_or_replaced() {
    let bench = bench();
    bench.deploy(&container("web")).expect("deployed");
    let host = bench.host();
    now(host.connect()).expect("listed");
    // Meanwhile another user replaces it by their own container.
    now(bench.engine().remove("shop-web", Removal::Forced)).expect("removed");
    let spec =
        ContainerSpec { name: "shop-web".into(), image: "redis:7".into(), ..Default::default() };
    let id = now(bench.engine().create(&spec)).expect("created");
    let changed = Container { privileged: true, ..container("web") };
    let error = now(host.reconcile(&changed)).expect_err("not ours any more");
    assert_eq!(error.code().0, "E0504", "{error}");
    let error = now(host.remove("web")).expect_err("not ours any more");
    assert_eq!(error.code().0, "E0504", "{error}");
    assert_eq!(bench.find("shop-web").id, id);
}

#[test]
fn a_volume_named_only_by_a_label_is_never_removed() {
    let bench = bench();
    for name in ["precious", "shop-web-precious"] {
        let spec = VolumeSpec { name: name.into(), labels: Labels::new() };
        now(bench.engine().ensure_volume(&spec)).expect("created");
    }
    let labelled =
        VolumeSpec { name: "elsewhere".into(), labels: labels::volume(ENVIRONMENT, "web") };
    now(bench.engine().ensure_volume(&labelled)).expect("created");
    // Our own container, whose label another user forged.
    let mut forged = crate::hosts::Deployed { application: "web".into(), ..Default::default() };
    forged.volumes = ["precious", "shop-web-precious", "elsewhere"].map(String::from).into();
    let spec = ContainerSpec {
        name: "shop-web".into(),
        image: "redis:7".into(),
        labels: forged.labels(ENVIRONMENT),
        ..Default::default()
    };
    now(bench.engine().create(&spec)).expect("created");
    assert!(now(bench.host().remove("web")).expect("removed"));
    let host = bench.host();
    now(removal::remove_stray_volumes(host.site())).expect("swept");
    let left = now(bench.engine().volumes(&Default::default())).expect("a list");
    let left: Vec<String> = left.into_iter().map(|VolumeSummary { name, .. }| name).collect();
    assert_eq!(left, ["elsewhere", "precious", "shop-web-precious"]);
}

#[test]
fn our_own_volumes_still_go_with_their_container() {
    let bench = Bench::new();
    let data = VolumeMount { path: "/d".into(), volume: Volume::Temp { name: "data".into() } };
    bench.deploy(&Container { volumes: vec![data], ..container("web") }).expect("deployed");
    now(bench.host().remove("web")).expect("removed");
    assert!(now(bench.engine().volumes(&Default::default())).expect("a list").is_empty());
}

#[test]
fn a_network_with_our_label_and_another_name_stays() {
    let bench = Bench::new();
    let labels = labels::network(ENVIRONMENT);
    let spec = NetworkSpec { name: "backbone".into(), labels, subnet: None };
    now(bench.engine().ensure_network(&spec)).expect("created");
    bench.deploy(&container("web")).expect("deployed");
    let host = bench.host();
    now(host.remove("web")).expect("removed");
    assert!(now(removal::remove_network(host.site())).expect("removed"));
    assert!(!now(removal::remove_network(host.site())).expect("nothing left"));
    let left = now(bench.engine().networks(&labels::of_environment(ENVIRONMENT))).expect("a list");
    assert_eq!(left.iter().map(|n| n.name.as_str()).collect::<Vec<_>>(), ["backbone"]);
}

/// Creates a network past the engine's check for duplicates; returns its id.
fn create_network(name: &str, labels: &str) -> String {
    let body = format!(r#"{{"Name": "{name}", "CheckDuplicate": false, "Labels": {{{labels}}}}}"#);
    let mut stream =
        std::os::unix::net::UnixStream::connect("/var/run/docker.sock").expect("an engine");
    write!(
        stream,
        "POST /networks/create HTTP/1.0\r\nHost: d\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .expect("asked");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    let id = answer.split(r#""Id":""#).nth(1).and_then(|rest| rest.split('"').next());
    id.unwrap_or_else(|| panic!("{answer}")).to_owned()
}

/// The ids of the networks of the environment's name.
async fn networks(real: &Real) -> Vec<String> {
    let name = format!("murano-{}", real.environment);
    let all = real.engine.networks(&Default::default()).await.expect("a list");
    all.into_iter().filter(|network| network.name == name).map(|network| network.id).collect()
}

#[test]
fn of_two_foreign_networks_of_our_name_none_is_removed() {
    on_docker(async |real| {
        let name = format!("murano-{}", real.environment);
        let mut foreign = [create_network(&name, ""), create_network(&name, "")];
        foreign.sort();
        let error = real.host().reconcile(&sleeper("web")).await.expect_err("not ours");
        let mut left = networks(real).await;
        left.sort();
        for id in &foreign {
            let _ = real.engine.remove_network(id).await;
        }
        assert_eq!((error.code().0, left), ("E0504", foreign.to_vec()));
    });
}

#[test]
fn of_a_foreign_network_and_ours_only_ours_is_removed() {
    on_docker(async |real| {
        let name = format!("murano-{}", real.environment);
        let foreign = create_network(&name, "");
        let label = format!(r#""io.murano.environment": "{}""#, real.environment);
        create_network(&name, &label);
        let host = real.host();
        let removed = removal::remove_network(host.site()).await;
        let left = networks(real).await;
        let _ = real.engine.remove_network(&foreign).await;
        assert!(removed.expect("removed"));
        assert_eq!(left, [foreign]);
    });
}

#[test]
fn a_renamed_container_is_ours_while_the_record_has_its_id() {
    let bench = bench();
    bench.deploy(&container("web")).expect("deployed");
    let id = bench.find("shop-web").id;
    now(bench.engine().rename("shop-web", "renamed")).expect("renamed by hand");
    let recorded = crate::hosts::Recorded { containers: [id.clone()].into(), ..Default::default() };
    let host = bench.host_with(recorded);
    now(host.reconcile(&container("web"))).expect("deployed");
    assert_eq!(bench.find("shop-web").id, id, "its name was restored");
}
