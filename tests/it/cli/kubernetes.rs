//! `KubernetesPod` on a real cluster of one node (`scripts/kubernetes up`), each test in a namespace of its own.

mod compositions;
mod failures;
mod options;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::environments::real_command;
use super::{Did, Place};

/// A namespace of the cluster.
struct Namespace {
    place: Place,
    name: String,
    kubeconfig: String,
}

impl Namespace {
    /// Runs a command of `murano`.
    fn murano(&self, args: &[&str]) -> Did {
        Did::of(self.command(args).output().expect("the binary starts"))
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = real_command(&self.place, args);
        command.env("KUBECONFIG", &self.kubeconfig);
        command
    }

    /// Runs `kubectl` in the namespace; it must succeed.
    fn kubectl(&self, args: &[&str]) -> String {
        let output = kubectl(&self.kubeconfig, &[&["-n", &self.name], args].concat());
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        assert!(output.status.success(), "kubectl {args:?}: {}", text(output.stderr));
        text(output.stdout).trim().to_owned()
    }

    /// Writes a program whose variable `$cluster` is this namespace.
    fn program(&self, file: &str, text: &str) {
        let head = format!(
            "using kube: com.mirantis.docker.kubernetes
$cluster = new kube:KubernetesCluster {{ namespace: '{}' }}
",
            self.name
        );
        self.place.file(file, format!("{head}{text}"));
    }

    /// What a page says, fetched from this machine.
    fn page(&self, address: &str) -> String {
        let mut stream = TcpStream::connect(address).expect("the port is open");
        stream.set_read_timeout(Some(Duration::from_secs(5))).expect("a timeout");
        stream.write_all(b"GET / HTTP/1.0\r\n\r\n").expect("sent");
        let mut reply = String::new();
        stream.read_to_string(&mut reply).expect("a reply");
        reply.split("\r\n\r\n").nth(1).unwrap_or_default().trim().to_owned()
    }

    /// The address of an application's endpoint.
    fn endpoint(&self, file: &str, application: &str, scope: &str) -> String {
        let all = self.murano(&["endpoints", file, "--format", "json"]).ends(0).json();
        let rows = all.as_array().expect("a list");
        let own =
            rows.iter().find(|row| row["applicationName"] == application && row["scope"] == scope);
        let own = own.unwrap_or_else(|| panic!("no {scope} endpoint of {application} in {all}"));
        format!("{}:{}", own["address"].as_str().expect("an address"), own["port"])
    }
}

fn kubectl(kubeconfig: &str, args: &[&str]) -> std::process::Output {
    Command::new("kubectl")
        .args(["--kubeconfig", kubeconfig])
        .args(args)
        .env("NO_PROXY", "*")
        .output()
        .expect("kubectl starts")
}

/// Runs a test in a namespace of its own, and removes it whatever happens. `scripts/test` starts the cluster and says
/// where it is, or says loudly that these tests are left out.
#[expect(clippy::print_stderr, reason = "a skipped test is reported")]
fn on_cluster(test: impl FnOnce(&Namespace)) {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let Ok(kubeconfig) = std::env::var("MURANO_TEST_KUBECONFIG") else {
        eprintln!("skipped: MURANO_TEST_KUBECONFIG names no cluster");
        return;
    };
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("mt-{}-{number}", std::process::id());
    assert!(kubectl(&kubeconfig, &["create", "namespace", &name]).status.success());
    let namespace = Namespace { place: Place::new(), name, kubeconfig };
    let outcome = catch_unwind(AssertUnwindSafe(|| test(&namespace)));
    let _ =
        kubectl(&namespace.kubeconfig, &["delete", "namespace", &namespace.name, "--wait=false"]);
    outcome.unwrap_or_else(|panic| resume_unwind(panic));
}

/// A page and a Redis, each in a pod.
const TWO_PODS: &str = r#"
class Redis extends DockerApplication {
    getContainer() -> DockerContainer {
        return {
            name: 'redis',
            image: 'redis:7-alpine',
            env: { REDIS_PASSWORD: 'swordfish-4711' },
            ports: [{ port: 6379 }],
            healthcheck: { test: 'redis-cli ping', interval: 1 },
        }
    }
}

class Page extends DockerApplication {
    redis: Redis!
    text: string! = 'hello'

    getContainer() -> DockerContainer {
        $redis = $.getConnectionTo($.redis, 6379)
        return {
            name: 'page',
            image: 'busybox',
            commands: ['httpd', '-f', '-p', '80', '-h', '/www'],
            files: { '/www/index.html': $.text },
            env: { REDIS: "\($redis.host) \($redis.port)" },
            ports: [{ port: 80, scope: 'cloud' }],
            stopTimeout: 1,
        }
    }
}

$redis = new Redis { host: new kube:KubernetesPod { name: 'back', kubernetesCluster: $cluster } }
$page = new Page {
    host: new kube:KubernetesPod { name: 'front', kubernetesCluster: $cluster, replicas: 2 },
    redis: $redis,
}
$redis.deploy()
$page.deploy()
"#;

#[test]
fn applications_run_in_pods_and_reach_one_another() {
    on_cluster(|cluster| {
        cluster.program("shop.murano", TWO_PODS);
        let plan = cluster.murano(&["plan", "shop.murano"]).ends(0);
        assert!(
            plan.out.contains("2 to create") && !plan.out.contains("swordfish"),
            "{}",
            plan.out
        );
        assert_eq!(cluster.kubectl(&["get", "all", "-o", "name"]), "", "a plan changes nothing");

        let run = cluster.murano(&["run", "shop.murano"]).ends(0).says("2 created");
        assert!(!(run.out + &run.err).contains("swordfish"));
        assert_eq!(cluster.page(&cluster.endpoint("shop.murano", "page", "cloud")), "hello");
        let ping = "set -- $REDIS; echo ping | nc $1 $2";
        let exec = ["exec", "--env", "shop", "page", "--", "sh", "-c", ping];
        assert_eq!(cluster.murano(&exec).ends(0).out.trim(), "+PONG");
        let pods = cluster.kubectl(&["get", "pods", "-o", "name"]);
        assert_eq!(pods.lines().count(), 3, "{pods}");
        let annotations = cluster.kubectl(&["get", "pods,deployments,services", "-o", "yaml"]);
        assert!(!annotations.contains("swordfish"), "only a Secret has the password");

        cluster.murano(&["run", "shop.murano"]).ends(0).says("2 containers unchanged");
        let plan = cluster.murano(&["plan", "shop.murano"]).ends(0);
        assert!(plan.out.contains("2 unchanged"), "{}", plan.out);
        let ps = cluster.murano(&["ps", "--env", "shop", "--format", "json"]).ends(0).json();
        assert_eq!((&ps[0]["state"], &ps[1]["state"]), (&"running".into(), &"running".into()));
        assert_eq!(ps[1]["health"], "healthy");
        let log = cluster.murano(&["logs", "redis", "--env", "shop", "--tail", "5"]).ends(0).out;
        assert!(log.contains("Ready to accept connections"), "{log}");

        cluster.murano(&["down", "shop.murano"]).ends(0).says("2 containers");
        let left = cluster.kubectl(&["get", "all,configmaps,secrets", "-o", "name"]);
        let left: Vec<&str> = left.lines().filter(|name| name.contains("shop")).collect();
        assert!(left.is_empty(), "{left:?}");
    });
}

#[test]
fn a_change_rolls_out_and_drift_is_repaired() {
    on_cluster(|cluster| {
        cluster.program("shop.murano", TWO_PODS);
        cluster.murano(&["run", "shop.murano"]).ends(0);
        let changed = TWO_PODS.replace("redis: $redis,", "redis: $redis, text: 'good bye',");
        cluster.program("shop.murano", &changed);
        let plan = cluster.murano(&["plan", "shop.murano"]).ends(0);
        assert!(plan.out.contains("1 to replace"), "{}", plan.out);
        cluster.murano(&["run", "shop.murano"]).ends(0).says("1 replaced, 1 unchanged");
        assert_eq!(cluster.page(&cluster.endpoint("shop.murano", "page", "cloud")), "good bye");

        let files =
            cluster.kubectl(&["get", "configmaps", "-l", "io.murano.environment", "-o", "name"]);
        assert_eq!(files.lines().count(), 1, "the file of before is gone: {files}");

        // Somebody changes the image, deletes a service, and scales by hand.
        cluster.kubectl(&["set", "image", "deployment/shop-front", "page=httpd:2.4"]);
        cluster.kubectl(&["delete", "service", "shop-redis"]);
        let plan = cluster.murano(&["plan", "shop.murano"]).ends(0);
        assert!(plan.out.contains("spec.template.spec.containers.page.image"), "{}", plan.out);
        assert!(plan.out.contains("Service shop-redis"), "{}", plan.out);
        cluster.murano(&["run", "shop.murano"]).ends(0).says("2 repaired");
        let image = "jsonpath={.spec.template.spec.containers[0].image}";
        let image = cluster.kubectl(&["get", "deployment", "shop-front", "-o", image]);
        assert_eq!(image, "busybox");

        cluster.murano(&["scale", "front=3"]).ends(0).says("scaled from 2 to 3");
        let plan = cluster.murano(&["plan", "shop.murano"]).ends(0);
        assert!(plan.out.contains("3 pods instead of 2"), "{}", plan.out);
        cluster.murano(&["run", "shop.murano"]).ends(0).says("1 repaired");
        cluster.murano(&["run", "shop.murano"]).ends(0).says("2 containers unchanged");

        // The program does not want the page any more.
        cluster.program("shop.murano", &changed.replace("$page.deploy()\n", ""));
        cluster.murano(&["run", "shop.murano", "--prune"]).ends(0).says("removed");
        assert_eq!(cluster.kubectl(&["get", "deployments", "-o", "name"]), "");
    });
}

#[test]
fn containers_of_a_pod_share_an_address() {
    on_cluster(|cluster| {
        let one_pod = TWO_PODS
            .replace("new kube:KubernetesPod { name: 'back', kubernetesCluster: $cluster }", "$pod")
            .replace(
                "new kube:KubernetesPod { name: 'front', kubernetesCluster: $cluster, replicas: 2 }",
                "$pod",
            )
            .replace(
                "$redis = new",
                "$pod = new kube:KubernetesPod { name: 'both', kubernetesCluster: $cluster, labels: 'Tier=Web' }\n$redis = new",
            );
        cluster.program("shop.murano", &one_pod);
        cluster.murano(&["run", "shop.murano"]).ends(0).says("2 created");
        let exec = ["exec", "--env", "shop", "page", "--", "sh", "-c", "echo $REDIS"];
        assert_eq!(cluster.murano(&exec).ends(0).out.trim(), "127.0.0.1 6379");
        let ping = "set -- $REDIS; echo ping | nc $1 $2";
        let exec = ["exec", "--env", "shop", "page", "--", "sh", "-c", ping];
        assert_eq!(cluster.murano(&exec).ends(0).out.trim(), "+PONG");
        let labelled = cluster.kubectl(&["get", "pods", "-l", "tier=web", "-o", "name"]);
        assert_eq!(labelled, "pod/shop-both");
        cluster.murano(&["run", "shop.murano"]).ends(0).says("2 containers unchanged");

        // A pod that somebody deletes is made again, with both.
        cluster.kubectl(&["delete", "pod", "shop-both"]);
        cluster.murano(&["run", "shop.murano"]).ends(0);
        cluster.murano(&["run", "shop.murano"]).ends(0).says("2 containers unchanged");
        assert_eq!(cluster.page(&cluster.endpoint("shop.murano", "page", "cloud")), "hello");
    });
}

#[test]
fn actions_change_running_pods() {
    on_cluster(|cluster| {
        let hosts = "$front = new kube:KubernetesPod { name: 'front', kubernetesCluster: $cluster, replicas: 2 }
$back = new kube:KubernetesPod { name: 'back', kubernetesCluster: $cluster }
$redis = new";
        let program = TWO_PODS
            .replace("new kube:KubernetesPod { name: 'back', kubernetesCluster: $cluster }", "$back")
            .replace(
                "new kube:KubernetesPod { name: 'front', kubernetesCluster: $cluster, replicas: 2 }",
                "$front",
            )
            .replace("$redis = new", hosts);
        cluster.program("shop.murano", &program);
        cluster.murano(&["run", "shop.murano"]).ends(0);
        let uid = ["get", "pod", "shop-back", "-o", "jsonpath={.metadata.uid}"];
        let before = cluster.kubectl(&uid);
        cluster.program("shop.murano", &(program + "$front.scalePodUp()\n$back.recreatePod()\n"));
        cluster.murano(&["run", "shop.murano"]).ends(0);
        let replicas = ["get", "deployment", "shop-front", "-o", "jsonpath={.spec.replicas}"];
        assert_eq!(cluster.kubectl(&replicas), "3");
        assert_ne!(cluster.kubectl(&uid), before, "it is another pod");
    });
}

#[test]
fn a_killed_run_and_two_at_once_converge() {
    on_cluster(|cluster| {
        cluster.program("shop.murano", TWO_PODS);
        // Later in the run with each attempt, as long as there is something to kill.
        for moment in 0..6 {
            let mut run = cluster.command(&["run", "shop.murano"]).spawn().expect("it starts");
            std::thread::sleep(Duration::from_millis(300 + 350 * moment));
            run.kill().expect("it can be killed");
            run.wait().expect("it ends");
        }
        let mut both: Vec<_> = (0..2)
            .map(|_| cluster.command(&["run", "shop.murano"]).spawn().expect("it starts"))
            .collect();
        let codes: Vec<_> =
            both.iter_mut().map(|run| run.wait().expect("it ends").code()).collect();
        assert!(codes.contains(&Some(0)), "one of two runs deploys: {codes:?}");
        cluster.murano(&["run", "shop.murano"]).ends(0).says("2 containers unchanged");
        let pods = cluster.kubectl(&["get", "pods", "-o", "name"]);
        assert_eq!(pods.lines().count(), 3, "{pods}");
        cluster.murano(&["down", "shop.murano"]).ends(0);
        let left = cluster.kubectl(&["get", "all,configmaps,secrets", "-o", "name"]);
        assert!(!left.contains("shop"), "{left}");
    });
}

#[test]
fn foreign_objects_are_never_touched() {
    on_cluster(|cluster| {
        cluster.kubectl(&["create", "deployment", "shop-front", "--image=busybox"]);
        cluster.kubectl(&["create", "service", "clusterip", "shop-redis", "--tcp=6379"]);
        let before = cluster.kubectl(&["get", "deployment,service", "-o", "yaml"]);
        cluster.program("shop.murano", TWO_PODS);
        cluster.murano(&["run", "shop.murano"]).ends(4).says("E0504");
        cluster.murano(&["down", "shop.murano"]);
        let uid = |text: &str| -> Vec<String> {
            text.lines().filter(|line| line.trim().starts_with("uid:")).map(str::to_owned).collect()
        };
        let after = cluster.kubectl(&["get", "deployment,service", "-o", "yaml"]);
        assert_eq!(uid(&after), uid(&before));
        assert!(!after.contains("io.murano"), "{after}");
    });
}

#[test]
fn a_rolling_update_loses_no_request() {
    on_cluster(|cluster| {
        cluster.program("shop.murano", TWO_PODS);
        cluster.murano(&["run", "shop.murano"]).ends(0);
        let address = cluster.endpoint("shop.murano", "page", "internal");
        // The load comes from inside of the cluster, from the pod that stays.
        let load = format!(
            "n=0; while [ ! -e /tmp/stop ]; do echo -e 'GET / HTTP/1.0\\r\\n' | nc {} | grep -q 'hello\\|bye' \
             || echo lost; n=$((n+1)); done; echo $n requests",
            address.replace(':', " ")
        );
        let mut generator = cluster
            .command(&["exec", "--env", "shop", "redis", "--", "sh", "-c", &load])
            .spawn()
            .expect("it starts");
        std::thread::sleep(Duration::from_secs(1));
        let changed = TWO_PODS.replace("redis: $redis,", "redis: $redis, text: 'good bye',");
        cluster.program("shop.murano", &changed);
        cluster.murano(&["run", "shop.murano"]).ends(0).says("1 replaced");
        cluster.murano(&["exec", "--env", "shop", "redis", "--", "touch", "/tmp/stop"]).ends(0);
        let mut said = String::new();
        generator.stdout.take().expect("its output").read_to_string(&mut said).expect("read");
        generator.wait().expect("it ends");
        assert!(said.contains("requests") && !said.contains("lost"), "{said}");
    });
}
