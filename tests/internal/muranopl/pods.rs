//! Pods and clusters of `com.mirantis.docker.kubernetes`, with classes of one's own behind them (row 130).

use super::harness::{Bench, Pack, json};

/// Own classes of pods and clusters: what is sent to the cluster is recorded.
const CLUSTER: &str = r#"
Namespaces: {=: test, k: com.mirantis.docker.kubernetes, docker: com.mirantis.docker, std: io.murano, res: io.murano.resources}
---
Name: Cluster
Extends: k:KubernetesCluster
Properties:
  plans: {Contract: [], Usage: Runtime, Default: []}
Methods:
  deploy:
  isAvailable: {Body: {Return: true}}
  run:
    Arguments:
      - plan: {Contract: $.string()}
      - parameters: {Contract: {}}
    Body:
      - $.plans: $.plans + [[$plan, $parameters]]
      - If: $plan = UpdateService
        Then: {Return: 10.254.0.7}
  seen:
    Body:
      - $seen: $.plans.select($[0])
      - $.plans: []
      - Return: $seen
---
Name: Main
Properties:
  environment: {Contract: $.class(std:Environment), Usage: Runtime}
  cluster: {Contract: $.class(Cluster), Usage: Runtime}
  pod: {Contract: $.class(k:KubernetesPod), Usage: Runtime}
Methods:
  .init:
    Body:
      - $.environment: new(std:Environment, name => e)
      - $node: {instance: {'?': {type: io.murano.resources.LinuxMuranoInstance}, name: n, flavor: f, ipAddresses: ['10.0.0.3'], floatingIpAddress: '198.51.100.4'}}
      - $.cluster: new(Cluster, $.environment, name => c, gatewayNodes => [$node, $node], minionNodes => [$node])
      - $.pod: new(k:KubernetesPod, $.environment, name => Pod1, kubernetesCluster => $.cluster, replicas => 1, labels => 'Tier=Web; x')
  container:
    Arguments: [{name: {Contract: $}}, {ports: {Contract: $}}, {image: {Contract: $, Default: 'i:1'}}]
    Body: {Return: {name: $name, image: $image, ports: $ports, env: {A: 1}}}
  endpoints:
    Body:
      - $ports: [{port: 80, scope: public}, {port: 22, scope: cloud}, {port: 53, protocol: UDP, scope: internal}, {port: 9, scope: host}]
      - $found: $.pod.hostContainer($.container('Web', $ports))
      - $lines: $found.select(format('{0} {1}:{2} {3}', $.scope, $.address, $.port, $.containerPort))
      - Return: [$lines, $.cluster.seen()]
  pods:
    Body:
      - $.pod.hostContainer($.container('Web', [{port => 80, scope => public}]))
      - $.cluster.seen()
      - Try:
        - $.pod.hostContainer($.container('Other', [{port => 80, scope => internal}]))
        Catch:
        - With: k:PortConflictException
          As: e
          Do: {$message: $e.message}
      - $again: $.pod.hostContainer($.container('Web', [{port => 80, scope => public}], 'i:2'))
      - $changed: $.cluster.seen()
      - $.pod.hostContainer($.container('Other', [{port => 81, scope => internal}]))
      - $beside: $.cluster.seen()
      - $.pod.deleteContainer('Web')
      - $left: $.cluster.serviceEndpoints.select($.applicationName).distinct()
      - Return: [$message, len($again), $changed, $beside, $.cluster.seen(), $left]
  scaling:
    Body:
      - $.pod.scalePodUp()
      - $up: $.pod.replicas
      - $.pod.scalePodDown()
      - $.pod.scalePodDown()
      - $.cluster.scaleGatewaysUp()
      - $.cluster.scaleGatewaysUp()
      - $.cluster.scaleNodesUp()
      - $.cluster.scaleNodesDown()
      - Return: [$up, $.pod.replicas, $.cluster.gatewayCount, $.cluster.nodeCount, $.cluster.seen()]
  definition:
    Body:
      - $container: $.container('Web', [{port => 80, scope => internal}])
      - $container.volumes: {'/d': {'?': {type: com.mirantis.docker.DockerHostVolume}, name: v, path: '/srv'}}
      - $.pod.hostContainer($container)
      - Return: $.cluster.plans.where($[0] = UpdateReplicationController).select($[1].definition).first()
"#;

fn cluster() -> Bench {
    let pack = Pack::new("test")
        .require("com.mirantis.docker.Interfaces", "")
        .require("com.mirantis.docker.kubernetes.KubernetesPod", "")
        .require("com.mirantis.docker.kubernetes.KubernetesCluster", "");
    Bench::new().add(pack.classes(CLUSTER))
}

/// A port of a pod answers in the cluster, at each gateway and in the pod; port 22 stays with the servers.
/// Differs: plans reach a cluster only through a class of one's own; others are reached by their API.
#[test]
fn row_130_endpoints_of_pods() {
    let wanted = json!([
        [
            "internal 10.254.0.7:80 80",
            "cloud 10.0.0.3:80 80",
            "public 198.51.100.4:80 80",
            "host 127.0.0.1:80 80",
            "internal 10.254.0.7:1025 22",
            "cloud 10.0.0.3:1025 22",
            "host 127.0.0.1:22 22",
            "internal 10.254.0.7:53 53",
            "host 127.0.0.1:53 53",
        ],
        ["UpdateReplicationController", "UpdateService"]
    ]);
    assert_eq!(cluster().run("endpoints"), wanted);
}

/// Two containers of a pod cannot have one port; the same one can change, and goes without its neighbours.
/// Differs: a container that changes does not conflict with itself, and takes only its own service along.
#[test]
fn row_130_ports_of_a_pod_conflict() {
    let change = json!(["UpdateReplicationController", "DeletePods"]);
    let wanted = json!([
        "Port 80 is already used in the Pod Pod1",
        4,
        change,
        ["UpdateReplicationController", "DeletePods", "UpdateService"],
        ["DeleteServices", "UpdateReplicationController", "DeletePods"],
        ["Other"]
    ]);
    assert_eq!(cluster().run("pods"), wanted);
}

/// Copies and servers are added and removed within their bounds.
#[test]
fn row_130_scaling() {
    assert_eq!(cluster().run("scaling"), json!([2, 1, 2, 1, ["ScaleRc", "ScaleRc"]]));
}

/// The definitions sent to the cluster are in its own format.
#[test]
fn row_130_definitions() {
    let labels = json!({ "tier": "web", "id": "pod1" });
    let wanted = json!({
        "apiVersion": "v1",
        "kind": "ReplicationController",
        "metadata": { "name": "pod1", "labels": labels },
        "spec": {
            "replicas": 1,
            "selector": { "id": "pod1" },
            "template": { "metadata": { "labels": labels }, "spec": {
                "containers": [{
                    "name": "web", "image": "i:1", "args": [], "env": [{ "name": "A", "value": "1" }],
                    "ports": [{ "containerPort": 80, "protocol": "TCP" }],
                    "volumeMounts": [{ "name": "web-0", "mountPath": "/d" }],
                    "securityContext": { "privileged": false },
                }],
                "volumes": [{ "name": "web-0", "hostPath": { "path": "/srv" } }],
            } },
        },
    });
    assert_eq!(cluster().run("definition"), wanted);
}

/// A cluster without plans: those of the original class are for servers, and are refused.
#[test]
fn row_130_without_plans() {
    let bench = Bench::new().add(
        Pack::new("test").require("com.mirantis.docker.kubernetes.KubernetesPod", "").classes(
            r#"
Namespaces: {=: test, k: com.mirantis.docker.kubernetes, std: io.murano}
---
Name: Main
Methods:
  run:
    Body:
      - $e: new(std:Environment, name => e)
      - $node: {instance: {'?': {type: io.murano.resources.LinuxMuranoInstance}, name: n, flavor: f}}
      - $c: new(k:KubernetesCluster, $e, name => c, nodeCount => '2', masterNode => $node)
      - $p: new(k:KubernetesPod, $e, name => p, kubernetesCluster => $c)
      - Try:
        - $c.run(UpdateService, {})
        Catch:
        - With: k:NeedsCluster
          Do:
            - $scope: $p.getInternalScopeId() = id($c)
            - Return: [$c.nodeCount, $c.useFlannel, $c.enableKubeDns, $p.replicas, $scope]
"#,
        ),
    );
    assert_eq!(bench.run("run"), json!([2, false, true, 0, true]));
}
