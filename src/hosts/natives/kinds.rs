//! The kinds of hosts that programs can use: one row for each class.
//!
//! A new kind of host is a module that implements [`ContainerHost`], a `.murano` class that declares the methods of
//! `DockerContainerHost` without bodies, and a row in [`KINDS`].

use std::rc::Rc;
use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use crate::hosts::error::HostError;
use crate::hosts::host::ContainerHost;
use crate::hosts::kubernetes::KubernetesHost;
use crate::hosts::pod::PodHost;
use crate::hosts::settings::HostSettings;
use crate::hosts::site::Site;
use crate::hosts::standalone::StandaloneHost;
use crate::runtime::object::Object;
use crate::runtime::value::fault::Outcome;

use super::exception::bad_property;
use super::provider::{EngineRequest, SiteProvider};
use super::{container, host, kubernetes, read};

/// A kind of host.
#[derive(Clone, Copy)]
pub(crate) struct HostKind {
    /// The full name of the class whose objects are hosts of this kind.
    pub class: &'static str,
    /// What precedes the names of its native methods: `_` where the class decides whether to call them.
    pub prefix: &'static str,
    /// Opens the host behind an object of that class.
    pub open: fn(&Rc<Object>, &dyn SiteProvider) -> Outcome<Opening>,
}

/// A host that is being opened.
pub(crate) struct Opening {
    /// The host, once its engine is known. The future may run on another thread.
    pub host: BoxFuture<'static, Result<Arc<dyn ContainerHost>, HostError>>,
    /// Whether the future is ready at the first poll.
    pub is_immediate: bool,
}

/// The built-in kinds of hosts.
pub(crate) const KINDS: &[HostKind] = &[
    HostKind {
        class: "com.mirantis.docker.DockerStandaloneHost",
        prefix: "",
        open: open_standalone,
    },
    HostKind { class: "com.mirantis.docker.SimulatedHost", prefix: "", open: open_simulated },
    HostKind { class: "com.mirantis.docker.DockerPod", prefix: "", open: open_pod },
    HostKind { class: POD, prefix: "_", open: open_kubernetes_pod },
];

/// The class of pods.
pub(super) const POD: &str = "com.mirantis.docker.kubernetes.KubernetesPod";

/// The kind of an object: that of the nearest class in its linearization that has one.
pub(super) fn find<'k>(kinds: &'k [HostKind], object: &Rc<Object>) -> Option<&'k HostKind> {
    let mut lineage = object.class.lineage();
    lineage.find_map(|class| kinds.iter().find(|kind| *class.name == *kind.class))
}

fn open_standalone(object: &Rc<Object>, provider: &dyn SiteProvider) -> Outcome<Opening> {
    Ok(open_on(host::settings(object)?, &docker(object), provider, standalone))
}

fn open_pod(object: &Rc<Object>, provider: &dyn SiteProvider) -> Outcome<Opening> {
    let settings = host::settings(object)?;
    PodHost::check_name(&settings.name).map_err(|reason| bad_property(object, "name", reason))?;
    let ports = container::ports(object)?;
    Ok(open_on(settings, &docker(object), provider, move |settings, site| {
        Arc::new(PodHost::new(settings, &ports, site))
    }))
}

/// The engine that a host object names.
fn docker(object: &Rc<Object>) -> EngineRequest {
    EngineRequest::Docker {
        address: read::filled(object, "engine"),
        certificates: read::filled(object, "certificates"),
    }
}

fn standalone(settings: HostSettings, site: Arc<Site>) -> Arc<dyn ContainerHost> {
    Arc::new(StandaloneHost::new(settings, site))
}

fn open_simulated(object: &Rc<Object>, provider: &dyn SiteProvider) -> Outcome<Opening> {
    let settings = host::settings(object)?;
    let request = EngineRequest::Simulated { name: settings.name.clone() };
    Ok(open_on(settings, &request, provider, standalone))
}

/// Opens a pod of a cluster, which has the address of an engine.
fn open_kubernetes_pod(object: &Rc<Object>, provider: &dyn SiteProvider) -> Outcome<Opening> {
    let mut settings = kubernetes::settings(object)?;
    let request =
        EngineRequest::Docker { address: Some(kubernetes::address(object)?), certificates: None };
    let (site, real) = (provider.site(&request), provider.real_engine(&request));
    let host = async move {
        let (site, real) = (site.await?, real?);
        if let Some(naming) = &mut settings.host.cluster {
            site.environment().clone_into(&mut naming.environment);
            if let Some(cluster) = real.as_ref().and_then(|engine| engine.cluster()) {
                cluster.namespace().clone_into(&mut naming.namespace);
            }
        }
        let host: Arc<dyn ContainerHost> = Arc::new(KubernetesHost::new(settings, site, real));
        Ok(host)
    };
    Ok(Opening { host: host.boxed(), is_immediate: provider.is_immediate(&request) })
}

/// Opens a host on one engine.
fn open_on(
    settings: HostSettings,
    request: &EngineRequest,
    provider: &dyn SiteProvider,
    open: impl FnOnce(HostSettings, Arc<Site>) -> Arc<dyn ContainerHost> + Send + 'static,
) -> Opening {
    let site = provider.site(request);
    let host = async move { Ok(open(settings, site.await?)) };
    Opening { host: host.boxed(), is_immediate: provider.is_immediate(request) }
}
