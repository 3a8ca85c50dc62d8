//! Project commands, and deployment from the REPL.

use std::fs;

use super::terminal::{PROMPT, Terminal, state};

/// A program that deploys one application.
const SHOP: &str = "class Shop extends DockerApplication {
    getContainer() {
        return { name: 'shop', image: 'nginx', ports: [{ port: 80, scope: 'public' }] }
    }
}
$shop = new Shop { host: new DockerStandaloneHost { } }
";

#[test]
fn project_commands_work_on_the_environment_of_the_session() {
    let state = state();
    fs::write(state.path().join("shop.murano"), format!("{SHOP}$shop.deploy()\n"))
        .expect("written");
    let args = ["--engine", "simulated", "--env", "shop"];
    let mut terminal = Terminal::begin_with(state.path(), &args);
    terminal.types(":env\r");
    terminal.sees("environment shop");
    terminal.sees("nothing is deployed there");
    terminal.is_asked();
    terminal.says(":plan", "error: no file has been loaded yet");
    terminal.types(":plan shop.murano\r");
    terminal.sees("shop");
    terminal.sees(PROMPT);
    terminal.types(":load shop.murano\r");
    terminal.sees("created");
    terminal.sees(PROMPT);
    terminal.types("$shop.deploy()\r");
    terminal.sees("nothing to do: shop unchanged");
    terminal.sees(PROMPT);
    terminal.types(":graph\r");
    terminal.sees("shop");
    terminal.sees(PROMPT);
    terminal.types(":ps\r");
    terminal.sees("running");
    terminal.sees(PROMPT);
    terminal.types(":env\r");
    terminal.sees("127.0.0.1");
    terminal.sees(PROMPT);
    terminal.types(":down\r");
    terminal.sees("shop removed");
    terminal.sees(PROMPT);
    // The objects of the session can be deployed again.
    terminal.types("$shop.deploy()\r");
    terminal.sees("created");
    terminal.sees(PROMPT);
    terminal.types(":down\r");
    terminal.sees("shop removed");
    terminal.sees(PROMPT);
    terminal.types(":ps --nosuch\r");
    terminal.sees("error: unexpected argument '--nosuch'");
    terminal.sees(PROMPT);
    terminal.ends();
}

#[test]
fn what_a_session_deploys_is_listed_at_once_and_at_the_end() {
    let state = state();
    fs::write(state.path().join("shop.murano"), SHOP).expect("written");
    let args = ["--engine", "simulated", "--env", "shop", "shop.murano"];
    let mut terminal = Terminal::begin_with(state.path(), &args);
    terminal.types("$shop.deploy()\r");
    terminal.sees("created");
    terminal.sees("APPLICATION  HOST");
    terminal.sees("127.0.0.1:80");
    terminal.sees(PROMPT);
    terminal.says(":logs sh\t", "");
    terminal.types("exit\r");
    let rest = terminal.has_ended();
    assert!(rest.contains("left running: shop; `murano down --env shop` removes"), "{rest}");
    // A session that deployed nothing leaves nothing to say.
    let mut terminal = Terminal::begin_with(state.path(), &args);
    terminal.says("1", "1");
    terminal.types("exit\r");
    let rest = terminal.has_ended();
    assert!(!rest.contains("left running"), "{rest}");
}

#[test]
fn a_session_switches_to_another_environment() {
    let state = state();
    fs::write(state.path().join("shop.murano"), SHOP).expect("written");
    let args = ["--engine", "simulated", "--env", "blue", "shop.murano"];
    let mut terminal = Terminal::begin_with(state.path(), &args);
    terminal.types("$shop.deploy()\r");
    terminal.sees("created");
    terminal.is_asked();
    terminal.types(":env green\r");
    terminal.sees("environment green");
    terminal.sees("still deployed in blue: shop; `:down --env blue` removes it");
    terminal.sees("nothing is deployed there");
    terminal.is_asked();
    // The objects of the session are deployed there, too; what is in the other one stays.
    terminal.types("$shop.deploy()\r");
    terminal.sees("created");
    terminal.is_asked();
    terminal.types(":ps --env blue\r");
    terminal.sees("shop");
    terminal.sees("running");
    terminal.sees(PROMPT);
    terminal.says(":env a b", "error[E0307]: `a b` is not a valid name of an environment");
    terminal.types(":env bl\t\r");
    terminal.sees("environment blue");
    terminal.sees("still deployed in green: shop");
    terminal.is_asked();
    terminal.types(":down\r");
    terminal.sees("environment blue removed");
    terminal.sees(PROMPT);
    terminal.types("exit\r");
    let rest = terminal.has_ended();
    assert!(rest.contains("left running: shop; `murano down --env green` removes"), "{rest}");
    assert!(!rest.contains("--env blue"), "{rest}");
}

#[test]
fn the_repl_deploys_to_a_real_engine() {
    crate::docker::on_docker(|real| {
        let state = state();
        let environment = &real.environment;
        let mut terminal = Terminal::begin_with(state.path(), &["--env", environment]);
        let image = crate::docker::IMAGE;
        terminal.types_lines(&[
            "class Sleeper extends DockerApplication {",
            "getContainer() {",
            &format!(
                "return {{ name: 'sleeper', image: '{image}', commands: ['sleep', '1000'], ports: [{{ port: 80, scope: 'internal' }}] }}"
            ),
            "}",
            "}",
        ]);
        terminal.is_asked();
        terminal.does("$s = new Sleeper { host: new DockerStandaloneHost { } }");
        terminal.types("$s.deploy()\r");
        terminal.sees("sleeper: created");
        terminal.sees(PROMPT);
        terminal.says("$s.applicationEndpoints.scope", "['host', 'internal']");
        let found = real.inspect("sleeper", "{{.Id}} {{.State.Status}}");
        assert!(found.ends_with(" running"), "{found}");
        // A second deployment changes nothing; an error of the engine ends nothing.
        terminal.does("$s.deploy()");
        terminal.types(
            "$s.host.hostContainer({ name: 'bad', image: 'no/such:9', pullPolicy: 'never' })\r",
        );
        terminal.sees("E0503");
        terminal.sees(PROMPT);
        terminal.says("1 + 1", "2");
        terminal.ends();
        assert_eq!(real.inspect("sleeper", "{{.Id}} {{.State.Status}}"), found);
    });
}
