//! Two programs do not share an environment unless the user says so: the record and the labels know where it came from.

use crate::deploy::{DownRequest, Environment, EnvironmentOrigin, Identity, down};
use crate::engine::{Engine, LabelFilter, Removal};
use crate::hosts::{Action, HostError, PortScope, Services, Takeover, labels};

use super::bench::{Deployment, address_of, deploy};
use crate::tests::hosts::bench::{ENVIRONMENT, now, serving};

const ONE: &str = "/one/shop.murano";
const OTHER: &str = "/other/shop.murano";

/// A run of the program in a file: a container whose image differs from file to file.
fn run_as(
    deployment: &Deployment,
    file: &str,
    takeover: Takeover,
) -> Result<Environment, HostError> {
    let environment = match deployment.open_as(file, takeover) {
        Ok(environment) => environment,
        Err(crate::deploy::DeployError::Host(error)) => return Err(*error),
        Err(error) => panic!("{error}"),
    };
    let mut web = serving("web", 80, PortScope::Cloud);
    web.image = if file == ONE { "one".into() } else { "other".into() };
    deploy(&deployment.host(&environment), &[web])?;
    Ok(environment)
}

fn image(deployment: &Deployment) -> String {
    let found = now(deployment.engine.list(&LabelFilter::any())).expect("a list");
    found.into_iter().map(|c| c.image).collect()
}

fn is_refused(outcome: Result<Environment, HostError>) {
    let error = outcome.expect_err("another program's environment");
    assert_eq!(error.code().0, "E0515");
    let text = error.to_string();
    assert!(text.contains(ONE) && text.contains(OTHER), "{text}");
    let hints = error.hints().join("\n");
    assert!(hints.contains("--env") && hints.contains("--adopt"), "{hints}");
}

#[test]
fn another_file_is_refused_by_the_record_until_it_adopts() {
    let deployment = Deployment::new();
    run_as(&deployment, ONE, Takeover::Refused).expect("deployed");
    is_refused(run_as(&deployment, OTHER, Takeover::Refused));
    assert_eq!(image(&deployment), "one", "nothing was changed");
    let environment = run_as(&deployment, OTHER, Takeover::Allowed).expect("adopted");
    assert!(matches!(environment.actions()["web"], Action::Replaced { .. }));
    drop(environment);
    assert_eq!(deployment.record().origin.as_deref(), Some(OTHER));
    is_refused(run_as(&deployment, ONE, Takeover::Refused));
    assert_eq!(image(&deployment), "other");
}

#[test]
fn another_file_is_refused_by_the_labels_where_the_record_is_lost() {
    let deployment = Deployment::new();
    run_as(&deployment, ONE, Takeover::Refused).expect("deployed");
    deployment.store().delete(ENVIRONMENT).expect("deleted");
    is_refused(run_as(&deployment, OTHER, Takeover::Refused));
    assert_eq!(image(&deployment), "one", "nothing was changed");
    run_as(&deployment, ONE, Takeover::Refused).expect("its own");
}

#[test]
fn another_users_run_is_noticed_by_the_labels() {
    // Two users have records of their own and one engine.
    let (one, mut other) = (Deployment::new(), Deployment::new());
    other.engine = one.engine.clone();
    run_as(&one, ONE, Takeover::Refused).expect("deployed");
    is_refused(run_as(&other, OTHER, Takeover::Refused));
    run_as(&other, OTHER, Takeover::Allowed).expect("adopted");
    is_refused(run_as(&one, ONE, Takeover::Refused));
    run_as(&other, OTHER, Takeover::Refused).expect("adopted for good");
    run_as(&one, ONE, Takeover::Allowed).expect("taken back");
    is_refused(run_as(&other, OTHER, Takeover::Refused));
}

#[test]
fn an_adopted_container_that_is_not_replaced_stays_adopted() {
    let deployment = Deployment::new();
    let web = [serving("web", 80, PortScope::Cloud)];
    deployment.run(&web).expect("deployed");
    for takeover in [Takeover::Allowed, Takeover::Refused] {
        let environment = deployment.open_as(OTHER, takeover).expect("opened");
        environment.record_origin().expect("recorded");
        deploy(&deployment.host(&environment), &web).expect("unchanged");
        assert_eq!(environment.actions()["web"], Action::Unchanged);
    }
    let found = now(deployment.engine.list(&LabelFilter::any())).expect("a list");
    assert_eq!(found[0].labels[labels::ORIGIN], ONE, "labels cannot be changed");
}

#[test]
fn an_environment_of_an_older_version_is_adopted_silently() {
    let deployment = Deployment::new();
    let web = [serving("web", 80, PortScope::Cloud)];
    let identity = Identity::named(ENVIRONMENT);
    let unknown = crate::deploy::EnvironmentSettings {
        identity,
        store: Some(deployment.store()),
        services: Services::default(),
    };
    let environment = Environment::open(unknown).expect("opened");
    deploy(&deployment.host(&environment), &web).expect("deployed");
    drop(environment);
    assert_eq!(deployment.record().origin, None);
    let environment = deployment.open_as(OTHER, Takeover::Refused).expect("opened");
    environment.record_origin().expect("recorded");
    deploy(&deployment.host(&environment), &web).expect("unchanged");
    drop(environment);
    assert_eq!(deployment.record().origin.as_deref(), Some(OTHER));
    deployment.open().expect_err("it has an origin now");
}

#[test]
fn a_plan_refuses_too_and_records_nothing() {
    let deployment = Deployment::new();
    run_as(&deployment, ONE, Takeover::Refused).expect("deployed");
    deployment.open_as(OTHER, Takeover::Refused).expect_err("another program's");
    let environment = deployment.open_as(OTHER, Takeover::Allowed).expect("a plan of adopting");
    let site = now(environment.planning_site(&deployment.engine)).expect("a site");
    let host = crate::hosts::StandaloneHost::new(Default::default(), site);
    deploy(&host, &[serving("web", 80, PortScope::Cloud)]).expect("planned");
    drop(environment);
    assert_eq!(deployment.record().origin.as_deref(), Some(ONE));
}

#[test]
fn down_of_another_file_is_refused_and_down_by_name_is_not() {
    let deployment = Deployment::new();
    run_as(&deployment, ONE, Takeover::Refused).expect("deployed");
    let request = |origin: EnvironmentOrigin, takeover| {
        let identity = Identity { name: ENVIRONMENT.into(), origin, takeover };
        DownRequest { identity, ..DownRequest::of(ENVIRONMENT) }
    };
    let remove = |request: &DownRequest| {
        now(down(request, &deployment.store(), &deployment.engines, Services::default()))
    };
    let other = || EnvironmentOrigin::File(OTHER.into());
    let error = remove(&request(other(), Takeover::Refused)).expect_err("another program's");
    assert_eq!(error.code().0, "E0515");
    assert_eq!(image(&deployment), "one");
    assert_eq!(deployment.record().origin.as_deref(), Some(ONE));
    // A container that another user replaced does not hinder a removal by name.
    deployment.store().delete(ENVIRONMENT).expect("deleted");
    let lost = DownRequest {
        engines: vec![Some(address_of(&deployment.engine))],
        ..request(other(), Takeover::Refused)
    };
    remove(&lost).expect_err("the labels name the other program");
    let by_name = DownRequest {
        engines: vec![Some(address_of(&deployment.engine))],
        ..DownRequest::of(ENVIRONMENT)
    };
    assert_eq!(remove(&by_name).expect("removed").applications, ["web"]);
}

#[test]
fn programs_without_a_file_name_need_a_name() {
    let deployment = Deployment::new();
    let identity = Identity {
        name: "stdin".into(),
        origin: EnvironmentOrigin::Anonymous,
        takeover: Takeover::Refused,
    };
    let settings = |store| crate::deploy::EnvironmentSettings {
        identity: identity.clone(),
        store,
        services: Services::default(),
    };
    let error = Environment::open(settings(Some(deployment.store()))).expect_err("no name");
    assert!(error.hints()[0].contains("--env"), "{error}");
    Environment::open(settings(None)).expect("nothing is recorded of a simulated engine");
}

#[test]
fn a_removed_container_needs_no_adoption() {
    let deployment = Deployment::new();
    run_as(&deployment, ONE, Takeover::Refused).expect("deployed");
    deployment.store().delete(ENVIRONMENT).expect("deleted");
    now(deployment.engine.remove("shop-web", Removal::Forced)).expect("removed");
    run_as(&deployment, OTHER, Takeover::Refused).expect("nothing of the first one is left");
}
