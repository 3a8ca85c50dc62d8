//! Core classes, the library of applications, unit tests (rows 123 to 127).

use super::harness::{Bench, Pack, body, json};

/// Replication groups create and release members; providers of several kinds.
#[test]
fn row_125_replication() {
    let bench = Bench::new().add(Pack::new("test").require("io.murano.applications", "0").classes(
        r#"
Namespaces: {=: test, apps: io.murano.applications}
---
Name: Item
Properties:
  n: {Contract: $.int()}
---
Name: Maker
Extends: apps:ReplicaProvider
Methods:
  createReplica:
    Arguments:
      - index: {Contract: $.int()}
      - owner: {Contract: $}
    Body:
      - If: $index > 3
        Then: {Return: null}
      - Return: new(Item, $owner, n => $index)
---
Name: Main
Methods:
  run:
    Body:
      - $group: new(apps:ReplicationGroup, provider => new(Maker), numItems => 2, maxItems => 5)
      - $group.deploy()
      - $first: $group.items.n
      - $group.scale(9)
      - $second: [$group.numItems, $group.items.n]
      - $group.scale(-4)
      - Return: [$first, $second, $group.items.n]
"#,
    ));
    assert_eq!(bench.run("run"), json!([[1, 2], [5, [1, 2, 3]], [1]]));
}

/// Events reach each subscriber once, with sender and arguments.
#[test]
fn row_125_events() {
    let bench = Bench::new().add(Pack::new("test").require("io.murano.applications", "0").classes(
        r#"
Namespaces: {=: test, apps: io.murano.applications}
---
Name: Main
Properties:
  log: {Contract: [], Usage: Runtime, Default: []}
Methods:
  run:
    Body:
      - $event: new(apps:Event, name => thing)
      - $event.subscribe($)
      - $event.subscribe($)
      - $event.notify($, 1, x => 2)
      - $event.unsubscribe($)
      - $event.notify($, 3)
      - $event.unsubscribe($)
      - $event.notify($, 4)
      - Try:
        - $event.subscribe($, nosuch)
        Catch:
        - With: apps:NoHandlerMethodException
          Do: {Return: $.log}
  handleThing:
    Arguments:
      - sender: {Contract: $}
      - n: {Contract: $}
      - x: {Contract: $, Default: 0}
    Body:
      - $.log: $.log + [[$n, $x]]
"#,
    ));
    assert_eq!(bench.run("run"), json!([[1, 2], [3, 0]]));
}

/// Software is installed and configured once a server; failures are counted.
#[test]
fn row_125_software_component() {
    let bench = Bench::new().add(Pack::new("test").require("io.murano.applications", "0").classes(
        r#"
Namespaces: {=: test, apps: io.murano.applications, res: io.murano.resources}
---
Name: Server
Extends: res:Instance
Methods:
  beginDeploy: {Body: {Return: null}}
  endDeploy: {Body: {Return: null}}
---
Name: Main
Extends: apps:SoftwareComponent
Properties:
  log: {Contract: [], Usage: Runtime, Default: []}
Methods:
  run:
    Body:
      - $a: new(Server, name => a, flavor => f)
      - $b: new(Server, name => bad, flavor => f)
      - $good: new(apps:ServerList, servers => [$a])
      - $.deployAt($good)
      - $.deployAt($good)
      - Try:
        - $.install(new(apps:ServerList, servers => [$a, $b]))
        Catch:
        - With: apps:TooManyInstallationErrors
          Do: {Return: $.log}
  getConfigurationKey: {Body: {Return: key}}
  onInstallServer:
    Arguments:
      - server: {Contract: $}
      - serverGroup: {Contract: $}
    Body:
      - $.log: $.log + [install, $server.name]
      - If: $server.name = bad
        Then: {Throw: Oops}
  onConfigureServer:
    Arguments:
      - server: {Contract: $}
      - serverGroup: {Contract: $}
    Body:
      - $.log: $.log + [configure, $server.name]
"#,
    ));
    assert_eq!(bench.run("run"), json!(["install", "a", "configure", "a", "install", "bad"]));
}

/// An application on existing servers, in a simulated world that keeps the commands it
/// receives.
const REPORTING: &str = r#"
Namespaces: {=: test, apps: io.murano.applications, res: io.murano.resources, std: io.murano}
---
Name: Server
Extends: res:Instance
Methods:
  beginDeploy: {Body: {Return: null}}
  endDeploy: {Body: {Return: null}}
---
Name: Reporter
Extends: io.murano.system.StatusReporter
Properties:
  seen: {Contract: [], Usage: Runtime, Default: []}
Methods:
  report:
    Arguments: [{who: {Contract: $}}, {msg: {Contract: $}}]
    Body:
      - $.seen: $.seen + [$msg]
---
Name: Runtime
Extends: std:Environment
Methods:
  watch:
    Body:
      - $.reporter: new(Reporter)
---
Name: Software
Extends: apps:SoftwareComponent
Methods:
  getConfigurationKey: {Body: {Return: key}}
  onInstallServer:
    Arguments: [{server: {Contract: $}}, {serverGroup: {Contract: $}}]
    Body:
      - sleep(0)
      - If: $server.name = bad
        Then: {Throw: Oops, Message: no disk}
---
Name: Single
Extends: apps:SingleServerApplication
Methods:
  getConfigurationKey: {Body: {Return: key}}
---
Name: Main
Methods:
  group:
    Body:
      - $e: new(Runtime, name => e)
      - $provider: new(apps:TemplateServerProvider, $e, template => {'?' => {type => 'test.Server'}, flavor => f}, serverNamePattern => 'n{0}')
      - $group: new(apps:ServerReplicationGroup, $e, farm, provider => $provider, numItems => 2)
      - $e.watch()
      - Return: [$e, $group]
  run:
    Body:
      - $both: $.group()
      - $e: $both[0]
      - $software: new(Software, $e, db)
      - $software.deployAt($both[1])
      - $first: $e.reporter.seen
      - $software.deployAt($both[1])
      - $both[1].scale(-2)
      - Return: [$first, $e.reporter.seen.skip(len($first))]
  failing:
    Body:
      - $e: new(std:Environment, name => e)
      - $server: new(Server, $e, name => bad, flavor => f)
      - $software: new(Software, $e, db)
      - Try:
        - $software.install(new(apps:ServerList, servers => [$server]))
        Catch:
        - With: apps:TooManyInstallationErrors
          As: error
          Do: {Return: $error.message}
  once:
    Body:
      - $e: new(std:Environment, name => e)
      - $single: new(Single, $e, one, server => new(Server, $e, name => s, flavor => f))
      - $single.deploy()
      - $key: $single.checkClusterIsConfigured($single._serverGroup)
      - Return: [$key, $single._serverGroup.getServers().name]
"#;

/// The reports while software is installed and configured; servers continue in parallel; groups
/// that are done stay so.
#[test]
fn row_125_reports() {
    let bench = Bench::new()
        .add(Pack::new("test").require("io.murano.applications", "0").classes(REPORTING));
    let wanted = json!([
        [
            "Creating 2 servers for farm",
            "Provisioning VM for Server 1",
            "Provisioning VM for Server 2",
            "Installing db",
            "Began installing db on n1",
            "Began installing db on n2",
            "db is installed on n1",
            "db is installed on n2",
            "Finished installing db (no errors encountered)",
            "Applying configuration of db",
            "Began configuring db on n1",
            "db is configured at n1",
            "Began configuring db on n2",
            "db is configured at n2",
            "Finished configuring db (no errors encountered)",
        ],
        [
            "Provisioning VM for Server 1",
            "Provisioning VM for Server 2",
            "Removing 2 servers from farm"
        ]
    ]);
    assert_eq!(bench.run("run"), wanted);
    assert_eq!(bench.run("failing"), "Too many errors (1) encountered while installing db");
    assert_eq!(bench.run("once"), json!([true, ["s"]]));
}

/// Environments, servers and agents can be held and passed; methods that need a cloud fail when
/// they are called.
#[test]
fn row_126_core_classes_without_a_cloud() {
    let seen = body(
        r#"- $e: new(std:Environment, name => e)
- $vm: new("io.murano.resources.LinuxMuranoInstance", $e, name => vm, flavor => f, image => i)
- $e.stack.push()
- $e.securityGroupManager.addGroupIngress([])
- $region: $vm.getRegion()
- Try:
  - $vm.deploy()
  Catch:
  - With: std:NeedsOpenStack
    Do:
    - Return: [$vm.isDeployed(), $vm.ipAddresses, $region = $e.regions.get(''), $vm.networks.useEnvironmentNetwork]"#,
    );
    assert_eq!(seen.unwrap(), json!([false, [], true, true]));
}

/// A plan includes the scripts it names, from the resources of the package that created it.
#[test]
fn row_126_plans_are_completed() {
    let bench = Bench::new().add(
        Pack::new("test")
            .file("Resources/scripts/run.sh", "echo")
            .file("Resources/scripts/more/data.bin", "bytes")
            .file(
                "Resources/plan.template",
                "
FormatVersion: 2.0.0
Version: 1.0.0
Name: $title
Parameters: {n: $n}
Body: return run(args.n).stdout
Scripts:
  run:
    Type: Application
    Version: 1.0.0
    EntryPoint: run.sh
    Files:
      - <more/data.bin>
      - tool.tgz: http://example.org/x/tool-1.0.tgz
      - run.sh
  shell: {Type: Chef, EntryPoint: 'cookbook::default'}
",
            )
            .file("Resources/old.template", r#"{"Scripts": ["run.sh"], "Commands": []}"#)
            .classes(
                r#"
Name: Main
Methods:
  run:
    Body:
      - $r: new(sys:Resources)
      - $agent: new(sys:Agent, host => $)
      - $plan: $agent.buildExecutionPlan($r.yaml('plan.template').bind({title => t, n => 3}), $r)
      - $later: $agent.buildExecutionPlan({FormatVersion => '2.1.0'})
      - $files: $plan.Files
      - Return:
          - [$plan.Name, $plan.Action, $plan.Parameters, $plan.ID != $later.ID, $plan.Stamp < $later.Stamp]
          - $files.get($plan.Scripts.run.EntryPoint)
          - $plan.Scripts.run.Files.select($files.get($))
          - $plan.Scripts.shell.EntryPoint
          - $agent.buildExecutionPlan($r.json('old.template'), $r).Scripts
  bad:
    Body:
      - Return: new(sys:Agent).buildExecutionPlan({FormatVersion => '2', Scripts => {x => {Type => Application}}})
"#,
            ),
    );
    let run = json!({ "Name": "run.sh", "BodyType": "Text", "Body": "echo" });
    let wanted = json!([
        ["t", "Execute", { "n": 3 }, true, true],
        run,
        [
            { "Name": "more/data.bin", "BodyType": "Base64", "Body": "Ynl0ZXM=" },
            { "Name": "tool.tgz", "URL": "http://example.org/x/tool-1.0.tgz", "Type": "Downloadable" },
            run,
        ],
        "cookbook::default",
        ["ZWNobw=="],
    ]);
    assert_eq!(bench.run("run"), wanted);
    let failed = bench.fault("bad");
    assert!(failed.message.contains("EntryPoint"), "{failed:?}");
}

/// Ports, volumes and containers by their contracts.
#[test]
fn row_127_docker_interfaces() {
    let bench = Bench::new().add(Pack::new("test").require("com.mirantis.docker.Interfaces", "0").classes(
        r#"
Namespaces: {=: test, docker: com.mirantis.docker}
---
Name: Main
Properties:
  container:
    Contract: $.class(docker:DockerContainer)
    Default: {name: c, image: 'i:1', env: {A: 5}, ports: [{port: '80', scope: public}], volumes: {/data: {docker:DockerTempVolume: {name: v}}}}
Methods:
  run:
    Body:
      - $c: $.container
      - Return: [$c.env, $c.ports.select($.getRepresentation()), $c.volumes.get('/data').getRepresentation().type, $c.privileged]
"#,
    ));
    assert_eq!(
        bench.run("run"),
        json!([{"A": "5"}, [{"port": 80, "scope": "public", "protocol": "TCP"}], "TempVolume", false])
    );
}
