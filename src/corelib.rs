//! The core library: built-in classes written in `.murano`, one embedded file for each class, under its full name.
//!
//! A file is parsed when its class is first used. A method that cannot be written in the
//! language is declared without a body, and native code is bound to it by name.

mod collection;
mod fixture;
mod log;
mod natives;
mod scripted_cluster;

use crate::compile::registry::Provider;
use crate::runtime::machine::runtime::Runtime;
use crate::syntax::Text;

pub(crate) use natives::{AttributeStore, StatusReport, bind};

macro_rules! library {
    ($($namespace:literal: $($class:literal)*;)*) => {
        /// Full names with their files.
        const FILES: &[(&str, &str)] = &[$($(
            (
                concat!($namespace, ".", $class),
                include_str!(concat!("corelib/", $namespace, "/", $class, ".murano")),
            ),
        )*)*];
    };
}

library! {
    "io.murano": "Application" "CloudRegion" "CloudResource" "Environment" "Exception" "File"
        "Object" "Project" "SharedIp" "SharedIpRange" "StackTrace" "User";
    "io.murano.system": "Agent" "AgentListener" "AwsSecurityGroupManager"
        "DummySecurityGroupManager" "GC" "HeatStack" "InstanceNotifier" "Logger" "MetadefBrowser"
        "MistralClient" "NetworkExplorer" "NeutronSecurityGroupManager" "Resources"
        "SecurityGroupManager" "StatusReporter" "Unavailable";
    "io.murano.configuration": "Linux";
    "io.murano.metadata": "Description" "HelpText" "ModelBuilder" "Title";
    "io.murano.metadata.engine": "Serialize" "Synchronize";
    "io.murano.metadata.forms": "Hidden" "Position" "Section";
    "io.murano.resources": "CinderVolume" "CinderVolumeBackup" "CinderVolumeSnapshot"
        "ConfLangInstance" "ExistingCinderVolume" "ExistingNeutronNetwork" "HeatSWConfigInstance"
        "HeatSWConfigLinuxInstance" "Instance" "InstanceAffinityGroup" "LinuxInstance"
        "LinuxMuranoInstance" "LinuxUDInstance" "MetadataAware" "Network" "NeutronNetwork"
        "NeutronNetworkBase" "NovaNetwork" "Volume" "WindowsInstance";
    "io.murano.applications": "CloneReplicaProvider" "CompositeReplicaProvider"
        "CompositeServerGroup" "Configurable" "Event" "Installable" "MultiServerApplication"
        "MultiServerApplicationWithScaling" "OpenStackSecurityConfigurable" "PoolReplicaProvider"
        "ReplicaProvider" "ReplicationGroup" "RoundrobinReplicaProvider" "ServerGroup" "ServerList"
        "ServerReplicationGroup" "SingleServerApplication" "SingleServerGroup" "SoftwareComponent"
        "TemplateServerProvider";
    "io.murano.test": "DummyNetwork" "TestFixture" "TestFixtureWithEnvironment";
    "com.mirantis.docker": "ApplicationPort" "DockerApplication" "DockerContainer"
        "DockerContainerHost" "DockerHelpers" "DockerHostVolume" "DockerPod"
        "DockerStandaloneHost" "DockerTempVolume" "DockerVolume" "HealthCheck" "SimulatedHost";
    "com.mirantis.docker.kubernetes": "KubernetesCluster" "KubernetesGatewayNode"
        "KubernetesMasterNode" "KubernetesMinionNode" "KubernetesNode" "KubernetesPod";
}

/// The exceptions that native methods of the classes raise, beside those of the interpreter. Hosts raise the ones of
/// `com.mirantis.docker`.
pub(crate) const EXCEPTIONS: &[&str] = &[
    "MismatchError",
    "testtools.matchers._impl.MismatchError",
    "com.mirantis.docker.BadContainer",
    "com.mirantis.docker.ConnectionLost",
    "com.mirantis.docker.ContainerExited",
    "com.mirantis.docker.ContainerUnhealthy",
    "com.mirantis.docker.EngineRefused",
    "com.mirantis.docker.EngineUnreachable",
    "com.mirantis.docker.HostError",
    "com.mirantis.docker.ImageMissing",
    "com.mirantis.docker.NameTaken",
    "com.mirantis.docker.NoFreePort",
    "com.mirantis.docker.NoSuchPort",
    "com.mirantis.docker.NotDeployed",
    "com.mirantis.docker.OtherOrigin",
    "com.mirantis.docker.ScopeTooNarrow",
    "com.mirantis.docker.StateFileError",
    "com.mirantis.docker.TimedOut",
    "com.mirantis.docker.Unreachable",
    "com.mirantis.docker.kubernetes.NeedsCluster",
    "com.mirantis.docker.kubernetes.PortConflictException",
];

/// Binds the native methods that need nothing from the embedder.
pub(crate) fn bind_own(runtime: &Runtime) {
    collection::bind(runtime);
    log::bind(runtime);
    fixture::bind(runtime);
    scripted_cluster::bind(runtime);
}

/// The core library as a source of classes.
pub(crate) struct CoreLibrary;

impl Provider for CoreLibrary {
    fn file(&self, class: &str) -> Option<(String, String)> {
        let (name, text) = FILES.iter().find(|(name, _)| *name == class)?;
        Some((format!("<core>/{name}.murano"), (*text).to_owned()))
    }

    fn names(&self) -> Vec<Text> {
        FILES.iter().map(|(name, _)| (*name).into()).collect()
    }

    fn exceptions(&self) -> &[&str] {
        EXCEPTIONS
    }
}
