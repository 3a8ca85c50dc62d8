//! Which cluster is meant, by kubectl's rules: the files that `KUBECONFIG` lists, else `.kube/config` at home; in them a
//! context by name, else the current one; without any file, the service account of the pod that this program runs in.

use std::path::PathBuf;

use kube::config::{Config, KubeConfigOptions, Kubeconfig};

use crate::engine::context::UserConfig;
use crate::engine::endpoint::{ClusterName, EngineAddress};
use crate::engine::{EngineError, EngineErrorKind};

/// The name of the context of the pod that this program runs in.
const IN_CLUSTER: &str = "in-cluster";
/// The namespace of contexts that name none.
const DEFAULT_NAMESPACE: &str = "default";
/// How long a connection may take.
const CONNECT_LIMIT: std::time::Duration = std::time::Duration::from_secs(5);

/// A namespace of a cluster, and how to reach it.
#[derive(Clone, Debug)]
pub(crate) struct ClusterConfig {
    /// The context; [`IN_CLUSTER`] for the service account.
    pub context: String,
    /// The namespace.
    pub namespace: String,
    /// The user's files, merged; `None`: the service account.
    file: Option<Kubeconfig>,
}

impl ClusterConfig {
    /// Finds a cluster. `None` leaves the choice to the user's configuration.
    ///
    /// # Errors
    /// When a file is unreadable, or there is no such context.
    pub(crate) fn find(wanted: &ClusterName, user: &UserConfig) -> Result<Self, EngineError> {
        let (context, namespace) = (wanted.context.as_deref(), wanted.namespace.as_deref());
        let Some(file) = read(&user.kubeconfig_files())? else {
            return in_cluster(context, namespace);
        };
        let name = context.map(str::to_owned).or_else(|| file.current_context.clone());
        let name = name.filter(|name| !name.is_empty()).ok_or_else(|| {
            bad("the Kubernetes configuration has no current context: name one".to_owned())
        })?;
        let found = file.contexts.iter().find(|context| context.name == name);
        let Some(found) = found else {
            let mut known: Vec<String> =
                file.contexts.iter().map(|context| format!("`{}`", context.name)).collect();
            known.sort();
            let known = match known.is_empty() {
                true => "it has none".to_owned(),
                false => format!("it has {}", known.join(", ")),
            };
            return Err(bad(format!(
                "the Kubernetes configuration has no context `{name}`: {known}"
            )));
        };
        let own = found.context.as_ref().and_then(|context| context.namespace.clone());
        let namespace = namespace.map(str::to_owned).or(own);
        let namespace = namespace.unwrap_or_else(|| DEFAULT_NAMESPACE.to_owned());
        Ok(Self { context: name, namespace, file: Some(file) })
    }

    /// Its full name.
    #[must_use]
    pub(crate) fn name(&self) -> ClusterName {
        let Self { context, namespace, .. } = self;
        ClusterName { context: Some(context.clone()), namespace: Some(namespace.clone()) }
    }

    /// Its address: `kubernetes://CONTEXT/NAMESPACE`.
    #[must_use]
    pub(crate) fn address(&self) -> String {
        EngineAddress::Kubernetes(self.name()).to_string()
    }

    /// Reads certificates and tokens, runs the user's exec plugin if there is one, and makes a client.
    pub(super) async fn connect(&self) -> Result<kube::Client, EngineError> {
        let unusable = |error: &dyn std::fmt::Display| {
            bad(format!("the context `{}` cannot be used: {error}", self.context))
        };
        let mut config = match &self.file {
            Some(file) => {
                let options =
                    KubeConfigOptions { context: Some(self.context.clone()), ..Default::default() };
                Config::from_custom_kubeconfig(file.clone(), &options)
                    .await
                    .map_err(|error| unusable(&error))?
            }
            None => Config::incluster().map_err(|error| unusable(&error))?,
        };
        config.connect_timeout = Some(CONNECT_LIMIT);
        kube::Client::try_from(config).map_err(|error| unusable(&error))
    }
}

/// The service account of the pod that this program runs in, if it runs in one.
fn in_cluster(
    context: Option<&str>,
    namespace: Option<&str>,
) -> Result<ClusterConfig, EngineError> {
    let config = match context {
        None | Some(IN_CLUSTER) => Config::incluster().ok(),
        Some(_) => None,
    };
    let config = config.ok_or_else(|| {
        bad("there is no Kubernetes configuration: neither `KUBECONFIG` nor `.kube/config` at home names a file".to_owned())
    })?;
    Ok(ClusterConfig {
        context: IN_CLUSTER.to_owned(),
        namespace: namespace.map_or(config.default_namespace, str::to_owned),
        file: None,
    })
}

/// Reads the files that exist; of one name in several, the first counts. `None`: there is no file.
fn read(files: &[PathBuf]) -> Result<Option<Kubeconfig>, EngineError> {
    let mut all: Option<Kubeconfig> = None;
    for path in files.iter().filter(|path| path.exists()) {
        let unreadable = |error: &dyn std::fmt::Display| {
            bad(format!("cannot read the Kubernetes configuration `{}`: {error}", path.display()))
        };
        let next = Kubeconfig::read_from(path).map_err(|error| unreadable(&error))?;
        all = Some(match all {
            Some(before) => before.merge(next).map_err(|error| unreadable(&error))?,
            None => next,
        });
    }
    Ok(all)
}

fn bad(message: String) -> EngineError {
    EngineError::new(EngineErrorKind::BadRequest, message)
}
