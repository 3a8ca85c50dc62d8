//! What a Kubernetes cluster can do beyond a container engine: it holds objects, which it brings into the state that
//! they describe.
//!
//! Objects are JSON, as the API has them, so that this trait needs no client library. A workload is the object that
//! holds the containers of one pod ([`workload`]); the pods that the cluster makes of it are its instances
//! ([`instances`]). `kubernetes::Kubernetes` is the client of a real cluster.

pub(crate) mod instances;
pub(crate) mod workload;

use std::fmt;

use serde_json::Value;

use super::{Replies, Reply};

/// An object of the Kubernetes API, with `apiVersion` and `kind`.
pub(crate) type ApiObject = Value;

/// The kinds of objects that hosts use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    /// A pod.
    Pod,
    /// A number of equal pods, replaced one after the other.
    Deployment,
    /// A stable address of pods.
    Service,
    /// Files and settings.
    ConfigMap,
    /// The same for what is secret.
    Secret,
    /// A volume that outlives pods.
    PersistentVolumeClaim,
    /// A machine; it is in no namespace.
    Node,
    /// What happened to an object.
    Event,
}

impl Kind {
    /// Its name in manifests.
    #[must_use]
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Pod => "Pod",
            Self::Deployment => "Deployment",
            Self::Service => "Service",
            Self::ConfigMap => "ConfigMap",
            Self::Secret => "Secret",
            Self::PersistentVolumeClaim => "PersistentVolumeClaim",
            Self::Node => "Node",
            Self::Event => "Event",
        }
    }

    /// Its API group, empty for the core group.
    #[must_use]
    pub(crate) fn group(self) -> &'static str {
        match self {
            Self::Deployment => "apps",
            _ => "",
        }
    }

    /// Its `apiVersion` in manifests.
    #[must_use]
    pub(crate) fn api_version(self) -> &'static str {
        if self.group().is_empty() { "v1" } else { "apps/v1" }
    }

    /// Its name in paths of the API.
    #[must_use]
    pub(crate) fn plural(self) -> &'static str {
        match self {
            Self::Pod => "pods",
            Self::Deployment => "deployments",
            Self::Service => "services",
            Self::ConfigMap => "configmaps",
            Self::Secret => "secrets",
            Self::PersistentVolumeClaim => "persistentvolumeclaims",
            Self::Node => "nodes",
            Self::Event => "events",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One namespace of a cluster.
pub(crate) trait Cluster: Send + Sync + fmt::Debug {
    /// The namespace.
    fn namespace(&self) -> &str;

    /// The object of that name, as it was listed or changed last; nothing is asked of the cluster.
    fn known(&self, kind: Kind, name: &str) -> Option<ApiObject>;

    /// Reads one object; `None`: there is none of that name.
    fn get<'a>(&'a self, kind: Kind, name: &'a str) -> Reply<'a, Option<ApiObject>>;

    /// Lists the objects whose labels match a selector as `a=b,c=d`, sorted by name; an empty one matches all.
    fn select<'a>(&'a self, kind: Kind, selector: &'a str) -> Reply<'a, Vec<ApiObject>>;

    /// The nodes of the cluster, as they were when they were first asked for.
    fn nodes(&self) -> Reply<'_, Vec<ApiObject>>;

    /// Creates an object, or changes the fields that are given and removes those that an earlier call gave and this
    /// one does not (server-side apply). With `uid`, only exactly that object is changed, whoever set its fields;
    /// without it, a field that another client has set differently is a conflict. Returns the object as it is now.
    fn apply<'a>(
        &'a self,
        kind: Kind,
        manifest: &'a ApiObject,
        uid: Option<&'a str>,
    ) -> Reply<'a, ApiObject>;

    /// Removes fields of an object: those that are null in `fields` (strategic merge).
    fn remove_fields<'a>(&'a self, kind: Kind, name: &'a str, fields: &'a Value) -> Reply<'a, ()>;

    /// Deletes exactly the object of that name and uid; the cluster may still be at it afterwards. One that is gone
    /// counts as deleted.
    fn delete<'a>(&'a self, kind: Kind, name: &'a str, uid: &'a str) -> Reply<'a, ()>;

    /// Sets the number of pods of a deployment and nothing else.
    fn scale<'a>(&'a self, deployment: &'a str, replicas: u32) -> Reply<'a, ()>;

    /// The last lines that a container of a pod has written; with `previous`, those before its last restart.
    fn last_lines<'a>(
        &'a self,
        pod: &'a str,
        container: &'a str,
        previous: bool,
    ) -> Reply<'a, Vec<String>>;

    /// One item for each change of the pods whose labels match the selector, from now on. The stream continues when
    /// the cluster closes its connection, and ends when that is not possible.
    fn changes<'a>(&'a self, selector: &'a str) -> Reply<'a, Replies<()>>;
}
