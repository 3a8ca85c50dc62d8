//! What keeps a pod from running: said in plain words, early, and at the line of the program.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Namespace, on_cluster};

/// Deploys one container with these lines in an environment of its own, and gives what `run` says.
fn failing(cluster: &Namespace, lines: &str, replicas: usize) -> String {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let file = format!("web{}.murano", COUNT.fetch_add(1, Ordering::Relaxed));
    cluster.program(
        &file,
        &format!(
            "class Web extends DockerApplication {{
    getContainer() {{
        return {{
            name: 'web',
{lines}
        }}
    }}
}}
new Web {{
    host: new kube:KubernetesPod {{
        name: 'front', kubernetesCluster: $cluster, replicas: {replicas}, startTimeout: 15,
    }},
}}.deploy()
"
        ),
    );
    let did = cluster.murano(&["run", &file]);
    assert_ne!(did.code, Some(0), "{}", did.err);
    did.err
}

#[track_caller]
fn says(said: &str, parts: &[&str]) {
    let flat = said.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in parts {
        assert!(flat.contains(part), "no {part:?} in\n{said}");
    }
    for jargon in ["dial tcp", "OCI", "runc", "shim", "rpc error"] {
        assert!(!said.contains(jargon), "{jargon} in\n{said}");
    }
}

#[test]
fn containers_that_do_not_run_say_why() {
    on_cluster(|cluster| {
        let said = failing(cluster, "            image: 'nosuch:1',", 1);
        says(&said, &["E0503", "the image `nosuch:1` of `web` cannot be pulled"]);
        let lines = "            image: 'nosuch:1', pullPolicy: 'never',";
        says(&failing(cluster, lines, 0), &["E0503", "is not on the host"]);
        let lines = "            image: 'busybox', commands: ['slep', '9'],";
        says(&failing(cluster, lines, 1), &["its image has no program `slep`"]);
        let lines = "            image: 'busybox', commands: ['sh', '-c', 'echo oh no; exit 3'],";
        for replicas in [0, 1] {
            let said = failing(cluster, lines, replicas);
            says(&said, &["E0505", "exit code 3", "its last log lines: oh no"]);
        }
        let lines = "            image: 'busybox', commands: ['sleep', '900'],
            healthcheck: { test: 'echo not yet; exit 1', interval: 1, retries: 2 },";
        says(&failing(cluster, lines, 1), &["E0506", "not yet"]);
    });
}

#[test]
fn a_change_that_fails_leaves_what_was_there() {
    on_cluster(|cluster| {
        let program = |lines: &str| {
            let text = format!(
                "class Web extends DockerApplication {{
    getContainer() {{
        return {{
            name: 'web', image: 'busybox', stopTimeout: 1,
{lines}
        }}
    }}
}}
new Web {{ host: new kube:KubernetesPod {{ kubernetesCluster: $cluster, replicas: 1 }} }}.deploy()
"
            );
            cluster.program("web.murano", &text);
        };
        let checked =
            "            commands: ['sleep', '900'], healthcheck: { test: 'true', interval: 1 },";
        program(checked);
        cluster.murano(&["run", "web.murano"]).ends(0).says("1 created");
        let uid = ["get", "pods", "-o", "jsonpath={.items[0].metadata.uid}"];
        let before = cluster.kubectl(&uid);
        program("            commands: ['sh', '-c', 'echo oh no; exit 3'],");
        let did = cluster.murano(&["run", "web.murano"]);
        assert_ne!(did.code, Some(0), "{}", did.err);
        says(&did.err, &["exit code 3", "the previous container was restored"]);
        assert_eq!(cluster.kubectl(&uid), before, "the pod that ran was not touched");
        program(checked);
        cluster.murano(&["run", "web.murano"]).ends(0).says("1 container unchanged");
        // Without the health check there is one thing less in the pod.
        program("            commands: ['sleep', '901'],");
        cluster.murano(&["run", "web.murano"]).ends(0).says("1 replaced");
    });
}

#[test]
fn what_the_cluster_refuses_is_said() {
    on_cluster(|cluster| {
        let lines = "            image: 'busybox', commands: ['sleep', '900'], memory: '64m',";
        cluster.kubectl(&["create", "quota", "small", "--hard=pods=0"]);
        says(&failing(cluster, lines, 1), &["E0502", "exceeded quota: small"]);
        says(&failing(cluster, lines, 0), &["E0502", "exceeded quota: small"]);
        cluster.kubectl(&["delete", "quota", "small"]);
        let lines = "            image: 'busybox', commands: ['sleep', '900'], cpus: 500,";
        says(&failing(cluster, lines, 1), &["no node takes it", "Insufficient cpu"]);
    });
}

#[test]
fn ports_of_a_pod_are_refused_before_anything_starts() {
    on_cluster(|cluster| {
        cluster.program(
            "web.murano",
            "class Web extends DockerApplication {
    name: string!
    getContainer() {
        return { name: $.name, image: 'busybox', commands: ['sleep', '900'], ports: [{ port: 80 }] }
    }
}
$pod = new kube:KubernetesPod { name: 'front', kubernetesCluster: $cluster }
new Web { name: 'one', host: $pod }.deploy()
try {
    new Web { name: 'two', host: $pod }.deploy()
} catch kube:PortConflictException as $e {
    print($e.message)
}
",
        );
        let run = cluster.murano(&["run", "web.murano"]).ends(0);
        let said = "port 80 is already used in the pod `front`, by `one`";
        assert!(run.out.contains(said), "{}", run.out);
        assert_eq!(cluster.kubectl(&["get", "services", "-o", "name"]), "service/web-one");
    });
}

#[test]
fn clusters_that_cannot_be_used_say_why() {
    on_cluster(|cluster| {
        let program = |cluster_lines: &str| {
            cluster.place.file(
                "web.murano",
                format!(
                    "using kube: com.mirantis.docker.kubernetes
class Web extends DockerApplication {{
    getContainer() {{ return {{ name: 'web', image: 'busybox' }} }}
}}
$cluster = new kube:KubernetesCluster {{ {cluster_lines} }}
new Web {{ host: new kube:KubernetesPod {{ kubernetesCluster: $cluster }} }}.deploy()
"
                ),
            );
            let did = cluster.murano(&["run", "web.murano"]);
            assert_ne!(did.code, Some(0), "{}", did.err);
            did.err
        };
        says(&program("context: 'nobody'"), &["forbidden", "nobody"]);
        let known = "has no context `prod`: it has `admin`, `certificate`, `nobody`";
        says(&program("context: 'prod'"), &[known]);
        says(&program("namespace: 'Not One'"), &["a namespace consists of lower-case letters"]);
        says(&program("namespace: 'nowhere'"), &["namespaces \"nowhere\" not found"]);
        let away = "apiVersion: v1
kind: Config
current-context: away
clusters: [{name: away, cluster: {server: 'https://127.0.0.1:1'}}]
contexts: [{name: away, context: {cluster: away, user: me}}]
users: [{name: me, user: {token: t}}]
";
        let file = cluster.place.file("away.yaml", away);
        // Without the record of the runs above.
        let state = cluster.place.path().join("other-state");
        let ask = |file: &std::path::Path| {
            let mut command = cluster.command(&["ps", "--engine", "kubernetes://"]);
            command.env("KUBECONFIG", file).env("XDG_STATE_HOME", &state);
            super::Did::of(command.output().expect("it starts"))
        };
        let did = ask(&file);
        says(&did.err, &["the API server cannot be reached", "refused"]);
        let did = ask("/nowhere".as_ref());
        says(&did.err, &["there is no Kubernetes configuration"]);
    });
}
