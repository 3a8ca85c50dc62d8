//! Plans: the program runs against a simulated engine with a copy of what is on the real one.

use crate::deploy::{DeploymentPlan, PlannedAction};
use crate::diag::mask::SecretValues;
use crate::engine::simulated::ImageScript;
use crate::engine::{
    ContainerState, Engine, EngineErrorKind, HealthState, ResourceLimits, Restart,
};
use crate::hosts::{Container, HostSettings, ImageVolume, PortScope, StandaloneHost};

use super::bench::{Deployment, deploy};
use crate::tests::hosts::bench::{now, serving, var};

fn app(name: &str) -> Container {
    Container { env: vec![var("PASSWORD", "hunter2")], ..serving(name, 80, PortScope::Cloud) }
}

fn plan_of(deployment: &Deployment, program: &[Container]) -> DeploymentPlan {
    let environment = deployment.open().expect("opened");
    let site = now(environment.planning_site(&deployment.engine)).expect("looked at");
    deploy(&StandaloneHost::new(HostSettings::default(), site), program).expect("planned");
    environment.plan(&SecretValues::default())
}

fn kinds(plan: &DeploymentPlan) -> Vec<(&str, &PlannedAction)> {
    plan.changes.iter().map(|c| (c.application.as_str(), &c.kind)).collect()
}

#[test]
fn a_plan_lists_create_replace_start_keep_and_remove() {
    let deployment = Deployment::new();
    let program: Vec<_> = ["changed", "gone", "kept", "stopped"].into_iter().map(app).collect();
    deployment.run(&program).expect("deployed");
    now(deployment.engine.stop("shop-stopped", None)).expect("stopped");
    let before = now(crate::engine::Snapshot::of(&deployment.engine)).expect("a snapshot");
    let record = deployment.record();
    let mut changed = app("changed");
    changed.env[0].value = "swordfish".into();
    changed.image = "redis:8".into();
    let plan = plan_of(&deployment, &[changed, app("kept"), app("new"), app("stopped")]);
    let after = now(crate::engine::Snapshot::of(&deployment.engine)).expect("a snapshot");
    assert_eq!(before, after, "a plan changes nothing");
    assert_eq!(deployment.record(), record, "and records nothing");
    let found = kinds(&plan);
    let names: Vec<&str> = found.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["changed", "gone", "kept", "new", "stopped"]);
    let PlannedAction::Replace { differences, .. } = found[0].1 else { panic!("{:?}", found[0]) };
    let shown: Vec<String> = differences.iter().map(ToString::to_string).collect();
    assert_eq!(shown, ["env.PASSWORD changed", "image: redis:7 -> redis:8"]);
    assert_eq!(
        [found[1].1, found[2].1, found[4].1],
        [&PlannedAction::Remove, &PlannedAction::Keep, &PlannedAction::Start]
    );
    let PlannedAction::Create { settings } = found[3].1 else { panic!("{:?}", found[3]) };
    let settings: Vec<String> =
        settings.iter().map(|set| format!("{}={}", set.field, set.value)).collect();
    assert!(settings.contains(&"env.PASSWORD=***".to_owned()), "{settings:?}");
    assert!(settings.contains(&"port.80/tcp=cloud".to_owned()), "{settings:?}");
    let text = serde_json::to_string(&plan).expect("plain data");
    assert!(text.contains(r#""action":"replace""#));
    assert!(!text.contains("hunter2") && !text.contains("swordfish"));
}

/// Whatever state a container is in: a plan is made, says the state, and the run then does what it says.
#[test]
fn a_plan_shows_every_state_and_what_a_run_repairs() {
    let names = ["being-removed", "changed", "dead", "disconnected", "ill", "paused"];
    let program: Vec<_> = names.into_iter().map(app).collect();
    let deployment = Deployment::new();
    let checked = ImageScript { has_healthcheck: true, ..ImageScript::default() };
    deployment.engine.add_image("redis:7", checked);
    deployment.run(&program).expect("deployed");
    let engine = &deployment.engine;
    engine.force_state("shop-being-removed", ContainerState::Removing);
    engine.force_state("shop-dead", ContainerState::Dead);
    let always = ResourceLimits { restart: Restart::Always, ..ResourceLimits::default() };
    now(engine.update("shop-changed", &always)).expect("changed by hand");
    now(engine.disconnect("murano-shop", "shop-disconnected")).expect("disconnected");
    engine.set_health("shop-ill", HealthState::Unhealthy);
    now(engine.pause("shop-paused")).expect("paused");

    let plan = plan_of(&deployment, &program);
    let told: Vec<_> = plan
        .changes
        .iter()
        .map(|change| {
            let kind = match &change.kind {
                PlannedAction::Repair { repairs } => repairs[0].participle(),
                PlannedAction::Replace { .. } => "replaced",
                other => panic!("{other:?}"),
            };
            (change.application.as_str(), change.state.as_deref().unwrap_or_default(), kind)
        })
        .collect();
    let wanted = [
        ("being-removed", "removing", "replaced"),
        ("changed", "", "updated"),
        ("dead", "dead", "replaced"),
        ("disconnected", "", "connected to its network again"),
        ("ill", "running (unhealthy)", "restarted"),
        ("paused", "paused", "unpaused"),
    ];
    assert_eq!(told, wanted);
    assert!(plan.has_changes(false));
    deployment.run(&program).expect("repaired");
    assert!(!plan_of(&deployment, &program).has_changes(false));
}

#[test]
fn a_plan_shows_a_rebuilt_image_and_that_its_data_is_kept() {
    let deployment = Deployment::new();
    let image = |text: &str| ImageScript {
        volumes: vec!["/data".into()],
        stdout: text.into(),
        ..ImageScript::default()
    };
    deployment.engine.add_image("redis:7", image("one"));
    deployment.run(&[app("db")]).expect("deployed");
    deployment.engine.add_image("redis:7", image("two"));
    let plan = plan_of(&deployment, &[app("db")]);
    let PlannedAction::Replace { differences, volumes } = &plan.changes[0].kind else {
        panic!("{plan:?}")
    };
    assert_eq!(differences.iter().map(|d| d.field.as_str()).collect::<Vec<_>>(), ["image"]);
    assert_eq!(volumes[..], [ImageVolume { path: "/data".into(), kept: true }]);
}

#[test]
fn nothing_to_do_is_a_plan_without_changes() {
    let deployment = Deployment::new();
    let program = [app("a"), app("b")];
    assert!(plan_of(&deployment, &program).has_changes(false));
    deployment.run(&program).expect("deployed");
    assert!(!plan_of(&deployment, &program).has_changes(true));
    let less = plan_of(&deployment, &program[..1]);
    assert!(!less.has_changes(false) && less.has_changes(true));
}

/// The run does what the plan announced.
#[test]
fn planned_ports_are_those_of_the_run() {
    let deployment = Deployment::new();
    deployment.run(&[app("a"), app("b")]).expect("deployed");
    let changed = Container { privileged: true, ..app("b") };
    let plan = plan_of(&deployment, &[app("a"), changed]);
    let PlannedAction::Replace { differences, .. } = &plan.changes[1].kind else {
        panic!("{plan:?}")
    };
    assert_eq!(differences.iter().map(|d| d.field.as_str()).collect::<Vec<_>>(), ["privileged"]);
}

#[test]
fn an_engine_that_is_down_cannot_be_planned_for() {
    let deployment = Deployment::new();
    let down = EngineErrorKind::Unreachable;
    let list = crate::engine::simulated::EngineOperation::List;
    deployment.engine.fail(crate::engine::simulated::InjectedFault::new(list, 1, down));
    let environment = deployment.open().expect("opened");
    let error = now(environment.planning_site(&deployment.engine)).expect_err("down");
    assert_eq!(error.code().0, "E0501");
    let states = now(deployment.engine.list(&crate::engine::LabelFilter::any())).expect("up");
    assert!(states.iter().all(|c| c.state == ContainerState::Running));
}
