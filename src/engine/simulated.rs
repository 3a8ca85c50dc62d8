//! A simulated engine in memory, with the behaviour and the errors of a real one.
//!
//! It runs no programs and has no clock: every reply is ready at the first poll, unless a delay is set. An
//! [`ImageScript`] says what containers of an image do; an [`InjectedFault`] makes a request fail. Any image that was
//! not declared missing can be pulled. With a [`RecordKeeper`] it lives on after the process.

mod adjust;
mod adopt;
mod containers;
mod fault;
mod health;
mod image_volumes;
mod networks;
mod output;
mod ports;
mod record;
mod redact;
mod script;
mod state;

use std::fmt;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;

use super::{
    ContainerDetail, ContainerEvent, ContainerSpec, ContainerState, ContainerStats,
    ContainerSummary, Credentials, Engine, EngineError, EngineVersion, ExecAttachment, ExecOutput,
    ExecSpec, FileContent, HealthState, Image, ImageNames, ImageSpec, LabelFilter, LogChunk,
    LogQuery, LogSource, NetworkConnection, NetworkSpec, NetworkSummary, ProgressSink, Protocol,
    Removal, Replies, Reply, ResourceLimits, Snapshot, VolumeSpec, VolumeSummary,
};

pub(crate) use fault::{NoSuchFault, SimulatedFault};
use record::KeptRecord;
pub(crate) use record::{RecordKeeper, RecordWork};
pub(crate) use script::{EngineOperation, FailurePoint, ImageScript, InjectedFault};
use state::SimulatedState;

#[cfg(test)]
pub(crate) use script::Behaviour;

/// A simulated engine; clones share it.
#[derive(Clone)]
pub(crate) struct Simulated {
    address: Arc<str>,
    state: Arc<Mutex<SimulatedState>>,
    record: Option<Arc<KeptRecord>>,
}

impl Simulated {
    /// An empty engine; `name` becomes its address, `simulated://name`.
    pub(crate) fn new(name: &str) -> Self {
        Self::holding(name, &Snapshot::default())
    }

    /// An engine that starts with a snapshot of another one.
    pub(crate) fn holding(name: &str, snapshot: &Snapshot) -> Self {
        let state = SimulatedState::holding(snapshot);
        let address = format!("simulated://{name}").into();
        Self { address, state: Arc::new(Mutex::new(state)), record: None }
    }

    /// An engine that lives longer than this process: its state is what `keeper` has. The faults are those of this process
    /// alone.
    pub(crate) fn kept(
        name: &str,
        keeper: Box<dyn RecordKeeper>,
        faults: &[SimulatedFault],
    ) -> Self {
        let engine = Self { record: Some(Arc::new(KeptRecord::new(keeper))), ..Self::new(name) };
        faults.iter().for_each(|fault| fault.apply(&engine));
        engine
    }

    /// Adds a local image; adding it again replaces its script.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "tests script the engine; no command does yet")
    )]
    pub(crate) fn add_image(&self, image: &str, script: ImageScript) {
        self.state().add_image(image, script);
    }

    /// Adds an image to the registry only.
    pub(crate) fn offer_image(&self, image: &str, script: ImageScript) {
        self.state().offer_image(image, script);
    }

    /// Removes an image from the registry.
    pub(crate) fn lose_image(&self, image: &str) {
        self.state().lose_image(image);
    }

    /// Injects a fault.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "tests script the engine; no command does yet")
    )]
    pub(crate) fn fail(&self, fault: InjectedFault) {
        self.state().faults.push(fault);
    }

    /// Makes every request of a kind wait for a future of its own, such as a timer.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "tests script the engine; no command does yet")
    )]
    pub(crate) fn delay(
        &self,
        operation: EngineOperation,
        delay: impl Fn() -> BoxFuture<'static, ()> + Send + Sync + 'static,
    ) {
        self.state().delays.insert(operation, Arc::new(delay));
    }

    /// Makes a program outside of all containers listen on a port of the machine.
    pub(crate) fn occupy_port(&self, address: IpAddr, protocol: Protocol, port: u16) {
        self.state().occupied.push((address, protocol, port));
    }

    /// Frees the ports that were occupied.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "tests script the engine; no command does yet")
    )]
    pub(crate) fn free_ports(&self) {
        self.state().occupied.clear();
    }

    /// Makes a running container exit.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "tests script the engine; no command does yet")
    )]
    pub(crate) fn crash(&self, name: &str, exit_code: i64) {
        self.state().crash(name, exit_code);
    }

    /// Sets the health of a running container.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "tests script the engine; no command does yet")
    )]
    pub(crate) fn set_health(&self, name: &str, verdict: HealthState) {
        self.state().set_health(name, verdict);
    }

    /// Puts a container into a state that no request leads to, such as `dead`.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "tests script the engine; no command does yet")
    )]
    pub(crate) fn force_state(&self, name: &str, state: ContainerState) {
        self.state().force_state(name, state);
    }

    /// Makes a container write output.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "tests script the engine; no command does yet")
    )]
    pub(crate) fn write(&self, name: &str, source: LogSource, text: &str) {
        self.state().write(name, source, text);
    }

    /// The content of a file that was placed in a container.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "tests script the engine; no command does yet")
    )]
    pub(crate) fn file(&self, name: &str, path: &str) -> Option<Vec<u8>> {
        Some(self.state().containers.get(name)?.files.get(path)?.content.clone())
    }

    /// The specification a container was created with.
    pub(crate) fn spec_of(&self, name: &str) -> Option<ContainerSpec> {
        Some(self.state().containers.get(name)?.spec.clone())
    }

    /// Every request so far, in order.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "tests script the engine; no command does yet")
    )]
    pub(crate) fn requests(&self) -> Vec<EngineOperation> {
        self.state().requests.clone()
    }

    fn state(&self) -> MutexGuard<'_, SimulatedState> {
        // Every update is one call, so a panic elsewhere leaves the state consistent.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs one request: counts it, delays it, injects a fault or carries it out.
    fn answer<'a, T: Send + 'a>(
        &'a self,
        operation: EngineOperation,
        act: impl FnOnce(&mut SimulatedState) -> Result<T, EngineError> + Send + 'a,
    ) -> Reply<'a, T> {
        Box::pin(async move {
            let course = self.state().begin(operation);
            if let Some(delay) = course.delay {
                delay().await;
            }
            match course.fault {
                Some(InjectedFault { moment: FailurePoint::Before, error, .. }) => Err(error),
                Some(InjectedFault { moment: FailurePoint::After, error, .. }) => {
                    self.carry_out(operation, act)?;
                    Err(error)
                }
                None => self.carry_out(operation, act),
            }
        })
    }

    fn carry_out<T>(
        &self,
        operation: EngineOperation,
        act: impl FnOnce(&mut SimulatedState) -> Result<T, EngineError>,
    ) -> Result<T, EngineError> {
        match &self.record {
            Some(record) => record.carry_out(operation, &mut self.state(), act),
            None => act(&mut self.state()),
        }
    }
}

impl fmt::Debug for Simulated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Simulated").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Engine for Simulated {
    fn address(&self) -> &str {
        &self.address
    }

    fn version(&self) -> Reply<'_, EngineVersion> {
        self.answer(EngineOperation::Version, |_| {
            Ok(EngineVersion {
                product: "simulated engine".to_owned(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
                api_version: "1.41".to_owned(),
                architecture: "amd64".to_owned(),
            })
        })
    }

    fn list<'a>(&'a self, labels: &'a LabelFilter) -> Reply<'a, Vec<ContainerSummary>> {
        self.answer(EngineOperation::List, move |state| Ok(state.list(labels)))
    }

    fn inspect<'a>(&'a self, name: &'a str) -> Reply<'a, ContainerDetail> {
        self.answer(EngineOperation::Inspect, move |state| state.inspect(name))
    }

    fn find_image<'a>(&'a self, image: &'a str) -> Reply<'a, Option<Image>> {
        self.answer(EngineOperation::FindImage, move |state| state.find_image(image))
    }

    fn images(&self) -> Reply<'_, Vec<ImageNames>> {
        self.answer(EngineOperation::Images, |state| Ok(state.list_images()))
    }

    fn pull<'a>(
        &'a self,
        image: &'a str,
        credentials: Option<&'a Credentials>,
        progress: ProgressSink<'a>,
    ) -> Reply<'a, ()> {
        self.answer(EngineOperation::Pull, move |state| state.pull(image, credentials, progress))
    }

    fn create_image<'a>(&'a self, spec: &'a ImageSpec) -> Reply<'a, ()> {
        self.answer(EngineOperation::CreateImage, move |state| state.create_image(spec))
    }

    fn create<'a>(&'a self, spec: &'a ContainerSpec) -> Reply<'a, String> {
        self.answer(EngineOperation::Create, move |state| state.create(spec))
    }

    fn start<'a>(&'a self, name: &'a str) -> Reply<'a, ()> {
        self.answer(EngineOperation::Start, move |state| state.start(name))
    }

    fn stop<'a>(&'a self, name: &'a str, _timeout: Option<Duration>) -> Reply<'a, ()> {
        self.answer(EngineOperation::Stop, move |state| state.stop(name))
    }

    fn pause<'a>(&'a self, name: &'a str) -> Reply<'a, ()> {
        self.answer(EngineOperation::Pause, move |state| state.pause(name))
    }

    fn unpause<'a>(&'a self, name: &'a str) -> Reply<'a, ()> {
        self.answer(EngineOperation::Unpause, move |state| state.unpause(name))
    }

    fn update<'a>(&'a self, name: &'a str, limits: &'a ResourceLimits) -> Reply<'a, ()> {
        self.answer(EngineOperation::Update, move |state| state.update(name, limits))
    }

    fn rename<'a>(&'a self, name: &'a str, new_name: &'a str) -> Reply<'a, ()> {
        self.answer(EngineOperation::Rename, move |state| state.rename(name, new_name))
    }

    fn remove<'a>(&'a self, name: &'a str, removal: Removal) -> Reply<'a, ()> {
        self.answer(EngineOperation::Remove, move |state| state.remove(name, removal))
    }

    fn logs<'a>(&'a self, name: &'a str, query: LogQuery) -> Reply<'a, Replies<LogChunk>> {
        self.answer(EngineOperation::Logs, move |state| state.logs(name, query))
    }

    fn exec<'a>(&'a self, name: &'a str, spec: &'a ExecSpec) -> Reply<'a, ExecOutput> {
        self.answer(EngineOperation::Exec, move |state| state.exec(name, spec))
    }

    fn attach<'a>(
        &'a self,
        name: &'a str,
        spec: &'a ExecSpec,
        attachment: ExecAttachment,
    ) -> Reply<'a, i64> {
        Box::pin(async move {
            let ExecAttachment { input, mut output, .. } = attachment;
            let mut said = self.exec(name, spec).await?;
            if output::copies_input(&spec.argv) {
                said.stdout.extend(output::whole(input).await);
            }
            Ok(output::hand_over(said, &mut output))
        })
    }

    fn put_files<'a>(&'a self, name: &'a str, files: &'a [FileContent]) -> Reply<'a, ()> {
        self.answer(EngineOperation::PutFiles, move |state| state.put_files(name, files))
    }

    fn get_files<'a>(&'a self, name: &'a str, path: &'a str) -> Reply<'a, Vec<FileContent>> {
        self.answer(EngineOperation::GetFiles, move |state| state.get_files(name, path))
    }

    fn stats<'a>(&'a self, name: &'a str) -> Reply<'a, ContainerStats> {
        self.answer(EngineOperation::Stats, move |state| state.stats(name))
    }

    fn events<'a>(&'a self, labels: &'a LabelFilter) -> Reply<'a, Replies<ContainerEvent>> {
        self.answer(EngineOperation::Events, move |state| Ok(state.subscribe(labels)))
    }

    fn networks<'a>(&'a self, labels: &'a LabelFilter) -> Reply<'a, Vec<NetworkSummary>> {
        self.answer(EngineOperation::Networks, move |state| Ok(state.list_networks(labels)))
    }

    fn ensure_network<'a>(&'a self, spec: &'a NetworkSpec) -> Reply<'a, NetworkSummary> {
        self.answer(EngineOperation::EnsureNetwork, move |state| state.ensure_network(spec))
    }

    fn connect<'a>(&'a self, connection: &'a NetworkConnection) -> Reply<'a, ()> {
        self.answer(EngineOperation::Connect, move |state| state.connect(connection))
    }

    fn disconnect<'a>(&'a self, network: &'a str, container: &'a str) -> Reply<'a, ()> {
        let work = move |state: &mut SimulatedState| state.disconnect(network, container);
        self.answer(EngineOperation::Disconnect, work)
    }

    fn remove_network<'a>(&'a self, name: &'a str) -> Reply<'a, ()> {
        self.answer(EngineOperation::RemoveNetwork, move |state| state.remove_network(name))
    }

    fn volumes<'a>(&'a self, labels: &'a LabelFilter) -> Reply<'a, Vec<VolumeSummary>> {
        self.answer(EngineOperation::Volumes, move |state| Ok(state.list_volumes(labels)))
    }

    fn ensure_volume<'a>(&'a self, spec: &'a VolumeSpec) -> Reply<'a, VolumeSummary> {
        self.answer(EngineOperation::EnsureVolume, move |state| state.ensure_volume(spec))
    }

    fn remove_volume<'a>(&'a self, name: &'a str) -> Reply<'a, ()> {
        self.answer(EngineOperation::RemoveVolume, move |state| state.remove_volume(name))
    }
}
