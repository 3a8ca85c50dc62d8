//! Names, lists, and requests that must fail.

use crate::engine::{ContainerState, EngineErrorKind, EnvVar, LabelFilter};

use crate::tests::engine::fixture::{Fixture, kind};

pub(crate) async fn lists_are_filtered_by_label_and_have_the_needed_fields(f: &Fixture) {
    for (name, color) in [("b", "red"), ("a", "red"), ("c", "blue")] {
        let mut spec = f.sleeper(name);
        spec.labels.insert("color".to_owned(), color.to_owned());
        f.engine.create(&spec).await.expect("created");
    }
    f.engine.start(&f.name("a")).await.expect("started");
    let red = f.engine.list(&f.mine().with("color", "red")).await.expect("a list");
    let names: Vec<_> = red.iter().map(|found| found.name.clone()).collect();
    assert_eq!(names, [f.name("a"), f.name("b")]);
    assert_eq!(red[0].state, ContainerState::Running);
    assert_eq!(red[1].state, ContainerState::Created);
    assert_eq!(red[0].labels["color"], "red");
    assert_eq!(red[0].image, f.sleeper("a").image);
    assert_ne!(red[0].image_id, "");
    assert!(red[0].address_on("bridge").is_some());
    assert_eq!(red[1].address_on("bridge"), None);
    let inspected = f.engine.inspect(&f.name("a")).await.expect("an answer").summary;
    assert_eq!(inspected, red[0]);

    let all = f.engine.list(&f.mine().having("color")).await.expect("a list");
    assert_eq!(all.len(), 3);
    let none = f.engine.list(&f.mine().with("color", "green")).await.expect("a list");
    assert_eq!(none, []);
    let everything = f.engine.list(&LabelFilter::any()).await.expect("a list");
    assert!(everything.len() >= 3);
}

pub(crate) async fn a_name_can_be_used_once(f: &Fixture) {
    let spec = f.sleeper("one");
    f.engine.create(&spec).await.expect("created");
    assert_eq!(kind(f.engine.create(&spec).await), EngineErrorKind::NameTaken);
}

pub(crate) async fn names_are_exact(f: &Fixture) {
    let id = f.engine.create(&f.sleeper("exact")).await.expect("created");
    for part in [&id[..12], &f.name("exac")] {
        assert_eq!(kind(f.engine.inspect(part).await), EngineErrorKind::NoSuchContainer);
        assert_eq!(kind(f.engine.start(part).await), EngineErrorKind::NoSuchContainer);
    }
    for odd in ["", "a/b", "../x", "a b", "a?force=1", "-a"] {
        assert_eq!(kind(f.engine.inspect(odd).await), EngineErrorKind::BadRequest, "{odd}");
        let spec = crate::engine::ContainerSpec { name: odd.to_owned(), ..f.sleeper("x") };
        assert_eq!(kind(f.engine.create(&spec).await), EngineErrorKind::BadRequest, "{odd}");
    }
}

pub(crate) async fn a_missing_image_has_its_own_error(f: &Fixture) {
    let mut spec = f.sleeper("imageless");
    assert!(f.engine.find_image(&spec.image).await.expect("an answer").is_some());
    spec.image = "murano-test/no-such-image:9".to_owned();
    assert_eq!(f.engine.find_image(&spec.image).await.expect("an answer"), None);
    assert_eq!(kind(f.engine.create(&spec).await), EngineErrorKind::NoSuchImage);
    let odd = f.engine.find_image("a?b").await;
    assert_eq!(kind(odd), EngineErrorKind::BadRequest);
}

pub(crate) async fn invalid_requests_are_refused(f: &Fixture) {
    let spec = f.sleeper("senseless");
    let mut small = spec.clone();
    small.memory = Some(1000);
    let mut unnamed = spec.clone();
    unnamed.env = vec![EnvVar::new("", "x")];
    let mut loud = spec.clone();
    loud.image = "murano-test/BUSYBOX".to_owned();
    for senseless in [small, unnamed, loud] {
        let error = f.engine.create(&senseless).await.expect_err("refused");
        assert_eq!(error.kind, EngineErrorKind::BadRequest, "{error}");
    }
    assert_eq!(f.engine.list(&f.mine()).await.expect("a list"), []);
}

pub(crate) async fn containers_are_renamed(f: &Fixture) {
    let (old, new, other) = (f.name("old"), f.name("new"), f.name("other"));
    f.run(&f.sleeper("old")).await;
    f.engine.create(&f.sleeper("other")).await.expect("created");
    f.engine.rename(&old, &new).await.expect("renamed while it runs");
    let found = f.engine.inspect(&new).await.expect("an answer").summary;
    assert_eq!((&found.name, found.state), (&new, ContainerState::Running));
    assert_eq!(kind(f.engine.inspect(&old).await), EngineErrorKind::NoSuchContainer);
    assert_eq!(kind(f.engine.rename(&old, &other).await), EngineErrorKind::NoSuchContainer);
    assert_eq!(kind(f.engine.rename(&new, &other).await), EngineErrorKind::NameTaken);
    assert_eq!(kind(f.engine.rename(&new, &new).await), EngineErrorKind::BadRequest);
    assert_eq!(kind(f.engine.rename(&new, "a/b").await), EngineErrorKind::BadRequest);
}
