//! Applications that were written for engines, on a cluster by another host, with traffic.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::time::{Duration, Instant};

use super::on_cluster;

/// Sends a request and returns the whole reply.
fn ask(address: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("the port is open");
    stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a timeout");
    stream.write_all(request.as_bytes()).expect("sent");
    let mut reply = String::new();
    stream.read_to_string(&mut reply).expect("a reply");
    reply
}

#[test]
fn the_guest_book_runs_in_three_pods() {
    on_cluster(|cluster| {
        let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
        let text = std::fs::read_to_string(examples.join("guestbook.murano")).expect("it is there");
        let redis = std::fs::read_to_string(examples.join("guestbook/redis.murano"));
        // The hosts are all that changes.
        let pod = |name: &str| {
            format!(
                "new com.mirantis.docker.kubernetes.KubernetesPod {{ name: '{name}', kubernetesCluster: $cluster, replicas: 1 }}"
            )
        };
        let hosts = format!(
            "$cluster = new com.mirantis.docker.kubernetes.KubernetesCluster {{ namespace: '{}' }}
$local = {}
$master = {}
$replica = {}",
            cluster.name,
            pod("front"),
            pod("master"),
            pod("replica"),
        );
        let text = text
            .replace("$local = new DockerStandaloneHost { name: 'local' }", &hosts)
            .replace("redisReplicaHost: $local", "redisReplicaHost: $replica")
            .replace("name: 'redis', host: $local", "name: 'redis', host: $master");
        std::fs::create_dir(cluster.place.path().join("guestbook")).expect("made");
        cluster.place.file("guestbook/redis.murano", redis.expect("it is there"));
        cluster.place.file("guestbook.murano", text);
        let run = cluster.murano(&["run", "guestbook.murano"]).ends(0).says("3 created");
        let page = run.out.trim().strip_prefix("http://").expect("an address").to_owned();

        let form = "message=hello+from+a+pod";
        let post = format!(
            "POST / HTTP/1.0\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
            form.len()
        );
        ask(&page, &post);
        // The master has it at once, the replica a moment later.
        let begun = Instant::now();
        loop {
            let reply = ask(&page, "GET / HTTP/1.0\r\n\r\n");
            if reply.contains("hello from a pod") {
                break;
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "{reply}");
            std::thread::sleep(Duration::from_millis(200));
        }
        cluster.murano(&["run", "guestbook.murano"]).ends(0).says("3 containers unchanged");
        let graph = cluster.murano(&["graph", "guestbook.murano"]).ends(0).out;
        assert!(graph.contains("host front") && graph.contains("host replica"), "{graph}");
    });
}
