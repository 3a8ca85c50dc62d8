//! Networks and volumes.

use std::time::Duration;

use crate::engine::{
    ContainerSpec, EngineErrorKind, FileContent, ImageSpec, Mount, MountSource, Network,
    NetworkSpec, Removal,
};

use crate::tests::engine::fixture::{Fixture, kind};

pub(crate) async fn networks_are_made_once(f: &Fixture) {
    let network = f.network("net");
    let made = f.engine.ensure_network(&network).await.expect("made");
    let again = f.engine.ensure_network(&network).await.expect("found");
    assert_eq!((&made.id, &made.labels), (&again.id, &f.labels()));
    assert_eq!(f.engine.networks(&f.mine()).await.expect("a list"), [made]);

    let spec = joined(f, "member", &network.name);
    f.run(&spec).await;
    let found = f.engine.inspect(&spec.name).await.expect("an answer").summary;
    let address = found.address_on(&network.name).expect("an address");
    assert_eq!(
        f.engine.list(&f.mine()).await.expect("a list")[0].networks[0].address,
        Some(address)
    );

    assert_eq!(kind(f.engine.remove_network(&network.name).await), EngineErrorKind::Conflict);
    f.engine.stop(&spec.name, None).await.expect("stopped");
    f.engine.remove_network(&network.name).await.expect("removed");
    let gone = EngineErrorKind::NoSuchNetwork;
    assert_eq!(kind(f.engine.remove_network(&network.name).await), gone);
    assert_eq!(kind(f.engine.start(&spec.name).await), gone);
    assert_eq!(kind(f.engine.remove_network("bridge").await), EngineErrorKind::Conflict);

    let lost = joined(f, "lost", &f.name("nowhere"));
    f.engine.create(&lost).await.expect("created");
    assert_eq!(kind(f.engine.start(&lost.name).await), gone);
}

pub(crate) async fn containers_share_a_network_namespace(f: &Fixture) {
    let main = f.sleeper("main");
    let mut side = f.sleeper("side");
    side.network = Network::Container(main.name.clone());
    f.engine.create(&main).await.expect("created");
    f.engine.create(&side).await.expect("created");
    assert_eq!(kind(f.engine.start(&side.name).await), EngineErrorKind::Conflict);
    f.engine.start(&main.name).await.expect("started");
    f.engine.start(&side.name).await.expect("started");
    let found = f.engine.inspect(&side.name).await.expect("an answer");
    assert_eq!(found.summary.networks, []);
    let id = f.engine.inspect(&main.name).await.expect("an answer").summary.id;
    assert_eq!(found.shares_network_of, Some(id.clone()), "the name counted at the creation");

    // The container is meant, not its name.
    f.engine.rename(&main.name, &f.name("renamed")).await.expect("renamed");
    f.engine.create(&f.sleeper("main")).await.expect("created");
    f.engine.stop(&side.name, Some(Duration::ZERO)).await.expect("stopped");
    f.engine.start(&side.name).await.expect("started");
    f.engine.remove(&f.name("renamed"), Removal::Forced).await.expect("removed");
    f.engine.stop(&side.name, Some(Duration::ZERO)).await.expect("stopped");
    assert_eq!(kind(f.engine.start(&side.name).await), EngineErrorKind::NoSuchContainer);
    let other = f.engine.inspect(&f.name("main")).await.expect("an answer");
    assert_ne!(other.summary.id, id);
    assert_eq!(other.shares_network_of, None);
}

pub(crate) async fn images_are_made_of_files(f: &Fixture) {
    let architecture = f.engine.version().await.expect("an answer").architecture;
    assert!(!architecture.is_empty());
    let image = ImageSpec {
        name: "murano-test/made:1".to_owned(),
        architecture,
        files: vec![FileContent { path: "/etc/a".into(), content: b"a".to_vec(), mode: 0o644 }],
        entrypoint: vec!["/none".into()],
    };
    f.engine.create_image(&image).await.expect("made");
    let made = f.engine.find_image(&image.name).await.expect("an answer").expect("an image");
    assert_eq!((made.exposed.len(), made.has_healthcheck), (0, false));
    f.engine.create_image(&image).await.expect("made again");
    let again = f.engine.find_image(&image.name).await.expect("an answer").expect("an image");
    assert_eq!(again.id, made.id, "the same files make the same image");
    let spec = ContainerSpec { image: image.name.clone(), ..f.sleeper("of-files") };
    f.engine.create(&spec).await.expect("created");
    let found = f.engine.get_files(&spec.name, "/etc/a").await;
    // A simulated container has only the files that were placed in it.
    if !f.engine.address().starts_with("simulated:") {
        assert_eq!(found.expect("an answer")[0].content, b"a");
    }
}

pub(crate) async fn volumes_are_made_once(f: &Fixture) {
    let volume = f.volume("vol");
    let made = f.engine.ensure_volume(&volume).await.expect("made");
    assert_eq!(made.labels, f.labels());
    assert_eq!(f.engine.ensure_volume(&volume).await.expect("found"), made);
    assert_eq!(f.engine.volumes(&f.mine()).await.expect("a list"), [made]);

    let mut spec = f.sleeper("user");
    spec.mounts = vec![Mount {
        source: MountSource::Volume(volume.name.clone()),
        target: "/data".to_owned(),
        read_only: false,
    }];
    f.engine.create(&spec).await.expect("created");
    assert_eq!(kind(f.engine.remove_volume(&volume.name).await), EngineErrorKind::Conflict);
    f.engine
        .remove(&spec.name, crate::engine::Removal::Stopped)
        .await
        .expect("a named volume outlives its container");
    f.engine.remove_volume(&volume.name).await.expect("removed");
    assert_eq!(kind(f.engine.remove_volume(&volume.name).await), EngineErrorKind::NoSuchVolume);
}

pub(crate) async fn containers_keep_the_addresses_they_are_given(f: &Fixture) {
    // The engine chooses a free range; its addresses can then be requested.
    let chosen = f.engine.ensure_network(&f.network("own")).await.expect("made");
    let subnet = chosen.subnet.expect("the addresses it chose");
    f.engine.remove_network(&chosen.name).await.expect("removed");
    let spec = NetworkSpec { subnet: Some(subnet), ..f.network("own") };
    let made = f.engine.ensure_network(&spec).await.expect("made again");
    assert_eq!(made.subnet, Some(subnet));
    assert_eq!(f.engine.ensure_network(&f.network("own")).await.expect("found"), made);

    let wanted = subnet.hosts().nth(40).expect("room for one");
    let with_address = |name: &str| {
        let mut spec = joined(f, name, &made.name);
        if let Network::Named { address, .. } = &mut spec.network {
            *address = Some(wanted);
        }
        spec
    };
    let first = with_address("first");
    f.engine.create(&first).await.expect("created");
    let address = async || {
        let found = f.engine.inspect(&first.name).await.expect("found").summary;
        found.address_on(&made.name)
    };
    for _ in 0..2 {
        f.engine.start(&first.name).await.expect("started");
        assert_eq!(address().await, Some(wanted.into()));
        let second = with_address("second");
        f.engine.create(&second).await.expect("created");
        let refused = kind(f.engine.start(&second.name).await);
        assert_eq!(refused, EngineErrorKind::AddressTaken);
        f.engine.remove(&second.name, Removal::Forced).await.expect("removed");
        f.engine.stop(&first.name, Some(Duration::ZERO)).await.expect("stopped");
    }
}

pub(crate) async fn addresses_are_given_on_networks_made_for_it_only(f: &Fixture) {
    let made = f.engine.ensure_network(&f.network("plain")).await.expect("made");
    let subnet = made.subnet.expect("the addresses it chose");
    let mut spec = joined(f, "one", &made.name);
    if let Network::Named { address, .. } = &mut spec.network {
        *address = subnet.hosts().nth(40);
    }
    f.engine.create(&spec).await.expect("created");
    assert_eq!(kind(f.engine.start(&spec.name).await), EngineErrorKind::BadRequest);

    let twice = NetworkSpec { subnet: Some(subnet), ..f.network("twice") };
    assert_eq!(kind(f.engine.ensure_network(&twice).await), EngineErrorKind::Conflict);
}

fn joined(f: &Fixture, name: &str, network: &str) -> ContainerSpec {
    let network =
        Network::Named { name: network.to_owned(), aliases: vec![name.to_owned()], address: None };
    ContainerSpec { network, ..f.sleeper(name) }
}
