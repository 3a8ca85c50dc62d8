//! What may stand at the end of a command line: commands, options and values, found by walking along the words like the parser.

#![expect(clippy::disallowed_methods, reason = "an environment variable names the engine")]

use clap::{Arg, Command, ValueHint};

use crate::cli::engine_choice::EngineChoice;
use crate::cli::learn;
use crate::deploy::StateStore;
use crate::diag::codes::ALL;

use super::candidate::ShellCandidate;
use super::deployed::{applications, environments};
use super::paths::{has_extension, paths};

/// The extensions of programs, classes in YAML, models and packages.
const PROGRAMS: &[&str] = &["murano", "yaml", "yml", "json", "zip"];

/// The candidates for a word.
pub(super) struct ShellCandidates {
    /// Whether they are paths, which a shell quotes and shows in its own way.
    pub are_files: bool,
    /// All that begin like the word.
    pub all: Vec<ShellCandidate>,
}

impl ShellCandidates {
    fn values(all: Vec<ShellCandidate>) -> Self {
        Self { are_files: false, all }
    }
}

/// The candidates for the last of the words. `command` is the built command line.
pub(super) fn complete(words: &[String], command: &Command) -> ShellCandidates {
    let Some((current, before)) = words.split_last() else {
        return ShellCandidates::values(Vec::new());
    };
    let line = CommandWords::of(before, command);
    let mut found = line.candidates(current);
    found.all.retain(|candidate| candidate.value.starts_with(current.as_str()));
    found
}

/// The words before the one that is completed.
struct CommandWords<'a> {
    words: &'a [String],
    command: &'a Command,
    /// How many positional arguments stand there.
    positionals: usize,
    /// The option whose value is completed.
    pending: Option<&'a Arg>,
    /// Whether options are over.
    is_positional: bool,
}

impl<'a> CommandWords<'a> {
    fn of(words: &'a [String], command: &'a Command) -> Self {
        let mut line = Self { words, command, positionals: 0, pending: None, is_positional: false };
        words.iter().for_each(|word| line.pass(word));
        line
    }

    /// Steps over a word.
    fn pass(&mut self, word: &str) {
        if self.pending.take().is_some() {
            return;
        }
        if self.is_positional || !word.starts_with('-') || word == "-" {
            return self.pass_positional(word);
        }
        if word == "--" {
            self.is_positional = true;
            // What follows `--` belongs to the last argument, where a command has one of that kind.
            let last = self.command.get_positionals().position(Arg::is_last_set);
            self.positionals = last.unwrap_or(self.positionals);
            return;
        }
        let option = match word.strip_prefix("--") {
            Some(long) if long.contains('=') => None,
            Some(long) => self.option(|arg| arg.get_long() == Some(long)),
            None => {
                let letter = word.chars().last();
                self.option(|arg| arg.get_short() == letter)
            }
        };
        self.pending = option.filter(|arg| arg.get_action().takes_values());
    }

    fn pass_positional(&mut self, word: &str) {
        if self.positionals == 0
            && let Some(sub) = self.command.find_subcommand(word)
        {
            self.command = sub;
            return;
        }
        // Everything after the first word of a command in a container is that command's.
        let is_trailing = self.positional().is_some_and(Arg::is_trailing_var_arg_set);
        self.is_positional |= is_trailing;
        self.positionals += 1;
    }

    fn option(&self, is_meant: impl Fn(&Arg) -> bool) -> Option<&'a Arg> {
        self.command.get_opts().find(|arg| is_meant(arg))
    }

    /// The positional argument at the cursor; the last one may stand several times.
    fn positional(&self) -> Option<&'a Arg> {
        let mut all = self.command.get_positionals();
        let last = self.command.get_positionals().last();
        let repeated = last.filter(|arg| arg.get_num_args().is_some_and(|n| n.max_values() > 1));
        all.nth(self.positionals).or(repeated)
    }

    fn candidates(&self, current: &str) -> ShellCandidates {
        if let Some(option) = self.pending {
            return self.values(option, current);
        }
        if !self.is_positional && current.starts_with('-') {
            return match current.split_once('=') {
                Some((name, begun)) => self.values_of_long(name, begun),
                None => ShellCandidates::values(self.options()),
            };
        }
        if self.positionals == 0 && self.command.has_subcommands() {
            return ShellCandidates::values(self.commands());
        }
        match self.positional() {
            Some(arg) => self.values(arg, current),
            None => ShellCandidates::values(Vec::new()),
        }
    }

    /// The values after `--name=`, each as a whole word.
    fn values_of_long(&self, name: &str, begun: &str) -> ShellCandidates {
        let option = self.option(|arg| arg.get_long() == name.strip_prefix("--"));
        let Some(option) = option else { return ShellCandidates::values(Vec::new()) };
        let mut found = self.values(option, begun);
        found.all.iter_mut().for_each(|c| c.value = format!("{name}={}", c.value));
        found
    }

    fn commands(&self) -> Vec<ShellCandidate> {
        let shown = self.command.get_subcommands().filter(|sub| !sub.is_hide_set());
        let candidate = |sub: &Command| ShellCandidate {
            value: sub.get_name().to_owned(),
            description: sub
                .get_about()
                .map(|about| first_line(&about.to_string()))
                .unwrap_or_default(),
        };
        shown.map(candidate).collect()
    }

    fn options(&self) -> Vec<ShellCandidate> {
        let shown = self.command.get_arguments().filter(|arg| !arg.is_hide_set());
        let candidate = |arg: &Arg| {
            let description = arg.get_help().map(|help| first_line(&help.to_string()));
            let value = format!("--{}", arg.get_long()?);
            Some(ShellCandidate { value, description: description.unwrap_or_default() })
        };
        shown.filter_map(candidate).collect()
    }

    /// The values of an argument: those that its declaration lists, else what its name stands for.
    fn values(&self, arg: &Arg, current: &str) -> ShellCandidates {
        let listed = arg.get_possible_values();
        if !listed.is_empty() {
            let candidate = |value: &clap::builder::PossibleValue| ShellCandidate {
                value: value.get_name().to_owned(),
                description: value
                    .get_help()
                    .map(|h| first_line(&h.to_string()))
                    .unwrap_or_default(),
            };
            return ShellCandidates::values(listed.iter().map(candidate).collect());
        }
        match arg.get_id().as_str() {
            "env" => ShellCandidates::values(environments(&self.store())),
            "application" | "applications" => {
                ShellCandidates::values(applications(&self.store(), self.environment()))
            }
            "engine" => ShellCandidates::values(engines()),
            "code" | "allow" | "deny" => ShellCandidates::values(codes(arg)),
            "lesson" => ShellCandidates::values(lessons()),
            "source" | "target" => self.container_paths(current),
            "file" | "files" | "paths" | "classes" => ShellCandidates {
                are_files: true,
                all: paths(current, |path| has_extension(path, PROGRAMS)),
            },
            _ => match arg.get_value_hint() {
                ValueHint::AnyPath => {
                    ShellCandidates { are_files: true, all: paths(current, |_| true) }
                }
                _ => ShellCandidates::values(Vec::new()),
            },
        }
    }

    /// What `cp` copies: files of this machine, or `APPLICATION:/PATH`.
    fn container_paths(&self, current: &str) -> ShellCandidates {
        let files = paths(current, |_| true);
        let mut all = applications(&self.store(), self.environment());
        all.iter_mut().for_each(|candidate| candidate.value += ":/");
        all.retain(|candidate| candidate.value.starts_with(current));
        let are_files = all.is_empty();
        all.extend(files);
        ShellCandidates { are_files, all }
    }

    /// The value of an option among the words.
    fn value_of(&self, name: &str) -> Option<&'a str> {
        let follows = self.words.windows(2).find(|pair| pair[0] == name);
        let joined =
            || self.words.iter().find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
        follows.map(|pair| pair[1].as_str()).or_else(joined)
    }

    fn environment(&self) -> Option<&'a str> {
        self.value_of("--env")
    }

    /// The records of the engine that the words or the environment name.
    fn store(&self) -> StateStore {
        let variable = || std::env::var("MURANO_ENGINE").ok();
        let engine = self.value_of("--engine").map(str::to_owned).or_else(variable);
        let choice = engine.and_then(|text| EngineChoice::parse(&text).ok());
        choice.unwrap_or(EngineChoice::Docker).store()
    }
}

fn engines() -> Vec<ShellCandidate> {
    let candidate = |value: &str, description: &str| ShellCandidate {
        value: value.to_owned(),
        description: description.to_owned(),
    };
    vec![
        candidate("docker", "the engine that the docker command would use"),
        candidate("simulated", "runs nothing, keeps its state between commands"),
        candidate("unix://", "the engine at a socket"),
        candidate("tcp://", "the engine at an address"),
        candidate("ssh://", "the engine of another machine"),
    ]
}

/// The codes of errors and warnings; of warnings only where levels are set.
fn codes(arg: &Arg) -> Vec<ShellCandidate> {
    let is_level = arg.get_id() != "code";
    let shown = ALL.iter().filter(|found| !is_level || found.code.0.starts_with('W'));
    let all = shown.map(|found| ShellCandidate {
        value: found.code.to_string(),
        description: found.title.to_owned(),
    });
    let warnings = is_level.then(|| ShellCandidate {
        value: "warnings".to_owned(),
        description: "all warnings".to_owned(),
    });
    warnings.into_iter().chain(all).collect()
}

/// The lessons of `learn`.
fn lessons() -> Vec<ShellCandidate> {
    let candidate = |(name, title): (&str, &str)| ShellCandidate {
        value: name.to_owned(),
        description: title.to_owned(),
    };
    learn::titles().map(candidate).collect()
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}
