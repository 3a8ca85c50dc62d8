//! An engine in memory, with the promises and the failures of a real one.
//!
//! It runs no programs and has no clock: every answer is there at the first poll, unless a delay is
//! asked for. What an image does is told by an [`ImageScript`]; what goes wrong, by a [`Fault`]. Any
//! image that is not said to be missing can be pulled.

mod containers;
mod networks;
mod output;
mod ports;
mod script;
mod world;

use std::fmt;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;

use super::{
    Attachment, ContainerDetail, ContainerEvent, ContainerSpec, ContainerSummary, Credentials,
    Engine, EngineError, EngineVersion, ExecOutput, ExecSpec, FileContent, HealthState, Image,
    LabelFilter, LogChunk, LogQuery, LogSource, NetworkSpec, NetworkSummary, ProgressSink,
    Protocol, Removal, Replies, Reply, Snapshot, VolumeSpec, VolumeSummary,
};

pub use script::{Behaviour, Fault, ImageScript, Moment, Operation};
use world::World;

/// An engine in memory; clones share it.
#[derive(Clone)]
pub struct Simulated {
    address: Arc<str>,
    world: Arc<Mutex<World>>,
}

impl Simulated {
    /// An engine that holds nothing; `name` becomes its address, `simulated://name`.
    pub fn new(name: &str) -> Self {
        Self::holding(name, &Snapshot::default())
    }

    /// An engine that holds what another one held.
    pub fn holding(name: &str, snapshot: &Snapshot) -> Self {
        let world = World::holding(snapshot);
        Self { address: format!("simulated://{name}").into(), world: Arc::new(Mutex::new(world)) }
    }

    /// Makes an image present, and says what it does; again, and it does something else.
    pub fn add_image(&self, image: &str, script: ImageScript) {
        self.world().add_image(image, script);
    }

    /// Makes an image present in a registry only, and says what it does.
    pub fn offer_image(&self, image: &str, script: ImageScript) {
        self.world().offer_image(image, script);
    }

    /// Makes an image impossible to pull.
    pub fn lose_image(&self, image: &str) {
        self.world().lose_image(image);
    }

    /// Makes requests fail as told.
    pub fn fail(&self, fault: Fault) {
        self.world().faults.push(fault);
    }

    /// Makes every request of a kind wait for a future of its own, such as a timer.
    pub fn delay(
        &self,
        operation: Operation,
        delay: impl Fn() -> BoxFuture<'static, ()> + Send + Sync + 'static,
    ) {
        self.world().delays.insert(operation, Arc::new(delay));
    }

    /// Makes a program outside of all containers listen on a port of the machine.
    pub fn occupy_port(&self, address: IpAddr, protocol: Protocol, port: u16) {
        self.world().occupied.push((address, protocol, port));
    }

    /// Frees the ports that were occupied.
    pub fn free_ports(&self) {
        self.world().occupied.clear();
    }

    /// Ends a running container by itself.
    pub fn crash(&self, name: &str, exit_code: i64) {
        self.world().crash(name, exit_code);
    }

    /// Lets a running container's health check come to a verdict.
    pub fn judge(&self, name: &str, verdict: HealthState) {
        self.world().judge(name, verdict);
    }

    /// Lets a container write something.
    pub fn write(&self, name: &str, source: LogSource, text: &str) {
        self.world().write(name, source, text);
    }

    /// What is in a file that was placed in a container.
    pub fn file(&self, name: &str, path: &str) -> Option<Vec<u8>> {
        Some(self.world().containers.get(name)?.files.get(path)?.content.clone())
    }

    /// The specification a container was created with.
    pub fn spec_of(&self, name: &str) -> Option<ContainerSpec> {
        Some(self.world().containers.get(name)?.spec.clone())
    }

    /// Every request so far, in order.
    pub fn requests(&self) -> Vec<Operation> {
        self.world().requests.clone()
    }

    fn world(&self) -> MutexGuard<'_, World> {
        // A panic elsewhere leaves the world as whole as it was: each change is one call.
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One request: counted, delayed, failed or done.
    fn answer<'a, T: Send + 'a>(
        &'a self,
        operation: Operation,
        act: impl FnOnce(&mut World) -> Result<T, EngineError> + Send + 'a,
    ) -> Reply<'a, T> {
        Box::pin(async move {
            let course = self.world().begin(operation);
            if let Some(delay) = course.delay {
                delay().await;
            }
            match course.fault {
                Some(Fault { moment: Moment::Before, error, .. }) => Err(error),
                Some(Fault { moment: Moment::After, error, .. }) => {
                    act(&mut self.world())?;
                    Err(error)
                }
                None => act(&mut self.world()),
            }
        })
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
        self.answer(Operation::Version, |_| {
            Ok(EngineVersion {
                product: "simulated engine".to_owned(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
                api_version: "1.41".to_owned(),
            })
        })
    }

    fn list<'a>(&'a self, labels: &'a LabelFilter) -> Reply<'a, Vec<ContainerSummary>> {
        self.answer(Operation::List, move |world| Ok(world.list(labels)))
    }

    fn inspect<'a>(&'a self, name: &'a str) -> Reply<'a, ContainerDetail> {
        self.answer(Operation::Inspect, move |world| world.inspect(name))
    }

    fn find_image<'a>(&'a self, image: &'a str) -> Reply<'a, Option<Image>> {
        self.answer(Operation::FindImage, move |world| world.find_image(image))
    }

    fn pull<'a>(
        &'a self,
        image: &'a str,
        credentials: Option<&'a Credentials>,
        progress: ProgressSink<'a>,
    ) -> Reply<'a, ()> {
        self.answer(Operation::Pull, move |world| world.pull(image, credentials, progress))
    }

    fn create<'a>(&'a self, spec: &'a ContainerSpec) -> Reply<'a, String> {
        self.answer(Operation::Create, move |world| world.create(spec))
    }

    fn start<'a>(&'a self, name: &'a str) -> Reply<'a, ()> {
        self.answer(Operation::Start, move |world| world.start(name))
    }

    fn stop<'a>(&'a self, name: &'a str, _timeout: Option<Duration>) -> Reply<'a, ()> {
        self.answer(Operation::Stop, move |world| world.stop(name))
    }

    fn rename<'a>(&'a self, name: &'a str, new_name: &'a str) -> Reply<'a, ()> {
        self.answer(Operation::Rename, move |world| world.rename(name, new_name))
    }

    fn remove<'a>(&'a self, name: &'a str, removal: Removal) -> Reply<'a, ()> {
        self.answer(Operation::Remove, move |world| world.remove(name, removal))
    }

    fn logs<'a>(&'a self, name: &'a str, query: LogQuery) -> Reply<'a, Replies<LogChunk>> {
        self.answer(Operation::Logs, move |world| world.logs(name, query))
    }

    fn exec<'a>(&'a self, name: &'a str, spec: &'a ExecSpec) -> Reply<'a, ExecOutput> {
        self.answer(Operation::Exec, move |world| world.exec(name, spec))
    }

    fn attach<'a>(
        &'a self,
        name: &'a str,
        spec: &'a ExecSpec,
        attachment: Attachment,
    ) -> Reply<'a, i64> {
        Box::pin(async move {
            let Attachment { input, mut output, .. } = attachment;
            let mut said = self.exec(name, spec).await?;
            if output::copies_input(&spec.argv) {
                said.stdout.extend(output::whole(input).await);
            }
            Ok(output::hand_over(said, &mut output))
        })
    }

    fn put_files<'a>(&'a self, name: &'a str, files: &'a [FileContent]) -> Reply<'a, ()> {
        self.answer(Operation::PutFiles, move |world| world.put_files(name, files))
    }

    fn events<'a>(&'a self, labels: &'a LabelFilter) -> Reply<'a, Replies<ContainerEvent>> {
        self.answer(Operation::Events, move |world| Ok(world.subscribe(labels)))
    }

    fn networks<'a>(&'a self, labels: &'a LabelFilter) -> Reply<'a, Vec<NetworkSummary>> {
        self.answer(Operation::Networks, move |world| Ok(world.list_networks(labels)))
    }

    fn ensure_network<'a>(&'a self, spec: &'a NetworkSpec) -> Reply<'a, NetworkSummary> {
        self.answer(Operation::EnsureNetwork, move |world| world.ensure_network(spec))
    }

    fn remove_network<'a>(&'a self, name: &'a str) -> Reply<'a, ()> {
        self.answer(Operation::RemoveNetwork, move |world| world.remove_network(name))
    }

    fn volumes<'a>(&'a self, labels: &'a LabelFilter) -> Reply<'a, Vec<VolumeSummary>> {
        self.answer(Operation::Volumes, move |world| Ok(world.list_volumes(labels)))
    }

    fn ensure_volume<'a>(&'a self, spec: &'a VolumeSpec) -> Reply<'a, VolumeSummary> {
        self.answer(Operation::EnsureVolume, move |world| world.ensure_volume(spec))
    }

    fn remove_volume<'a>(&'a self, name: &'a str) -> Reply<'a, ()> {
        self.answer(Operation::RemoveVolume, move |world| world.remove_volume(name))
    }
}
