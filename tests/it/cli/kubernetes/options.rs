//! Every option of a container, alone and with others: a second run changes nothing, whatever the API server fills in.

use super::on_cluster;

/// One line for each option, and what a shell in the container must find. Pods that are privileged, or whose memory and
/// processor are both limited, need a node with `CAP_SYS_RESOURCE`: tests of manifests cover them.
const OPTIONS: [(&str, &str); 14] = [
    ("env: { A: 'x', B: '$(A)', C: '' },", "[ \"$A$B\" = 'x$(A)' ]"),
    ("env: { TOKEN: 'a1b2c3d4e5f6a7b8' },", "[ $TOKEN = a1b2c3d4e5f6a7b8 ]"),
    ("ports: [{ port: 80, scope: 'host' }],", "true"),
    ("ports: [{ port: 80 }, { port: 53, protocol: 'UDP' }],", "true"),
    ("ports: [{ port: 80, scope: 'cloud' }, { port: 81, scope: 'public' }],", "true"),
    ("volumes: { '/data': new DockerTempVolume { } },", "echo x > /data/x"),
    ("volumes: { '/host': new DockerHostVolume { path: '/tmp' } },", "[ -d /host ]"),
    (
        "files: { '/etc/a.conf': 'one', '/etc/b.key': { content: 'two', mode: '0600' } },",
        "[ $(cat /etc/a.conf /etc/b.key) = onetwo ]",
    ),
    ("memory: '64m',", "true"),
    ("cpus: 0.25,", "true"),
    ("user: '1000:1000', workingDir: '/tmp',", "[ $(id -u) = 1000 ] && [ $(pwd) = /tmp ]"),
    ("readOnly: true, stopTimeout: 1,", "! touch /x"),
    ("healthcheck: { test: ['CMD', 'true'], interval: 2, startInterval: 1, retries: 4 },", "true"),
    ("labels: { 'example.org/team': 'web' }, entrypoint: ['sh', '-c'], restart: 'always',", "true"),
];

/// All options that go together.
const ALL: &str = "env: { A: 'x', SECRET_KEY: 'a1b2c3d4e5f6a7b8' }, ports: [{ port: 80, scope: 'cloud' }],
    volumes: { '/data': new DockerTempVolume { } }, files: { '/etc/a.conf': 'one' }, cpus: 0.5,
    user: '1000', healthcheck: { test: 'true', interval: 1 }, labels: { team: 'web' }, stopTimeout: 1,";

#[test]
fn a_second_run_changes_nothing_whatever_the_options() {
    on_cluster(|cluster| {
        let lines: Vec<&str> = OPTIONS.iter().map(|(line, _)| *line).chain([ALL]).collect();
        // Each option in a pod of its own and in a deployment: 30 combinations.
        let mut program = "class Web extends DockerApplication {
    name: string!
    options: any
    getContainer() {
        $common = { name: $.name, image: 'busybox', commands: ['sleep 900'], entrypoint: ['sh', '-c'], stopTimeout: 0 }
        return $common.mergeWith($.options)
    }
}
"
        .to_owned();
        for (n, line) in lines.iter().enumerate() {
            for replicas in [0, 1] {
                program += &format!(
                    "$h{n}{replicas} = new kube:KubernetesPod {{ name: 'p{n}-{replicas}', kubernetesCluster: $cluster, \
                     replicas: {replicas} }}\n\
                     $w{n}{replicas} = new Web {{ name: 'w{n}-{replicas}', host: $h{n}{replicas}, options: {{ {line} }} }}\n"
                );
            }
        }
        program += "parallel {\n";
        for n in 0..lines.len() {
            program += &format!("    {{ $w{n}0.deploy()\n $w{n}1.deploy() }}\n");
        }
        program += "}\n";
        cluster.program("many.murano", &program);
        cluster.murano(&["run", "many.murano"]).ends(0).says("30 created");
        let second = cluster.murano(&["run", "many.murano"]).ends(0);
        assert!(second.err.contains("30 containers unchanged"), "{}", second.err);
        let plan = cluster.murano(&["plan", "many.murano"]).ends(0);
        assert!(plan.out.contains("30 unchanged"), "{}", plan.out);
        for (n, (line, check)) in OPTIONS.iter().enumerate() {
            for replicas in [0, 1] {
                let name = format!("w{n}-{replicas}");
                let did =
                    cluster.murano(&["exec", "--env", "many", &name, "--", "sh", "-c", check]);
                assert_eq!(did.code, Some(0), "{line}: {check}: {}{}", did.out, did.err);
            }
        }
        cluster.murano(&["down", "many.murano"]).ends(0).says("30 containers");
    });
}
