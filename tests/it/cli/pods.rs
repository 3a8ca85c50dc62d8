//! Pods on the simulated engine: what commands say of them.

use super::{Did, Place};

/// A pod with a store and, on demand, a page that is connected to it.
fn program(page: &str) -> String {
    format!(
        r#"
class App extends DockerApplication {{
    name: string!
    port: int!
    scope: string! = 'internal'
    needs: App

    getContainer() {{
        $env = {{}}
        if $.needs != null {{
            $to = $.getConnectionTo($.needs, $.needs.port)
            $env = {{ STORE: "\($to.host):\($to.port)" }}
        }}
        return {{ name: $.name, image: 'app:1', env: $env, ports: [{{ port: $.port, scope: $.scope }}] }}
    }}
}}

$pod = new DockerPod {{ name: 'shop' }}
$store = new App {{ name: 'store', port: 6379, host: $pod }}
$store.deploy()
{page}
"#
    )
}

const PAGE: &str = "
$page = new App { name: 'page', port: 80, scope: 'cloud', host: $pod, needs: $store }
$page.deploy()
print($page.getContainer().env.STORE)
";

fn simulated(place: &Place, args: &[&str]) -> Did {
    place.murano(&[args, &["--engine", "simulated"]].concat())
}

#[test]
fn a_pod_is_deployed_listed_and_removed() {
    let place = Place::new();
    place.file("pod.murano", program(PAGE));
    let did = simulated(&place, &["run", "pod.murano"]).ends(0);
    assert_eq!(did.out, "127.0.0.1:6379\n", "the containers share an address");
    let did = simulated(&place, &["run", "pod.murano"]).ends(0);
    did.says("nothing to do: 2 containers unchanged");

    let rows = simulated(&place, &["ps", "--format", "json"]).ends(0).json();
    let names: Vec<_> = rows.as_array().into_iter().flatten().map(|r| &r["application"]).collect();
    assert_eq!(names, ["page", "store"], "a pause container is no application");
    let rows = simulated(&place, &["endpoints", "pod.murano", "--format", "json"]).ends(0).json();
    let shown: Vec<String> = rows
        .as_array()
        .into_iter()
        .flatten()
        .map(|row| format!("{} {} {}", row["applicationName"], row["address"], row["port"]))
        .collect();
    let wanted = [
        r#""page" "127.0.0.1" 80"#,
        r#""page" "shop" 80"#,
        r#""page" "127.0.0.1" 80"#,
        r#""store" "127.0.0.1" 6379"#,
        r#""store" "shop" 6379"#,
    ];
    assert_eq!(shown, wanted);
    let graph = place.murano(&["graph", "pod.murano"]).ends(0);
    assert!(graph.out.contains("host shop") && graph.out.contains("-> store 6379/tcp host"));
    assert!(!graph.out.contains("shop.pod"), "{}", graph.out);

    let did = simulated(&place, &["down", "pod.murano"]).ends(0);
    assert!(!did.err.contains("shop.pod"), "{}", did.err);
    simulated(&place, &["ps"]).ends(0).says("nothing is deployed");
    simulated(&place, &["down", "pod.murano"]).ends(2).says("there is no environment `pod`");
}

#[test]
fn a_plan_says_what_a_published_port_changes() {
    let place = Place::new();
    place.file("pod.murano", program(""));
    simulated(&place, &["run", "pod.murano"]).ends(0);
    place.file("pod.murano", program(PAGE));
    let plan = simulated(&place, &["plan", "pod.murano"]).ends(0);
    for line in ["port.80/tcp: cloud (new)", "pod: previous network -> new network", "+ page"] {
        assert!(plan.out.contains(line), "{line}\n{}", plan.out);
    }
    simulated(&place, &["run", "pod.murano"]).ends(0).says("1 created, 2 replaced");
    simulated(&place, &["plan", "pod.murano", "--exit-code"]).ends(0);
    place.file("pod.murano", program(""));
    let plan = simulated(&place, &["plan", "pod.murano", "--prune", "--format", "json"]).ends(0);
    let plan = plan.json();
    let changes: Vec<String> = plan["changes"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|change| format!("{} {}", change["application"], change["action"]))
        .collect();
    assert_eq!(changes, [r#""store" "keep""#, r#""page" "remove""#]);
    simulated(&place, &["run", "pod.murano", "--prune"]).ends(0);
    simulated(&place, &["plan", "pod.murano", "--exit-code"]).ends(0);
}

#[test]
fn a_port_of_two_applications_can_be_caught_and_is_marked() {
    let place = Place::new();
    let rival = "new App { name: 'rival', port: 6379, host: $pod }.deploy()";
    place.file("pod.murano", program(rival));
    let did = simulated(&place, &["run", "pod.murano"]).ends(5);
    did.says("port 6379/tcp is already used in the pod `shop`, by `store`");
    let caught = format!(
        "try {{ {rival} }} catch com.mirantis.docker.kubernetes.PortConflictException {{ print('caught') }}"
    );
    place.file("caught.murano", program(&caught));
    let did = simulated(&place, &["run", "caught.murano"]).ends(0);
    assert_eq!(did.out, "caught\n");
    place.file("name.murano", "new DockerPod { name: 'a b' }.deploy()");
    simulated(&place, &["run", "name.murano"]).ends(1).says("`name` of `a b`");
}
