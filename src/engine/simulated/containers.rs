//! The life cycle of containers of a simulated engine.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use super::health::healthcheck;
use super::image_volumes::anonymous_volumes;
use super::networks::{conflict, no_network};
use super::script::Behaviour;
use super::state::{SimulatedContainer, SimulatedState, full_reference};
use super::{output, ports};
use crate::engine::{
    AnonymousVolume, ContainerDetail, ContainerSpec, ContainerState, ContainerSummary, EngineError,
    EngineErrorKind, EventAction, HealthState, LabelFilter, Network, NetworkAddress, Removal,
    ResourceLimits, Restart, name,
};

/// The exit code of a program that was stopped gracefully.
const STOPPED: i64 = 143;

/// The exit code of a container whose start failed.
const START_FAILED: i64 = 128;

/// The least memory an engine allows a container, in bytes.
const LEAST_MEMORY: u64 = 6 * 1024 * 1024;

impl SimulatedState {
    /// Lists the containers with those labels.
    pub(super) fn list(&mut self, labels: &LabelFilter) -> Vec<ContainerSummary> {
        let matching =
            self.containers.iter().filter(|(_, found)| labels.matches(&found.spec.labels));
        let names: Vec<String> = matching.map(|(name, _)| name.clone()).collect();
        names.iter().for_each(|name| self.look(name));
        names.iter().filter_map(|name| Some(summary(name, self.containers.get(name)?))).collect()
    }

    /// Inspects one container; each inspection counts as one health check.
    pub(super) fn inspect(&mut self, name: &str) -> Result<ContainerDetail, EngineError> {
        // A missing container is an error before time passes for it.
        self.container(name)?;
        self.look(name);
        let found = self.container(name)?;
        Ok(ContainerDetail {
            summary: summary(name, found),
            error: found.error.clone(),
            out_of_memory: false,
            restarts: found.restarts,
            started_at: started_at(found),
            health: found.health.clone(),
            healthcheck: healthcheck(found),
            env: found.spec.env.clone(),
            limits: ResourceLimits {
                memory: found.spec.memory,
                cpus: found.spec.cpus,
                restart: found.spec.restart,
            },
            other_limits: found.other_limits.clone(),
            aliases: found.aliases.clone(),
            shares_network_of: match &found.spec.network {
                Network::Container(id) => Some(id.clone()),
                _ => None,
            },
            anonymous_volumes: anonymous_volumes(found),
        })
    }

    /// Creates a container.
    pub(super) fn create(&mut self, spec: &ContainerSpec) -> Result<String, EngineError> {
        // Checks in the order of Docker's: the specification, the name, the image, the files.
        // Nothing is changed before the last of them, so a refused request leaves no trace.
        // Messages are Docker's, because programs see them.
        check(spec)?;
        if let Some(other) = self.containers.get(&spec.name) {
            let message = format!(
                "Conflict. The container name \"/{}\" is already in use by container \"{}\".",
                spec.name, other.id
            );
            return Err(EngineError::new(EngineErrorKind::NameTaken, message));
        }
        let missing = || {
            let message = format!("No such image: {}", spec.image);
            EngineError::new(EngineErrorKind::NoSuchImage, message)
        };
        let image = self.local_image(&spec.image).cloned().ok_or_else(missing)?;
        output::check_files(&spec.files)?;
        if spec.read_only && !spec.files.is_empty() {
            return Err(output::read_only());
        }
        self.make_volumes(spec);
        let anonymous = self.make_anonymous_volumes(spec, &image.script.volumes);
        let container = SimulatedContainer {
            id: self.new_id(),
            image_id: image.id,
            spec: ContainerSpec { network: self.resolved(&spec.network), ..spec.clone() },
            script: image.script,
            files: spec.files.iter().map(|file| (file.path.clone(), file.clone())).collect(),
            networks: network_of(spec),
            aliases: aliases_of(spec),
            anonymous,
            ..SimulatedContainer::default()
        };
        let id = container.id.clone();
        self.containers.insert(spec.name.clone(), container);
        self.notify(&spec.name, EventAction::Created);
        Ok(id)
    }

    /// Starts a container.
    pub(super) fn start(&mut self, name: &str) -> Result<(), EngineError> {
        // The states in which Docker refuses a start, with its messages. A running container is
        // no error.
        match self.container(name)?.state {
            ContainerState::Running => return Ok(()),
            ContainerState::Paused => {
                let message = "cannot start a paused container, try unpause instead";
                return Err(conflict(message.to_owned()));
            }
            ContainerState::Removing | ContainerState::Dead => {
                let message = "container is marked for removal and cannot be started";
                return Err(conflict(message.to_owned()));
            }
            _ => {}
        }
        // A failed start leaves a new container as created; one that ran before has an exit
        // code, as at Docker.
        if let Err(error) = self.bring_up(name) {
            let found = self.container_mut(name)?;
            found.error.clone_from(&error.message);
            if found.state != ContainerState::Created {
                found.exit_code = Some(START_FAILED);
            }
            return Err(error);
        }
        self.notify(name, EventAction::Started);
        let now = self.now;
        output::write_start_output(self.container_mut(name)?, now);
        if let Some(code) = output::immediate_exit_code(self.container(name)?) {
            self.end(name, code, Ending::ByItself);
            return Ok(());
        }
        self.check_health(name);
        Ok(())
    }

    /// Stops a container.
    pub(super) fn stop(&mut self, name: &str) -> Result<(), EngineError> {
        if self.container(name)?.state == ContainerState::Restarting {
            self.container_mut(name)?.state = ContainerState::Exited;
        }
        self.end(name, STOPPED, Ending::ByHand);
        Ok(())
    }

    /// Renames a container.
    pub(super) fn rename(&mut self, name: &str, new_name: &str) -> Result<(), EngineError> {
        name::check("container", new_name)?;
        self.container(name)?;
        if name == new_name {
            let message = "Renaming a container with the same name as its current name";
            return Err(EngineError::new(EngineErrorKind::BadRequest, message));
        }
        if let Some(other) = self.containers.get(new_name) {
            let message = format!(
                "Conflict. The container name \"/{new_name}\" is already in use by container \"{}\".",
                other.id
            );
            return Err(EngineError::new(EngineErrorKind::NameTaken, message));
        }
        if let Some(mut found) = self.containers.remove(name) {
            new_name.clone_into(&mut found.spec.name);
            self.containers.insert(new_name.to_owned(), found);
        }
        self.notify(new_name, EventAction::Renamed);
        Ok(())
    }

    /// Removes a container.
    pub(super) fn remove(&mut self, name: &str, removal: Removal) -> Result<(), EngineError> {
        let found = self.container(name)?;
        if found.state.has_processes() && removal == Removal::Stopped {
            let message = format!(
                "You cannot remove a running container {}. Stop the container before attempting removal or force remove",
                found.id
            );
            return Err(conflict(message));
        }
        let is_removed_already = found.state == ContainerState::Removing;
        self.end(name, 137, Ending::ByHand);
        self.notify(name, EventAction::Removed);
        let Some(found) = self.containers.remove(name) else { return Ok(()) };
        for AnonymousVolume { name, .. } in found.anonymous {
            // Another container may have taken it over.
            drop(self.remove_volume(&name));
        }
        if is_removed_already {
            return Err(conflict(format!("removal of container {name} is already in progress")));
        }
        Ok(())
    }

    /// Makes a container exit as if its program had.
    pub(super) fn crash(&mut self, name: &str, exit_code: i64) {
        self.end(name, exit_code, Ending::ByItself);
    }

    /// Sets the health of a running container.
    pub(super) fn set_health(&mut self, name: &str, verdict: HealthState) {
        let Some(found) = self.containers.get_mut(name) else { return };
        if found.state != ContainerState::Running || found.health.state == verdict {
            return;
        }
        found.health.state = verdict;
        found.health.failing_streak = u64::from(verdict == HealthState::Unhealthy);
        if matches!(verdict, HealthState::Healthy | HealthState::Unhealthy) {
            self.notify(name, EventAction::Health(verdict));
        }
    }

    /// The container of that name.
    pub(super) fn container(&self, name: &str) -> Result<&SimulatedContainer, EngineError> {
        name::check("container", name)?;
        self.containers.get(name).ok_or_else(|| no_container(name))
    }

    /// The container of that name, mutable.
    pub(super) fn container_mut(
        &mut self,
        name: &str,
    ) -> Result<&mut SimulatedContainer, EngineError> {
        self.containers.get_mut(name).ok_or_else(|| no_container(name))
    }

    /// Binds a container's ports and address and makes it run; on failure nothing is changed.
    fn bring_up(&mut self, name: &str) -> Result<(), EngineError> {
        let found = self.container(name)?;
        let spec = &found.spec;
        let mut networks = match &spec.network {
            Network::Default => vec![self.address("bridge", None)?],
            Network::Named { name, address, .. } => vec![self.address(name, *address)?],
            Network::Container(other) => self.share(other)?,
            Network::Host | Network::None => network_of(spec),
        };
        let further: Vec<String> = found.networks.iter().map(|at| at.network.clone()).collect();
        for other in further {
            if !networks.iter().any(|at| at.network == other) {
                networks.push(self.address(&other, None)?);
            }
        }
        let ports = match &spec.network {
            Network::Default | Network::Named { .. } => ports::claim(self, &spec.ports)?,
            Network::Container(_) | Network::Host | Network::None => Vec::new(),
        };
        // With `init`, its process runs and exits with an error; without it nothing runs at all.
        if found.script.behaviour == Behaviour::CannotRun && !spec.init {
            let message = "OCI runtime create failed: exec: no such file or directory";
            return Err(EngineError::new(EngineErrorKind::BadCommand, message));
        }
        let now = self.now;
        self.started += 1;
        let number = self.started;
        let found = self.container_mut(name)?;
        found.started_at = now;
        found.start_number = number;
        found.networks = networks;
        found.ports = ports;
        found.state = ContainerState::Running;
        found.exit_code = None;
        found.error.clear();
        found.restarts = 0;
        found.inspections = 0;
        Ok(())
    }

    fn address(
        &self,
        network: &str,
        wanted: Option<Ipv4Addr>,
    ) -> Result<NetworkAddress, EngineError> {
        if !self.networks.contains_key(network) {
            return Err(no_network(network));
        }
        let address = Some(self.free_address(network, wanted)?);
        Ok(NetworkAddress { network: network.to_owned(), address })
    }

    /// The network with a container's id in place of its name, if there is such a container.
    fn resolved(&self, network: &Network) -> Network {
        match network {
            Network::Container(name) => {
                Network::Container(self.by_name_or_id(name).map_or(name, |found| &found.id).clone())
            }
            other => other.clone(),
        }
    }

    fn by_name_or_id(&self, name: &str) -> Option<&SimulatedContainer> {
        let of_id = || self.containers.values().find(|found| found.id == name);
        self.containers.get(name).or_else(of_id)
    }

    /// Attaches a container to its network; one that shares another's network has no address of its own.
    fn share(&self, other: &str) -> Result<Vec<NetworkAddress>, EngineError> {
        let found = self.by_name_or_id(other).ok_or_else(|| no_container(other))?;
        if !found.state.has_processes() {
            return Err(conflict(format!(
                "cannot join network of a non running container: {other}"
            )));
        }
        Ok(Vec::new())
    }

    /// Ends a running container.
    fn end(&mut self, name: &str, exit_code: i64, ending: Ending) {
        let Some(found) = self.containers.get_mut(name).filter(|found| found.state.has_processes())
        else {
            return;
        };
        found.exit_code = Some(exit_code);
        found.ports.clear();
        found.networks.iter_mut().for_each(|place| place.address = None);
        found.followers.clear();
        found.state = ContainerState::Exited;
        if ending == Ending::ByItself && comes_back(found.spec.restart, exit_code) {
            found.state = ContainerState::Restarting;
            found.restarts += 1;
        }
        self.notify(name, EventAction::Died(Some(exit_code)));
    }
}

/// The last start as the engine names it: by its time, else by its number. No two starts have the same name.
fn started_at(found: &SimulatedContainer) -> String {
    match (found.started_at, found.start_number) {
        (None, 0) => String::new(),
        (Some(time), _) => time.to_string(),
        (None, number) => format!("start {number}"),
    }
}

/// What ended a container.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    ByItself,
    ByHand,
}

fn comes_back(restart: Restart, exit_code: i64) -> bool {
    match restart {
        Restart::No => false,
        Restart::Always | Restart::UnlessStopped => true,
        Restart::OnFailure(_) => exit_code != 0,
    }
}

fn aliases_of(spec: &ContainerSpec) -> BTreeMap<String, Vec<String>> {
    match &spec.network {
        Network::Named { name, aliases, .. } => BTreeMap::from([(name.clone(), aliases.clone())]),
        _ => BTreeMap::new(),
    }
}

fn network_of(spec: &ContainerSpec) -> Vec<NetworkAddress> {
    let network = match &spec.network {
        Network::Default => "bridge",
        Network::Named { name, .. } => name,
        Network::Container(_) => return Vec::new(),
        Network::Host => "host",
        Network::None => "none",
    };
    vec![NetworkAddress { network: network.to_owned(), address: None }]
}

fn summary(name: &str, found: &SimulatedContainer) -> ContainerSummary {
    ContainerSummary {
        id: found.id.clone(),
        name: name.to_owned(),
        image: found.spec.image.clone(),
        image_id: found.image_id.clone(),
        state: found.state,
        health: found.health.state,
        exit_code: found.exit_code,
        labels: found.spec.labels.clone(),
        ports: found.ports.clone(),
        networks: found.networks.clone(),
    }
}

fn no_container(name: &str) -> EngineError {
    EngineError::new(EngineErrorKind::NoSuchContainer, format!("No such container: {name}"))
}

/// Rejects what a real engine rejects at the creation of a container.
fn check(spec: &ContainerSpec) -> Result<(), EngineError> {
    // Each rule has the message of Docker Engine. A name of one character and a reference with
    // capitals are syntactically plausible, and are refused by the engine only.
    name::check("container", &spec.name)?;
    name::check_image(&spec.image)?;
    let refuse = |message: String| Err(EngineError::new(EngineErrorKind::BadRequest, message));
    if spec.name.len() < 2 {
        return refuse(format!("Invalid container name ({})", spec.name));
    }
    if spec.image.contains(|c: char| c.is_ascii_uppercase())
        && full_reference(&spec.image).contains(char::is_uppercase)
    {
        return refuse("invalid reference format: repository name must be lowercase".to_owned());
    }
    if spec.env.iter().any(|var| var.name.is_empty()) {
        return refuse("invalid environment variable: without a name".to_owned());
    }
    check_memory(spec.memory)?;
    let shares = matches!(spec.network, Network::Container(_));
    if shares && spec.ports.iter().any(|port| port.host.is_some()) {
        return refuse(
            "conflicting options: port publishing and the container type network mode".to_owned(),
        );
    }
    Ok(())
}

/// Rejects a memory limit that no container can run with.
pub(super) fn check_memory(limit: Option<u64>) -> Result<(), EngineError> {
    if limit.is_some_and(|bytes| bytes < LEAST_MEMORY) {
        let message = "Minimum memory limit allowed is 6MB";
        return Err(EngineError::new(EngineErrorKind::BadRequest, message));
    }
    Ok(())
}
