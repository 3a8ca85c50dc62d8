//! Commands that need no engine.

use serde_json::json;

use super::{Place, SHOP};

#[test]
fn each_command_has_help_with_an_example() {
    let place = Place::new();
    let commands = [
        "new",
        "run",
        "plan",
        "check",
        "eval",
        "graph",
        "ps",
        "endpoints",
        "logs",
        "start",
        "stop",
        "restart",
        "cp",
        "stats",
        "events",
        "exec",
        "down",
        "repl",
        "explain",
        "learn",
        "completions",
    ];
    for command in commands {
        let help = place.murano(&[command, "--help"]).ends(0).out;
        let example = format!("murano {command}");
        assert!(help.contains("Examples:") && help.matches(&example).count() > 1, "{help}");
    }
    let help = place.murano(&["--help"]).ends(0).out;
    assert!(help.contains("Exit codes") && commands.iter().all(|c| help.contains(c)), "{help}");
}

#[test]
fn programs_receive_arguments_and_variables() {
    let place = Place::new();
    place.file("a.murano", "print($args)\nprint($vars.tag)\nprint($vars.get('none', 'default'))");
    let did = place.murano(&["run", "a.murano", "--var", "tag=a=b", "--", "one", "--two"]).ends(0);
    assert_eq!(did.out, "['one', '--two']\na=b\ndefault\n");
}

#[test]
fn classes_are_converted_both_ways() {
    let place = Place::new();
    place.file("web.murano", "class Web { port: int! = 80 }\n");
    let yaml = place.murano(&["convert", "web.murano"]).ends(0).out;
    assert!(yaml.contains("Name: Web") && yaml.contains("$.int().notNull()"), "{yaml}");
    place.file("web.yaml", &yaml);
    let back = place.murano(&["convert", "web.yaml"]).ends(0).out;
    assert!(back.contains("class Web") && back.contains("port: int! = 80"), "{back}");
    place.file("again.murano", &back);
    assert_eq!(place.murano(&["convert", "again.murano"]).ends(0).out, yaml);
    place.file("script.murano", "print(1)\n");
    place.murano(&["convert", "script.murano"]).ends(3).says("E0120").says("script.murano:1:1");
    place.murano(&["convert", "missing.murano"]).ends(3).says("missing.murano");
}

#[test]
fn limits_are_set_on_the_command_line() {
    let place = Place::new();
    place.file("a.murano", "$i = 0\nwhile true { $i = $i + 1 }");
    place.murano(&["run", "a.murano", "--max-steps", "1000"]).ends(1).says("E0604");
    place.file("b.murano", "function f(n: int!) { return f($n + 1) }\nf(0)");
    place.murano(&["run", "b.murano", "--max-depth", "50"]).ends(1).says("E0603");
}

#[test]
fn a_mistake_anywhere_in_a_program_is_reported_before_anything_runs() {
    let place = Place::new();
    place.file("lib.murano", "class Port { number: int! }\nclass Box { ports: [Port!] }\n");
    let program = "import './lib.murano'\nprint('running')\n\
                   if $args.len() > 5 { new Box { ports: [{ number: 'http' }] } }\n";
    place.file("a.murano", program);
    for command in ["check", "run", "plan"] {
        let did = place.murano(&[command, "a.murano"]).ends(3);
        assert!(!did.out.contains("running"), "{command}: {}", did.out);
        did.says("E0201").says("ports[0].number").says("a.murano:3:");
    }
}

#[test]
fn check_shows_all_findings_of_all_files() {
    let place = Place::new();
    place.file("good.murano", "$x = 1\nprint($x)");
    place.file("bad.murano", "print($nothing)\nprint(new Missing { })\n");
    place.murano(&["check", "good.murano"]).ends(0).says("1 file: no errors, no warnings");
    let did = place.murano(&["check", "good.murano", "bad.murano"]).ends(3);
    let did = did.says("E0112").says("E0102").says("2 files: 2 errors");
    assert_eq!(did.out, "");
    let found = place.murano(&["check", "--format", "json", "bad.murano"]).ends(3).json();
    let first = &found[0];
    assert_eq!(
        (first["code"].as_str(), first["file"].as_str()),
        (Some("E0112"), Some("bad.murano"))
    );
    assert_eq!((first["line"].as_u64(), first["column"].as_u64()), (Some(1), Some(7)));
    assert_eq!(found[1]["line"], 2);
}

#[test]
fn codes_are_explained() {
    let place = Place::new();
    let text = place.murano(&["explain", "e0201"]).ends(0).out;
    assert!(text.starts_with("E0201: ") && text.contains("contract"), "{text}");
    assert!(text.contains("\n    class Server { port: int! }\n"), "code is indented: {text}");
    let end = "\nSee docs/language/contracts.md#overview.\n\nLesson: murano learn contract\n";
    assert!(text.ends_with(end), "{text}");
    let all = place.murano(&["explain", "--format", "json"]).ends(0).json();
    assert!(all.as_array().is_some_and(|all| all.len() > 50));
}

#[test]
fn other_shells_complete_commands_and_options() {
    let place = Place::new();
    let script = place.murano(&["completions", "elvish"]).ends(0).out;
    assert!(script.contains("endpoints") && script.contains("--engine"));
}

#[test]
fn a_program_is_drawn() {
    let place = Place::new();
    place.file("shop.murano", SHOP);
    let text = place.murano(&["graph", "shop.murano"]).ends(0).out;
    let expected = "\
┌─ host local ──────────────────────┐
│ redis  redis:7  6379/tcp internal │
│ web    web:1    80/tcp cloud      │
│   -> redis 6379/tcp host          │
└───────────────────────────────────┘
";
    assert_eq!(text, expected);
    let chart = place.murano(&["graph", "shop.murano", "--format", "mermaid"]).ends(0).out;
    assert!(
        chart.starts_with("flowchart LR\n") && chart.contains("app1 -->|\"6379/tcp host\"| app0")
    );
    let dot = place.murano(&["graph", "shop.murano", "--format", "dot"]).ends(0).out;
    assert!(dot.contains("\"web\" -> \"redis\" [label=\"6379/tcp host\"];"), "{dot}");
    let data = place.murano(&["graph", "shop.murano", "--format", "json"]).ends(0).json();
    let connection =
        json!({ "from": "web", "to": "redis", "port": 6379, "protocol": "tcp", "scope": "host" });
    assert_eq!(data["connections"], json!([connection]));
    assert_eq!(data["applications"][0]["name"], "redis");
    let picture = place.murano(&["graph", "shop.murano", "--format", "svg"]).ends(0).out;
    assert!(picture.starts_with("<svg ") && picture.ends_with("</svg>\n"), "{picture}");
    assert_eq!(picture.matches("class=\"app\"").count(), 2, "{picture}");
    assert_eq!(picture.matches("marker-end").count(), 1, "{picture}");
}

#[test]
fn connections_of_applications_without_names_are_drawn() {
    let place = Place::new();
    let program = SHOP.replace("    name: string!\n", "").replace("name: $.name", "name: 'NAME'");
    let program = program.replacen("NAME", "redis", 1).replace("NAME", "web");
    place.file(
        "shop.murano",
        program.replace("{ name: 'redis', host", "{ host").replace("{ name: 'web', host", "{ host"),
    );
    let data = place.murano(&["graph", "shop.murano", "--format", "json"]).ends(0).json();
    assert_eq!(
        (&data["connections"][0]["from"], &data["connections"][0]["to"]),
        (&json!("web"), &json!("redis"))
    );
}

/// Three applications on one host: the first connects to the second and the third, the second to the third.
const CHAIN: &str = "
class Part extends DockerApplication {
    name: string!
    needs: [Part!] = []
    getContainer() {
        $.needs.select($this.getConnectionTo($, 80)).toList()
        return { name: $.name, image: 'nginx', ports: [{ port: 80, scope: 'internal' }] }
    }
}
$host = new DockerStandaloneHost { name: 'local' }
$c = new Part { name: 'c', host: $host }
$b = new Part { name: 'b', host: $host, needs: [$c] }
$a = new Part { name: 'a', host: $host, needs: [$b, $c] }
[$c, $b, $a].select($.deploy()).toList()
";

#[test]
fn an_arrow_passes_no_box() {
    let place = Place::new();
    place.file("chain.murano", CHAIN);
    let picture = place.murano(&["graph", "chain.murano", "--format", "svg"]).ends(0).out;
    let number = |text: &str| text.parse::<f64>().expect("a number");
    let boxes = picture.lines().filter(|line| line.contains("class=\"app\""));
    let value = |line: &str, name: &str| {
        let rest = line.split(&format!(" {name}=\"")).nth(1).expect("an attribute");
        number(rest.split('"').next().expect("a value"))
    };
    let spans = boxes.map(|line| (value(line, "y"), value(line, "y") + value(line, "height")));
    let spans: Vec<(f64, f64)> = spans.collect();
    assert_eq!(spans.len(), 3, "{picture}");
    // The arrow that passes a column is straight there, beside all boxes of it.
    let straight: Vec<&str> = picture
        .lines()
        .filter(|line| line.starts_with("<path class=\"link\"") && line.contains('L'))
        .collect();
    let [path] = straight[..] else { panic!("one arrow passes a column: {picture}") };
    let from = path.split('L').nth(1).expect("a point");
    let y = number(from.split(['C', ' ']).nth(1).expect("a number"));
    assert!(
        spans.iter().all(|(top, bottom)| y < *top || y > *bottom),
        "{y} in {spans:?}: {picture}"
    );
}

#[test]
fn names_in_a_picture_are_escaped() {
    let place = Place::new();
    place.file("shop.murano", SHOP.replace("name: 'local'", "name: 'a<b>&\"c'"));
    let picture = place.murano(&["graph", "shop.murano", "--format", "svg"]).ends(0).out;
    assert!(
        picture.contains("host a&lt;b&gt;&amp;&quot;c") && !picture.contains("a<b>"),
        "{picture}"
    );
}

#[test]
fn colours_are_for_terminals_or_on_demand() {
    let place = Place::new();
    place.file("a.murano", "print($nothing)");
    let plain = place.murano(&["check", "a.murano"]).ends(3).err;
    assert!(!plain.contains('\u{1b}'), "{plain}");
    let coloured = place.murano(&["check", "--color", "always", "a.murano"]).ends(3).err;
    assert!(coloured.contains("\u{1b}["), "{coloured}");
}

/// Two hosts, and six connections whose arrows come close to each other.
const TWO_HOSTS: &str = "
class Part extends DockerApplication {
    name: string!
    port: int!
    needs: [Part!] = []
    getContainer() {
        $.needs.select($this.getConnectionTo($, $.port)).toList()
        return { name: $.name, image: 'nginx', ports: [{ port: $.port, scope: 'cloud' }] }
    }
}
$front = new DockerStandaloneHost { name: 'front', address: '10.0.0.1' }
$back = new DockerStandaloneHost { name: 'back', engine: 'tcp://10.0.0.2:2375', address: '10.0.0.2' }
$db = new Part { name: 'db', port: 5432, host: $back }
$queue = new Part { name: 'queue', port: 5672, host: $back }
$cache = new Part { name: 'cache', port: 6379, host: $front }
$api = new Part { name: 'api', port: 8080, needs: [$db, $queue, $cache], host: $front }
$worker = new Part { name: 'worker', port: 9000, needs: [$db, $queue], host: $back }
$web = new Part { name: 'web', port: 80, needs: [$api], host: $front }
[$db, $queue, $cache, $api, $worker, $web].select($.deploy()).toList()
";

/// The sides of the rectangles of a class: left, top, right, bottom.
fn rectangles(picture: &str, class: &str) -> Vec<[f64; 4]> {
    let lines = picture.lines().filter(|line| line.contains(&format!("class=\"{class}\"")));
    let sides = lines.map(|line| {
        ["x", "y", "width", "height"].map(|name| {
            let rest = line.split(&format!(" {name}=\"")).nth(1).expect("an attribute");
            rest.split('"').next().expect("a value").parse::<f64>().expect("a number")
        })
    });
    sides.map(|[x, y, width, height]| [x, y, x + width, y + height]).collect()
}

#[test]
fn labels_of_a_picture_cover_nothing() {
    let place = Place::new();
    place.file("shop.murano", TWO_HOSTS);
    let picture = place.murano(&["graph", "shop.murano", "--format", "svg"]).ends(0).out;
    let (labels, mut others) = (rectangles(&picture, "pill"), rectangles(&picture, "app"));
    assert_eq!((labels.len(), others.len()), (6, 6), "{picture}");
    for label in labels {
        let covers = |other: &[f64; 4]| {
            label[0] < other[2] && other[0] < label[2] && label[1] < other[3] && other[1] < label[3]
        };
        assert!(!others.iter().any(covers), "{label:?} in {picture}");
        others.push(label);
    }
}
