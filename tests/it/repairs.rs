#![expect(clippy::disallowed_methods, reason = "a program is written for the command to read")]
//! Containers that somebody changed with `docker`: `plan` shows their state, `run` repairs them.

use std::process::Command;

use tempfile::TempDir;

use crate::docker::{IMAGE, Real, ask, on_docker};

/// A deployed application `web` and the commands that are run for it.
struct Deployed<'r> {
    real: &'r Real,
    directory: TempDir,
}

impl Deployed<'_> {
    fn murano(&self, command: &str, more: &[&str]) -> (String, Option<i32>) {
        let program = self.directory.path().join("web.murano").display().to_string();
        let subject = if command == "exec" { "web" } else { &program };
        let mut args = vec![command, subject, "--env", &self.real.environment];
        args.extend(more);
        let mut murano = Command::new(env!("CARGO_BIN_EXE_murano"));
        let state = self.directory.path().join("state");
        let output = murano.args(args).env("MURANO_STATE", state).output().expect("it runs");
        let text = [output.stdout, output.stderr].concat();
        (String::from_utf8_lossy(&text).into_owned(), output.status.code())
    }

    /// A plan shows `line`, a run prints `done`, and another run has nothing to do.
    fn is_repaired(&self, line: &str, done: &str) {
        let (plan, code) = self.murano("plan", &[]);
        assert!(plan.contains(line) && code == Some(0), "{line}: {plan}");
        let (run, code) = self.murano("run", &[]);
        assert!(run.contains(done) && code == Some(0), "{line}: {run}");
        let (again, _) = self.murano("run", &[]);
        assert!(again.contains("nothing to do: 1 container unchanged"), "{line}: {again}");
    }
}

fn with_deployed(image: &str, test: impl Fn(&Deployed<'_>)) {
    on_docker(|real| {
        let deployed = Deployed { real, directory: tempfile::tempdir().expect("a directory") };
        let image = image.replace("ENV", &real.environment);
        if image != IMAGE {
            ask(&["tag", IMAGE, &image]);
        }
        let text = format!(
            "class Web extends DockerApplication {{
    getContainer() {{
        return {{
            name: 'web', image: '{image}', commands: ['sleep', '1000'], stopTimeout: 0, memory: '64m', restart: 'no',
        }}
    }}
}}
new Web {{ host: new DockerStandaloneHost {{ name: 'local' }} }}.deploy()\n"
        );
        std::fs::write(deployed.directory.path().join("web.murano"), text).expect("written");
        let (run, code) = deployed.murano("run", &[]);
        assert_eq!(code, Some(0), "{run}");
        test(&deployed);
    });
}

#[test]
fn a_paused_container_is_shown_and_unpaused() {
    with_deployed(IMAGE, |deployed| {
        ask(&["pause", &deployed.real.name("web")]);
        let (refused, code) = deployed.murano("exec", &["--", "true"]);
        assert!(refused.contains("`web` is paused") && code == Some(4), "{refused}");
        assert!(refused.contains("unpauses it"), "{refused}");
        deployed.is_repaired(": paused; would be unpaused\n", "1 repaired");
        assert_eq!(deployed.real.inspect("web", "{{.State.Status}}"), "running");
    });
}

#[test]
fn limits_changed_by_hand_are_set_back() {
    with_deployed(IMAGE, |deployed| {
        let name = deployed.real.name("web");
        let id = deployed.real.inspect("web", "{{.Id}}");
        ask(&["update", "--memory", "128m", "--memory-swap", "128m", "--restart", "always", &name]);
        deployed.is_repaired("    memory: 128 MiB -> 64 MiB\n", "1 repaired");
        let limits = "{{.HostConfig.Memory}} {{.HostConfig.RestartPolicy.Name}} {{.Id}}";
        assert_eq!(deployed.real.inspect("web", limits), format!("67108864 no {id}"));

        ask(&["update", "--cpu-shares", "512", &name]);
        deployed.is_repaired("    cpuShares: 512 (removed)\n", "1 replaced");
        assert_eq!(deployed.real.inspect("web", "{{.HostConfig.CpuShares}}"), "0");
    });
}

#[test]
fn a_disconnected_container_is_connected_again() {
    with_deployed(IMAGE, |deployed| {
        let network = format!("murano-{}", deployed.real.environment);
        ask(&["network", "disconnect", &network, &deployed.real.name("web")]);
        let line = ": not on its network; would be connected to its network again\n";
        deployed.is_repaired(line, "1 repaired");
    });
}

#[test]
fn an_image_built_anew_replaces_the_container() {
    with_deployed("murano-test/ENV:1", |deployed| {
        let image = format!("murano-test/{}:1", deployed.real.environment);
        let source = ask(&["create", IMAGE, "true"]);
        ask(&["commit", "--message", "built anew", &source, &image]);
        ask(&["rm", &source]);
        deployed.is_repaired(&format!("    image: {image} ("), "1 replaced");
        let same = "{{.Id}}";
        let built = ask(&["image", "inspect", &image, "--format", same]);
        assert_eq!(deployed.real.inspect("web", "{{.Image}}"), built);
        ask(&["rm", "--force", &deployed.real.name("web")]);
        ask(&["rmi", "--force", &image]);
    });
}
