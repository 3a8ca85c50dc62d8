//! Reads, lists, applies and deletes objects (Kubernetes API: server-side apply, preconditions).

use kube::Api;
use kube::api::{
    DeleteParams, DynamicObject, ListParams, Patch, PatchParams, Preconditions, PropagationPolicy,
};
use kube::core::{ApiResource, GroupVersionKind};
use serde_json::{Value, json};

use crate::engine::cluster::{ApiObject, Kind};
use crate::engine::{EngineError, EngineErrorKind};

use super::Kubernetes;

/// The name under which the cluster records what we have set.
const FIELD_MANAGER: &str = "murano";

/// The objects of a kind, in the namespace unless the kind has none.
pub(super) async fn api(
    cluster: &Kubernetes,
    kind: Kind,
) -> Result<Api<DynamicObject>, EngineError> {
    let client = cluster.client().await?.clone();
    let named = GroupVersionKind::gvk(kind.group(), "v1", kind.name());
    let resource = ApiResource::from_gvk_with_plural(&named, kind.plural());
    Ok(match kind {
        Kind::Node => Api::all_with(client, &resource),
        _ => Api::namespaced_with(client, &cluster.config.namespace, &resource),
    })
}

pub(super) async fn get(
    cluster: &Kubernetes,
    kind: Kind,
    name: &str,
) -> Result<Option<ApiObject>, EngineError> {
    let api = api(cluster, kind).await?;
    let found = cluster.ask(&format!("reading the {kind} `{name}`"), api.get_opt(name)).await?;
    let found = found.map(plain);
    let key = (kind, name.to_owned());
    match &found {
        Some(found) => drop(cluster.known().insert(key, found.clone())),
        None => drop(cluster.known().remove(&key)),
    }
    Ok(found)
}

pub(super) async fn select(
    cluster: &Kubernetes,
    kind: Kind,
    selector: &str,
) -> Result<Vec<ApiObject>, EngineError> {
    let api = api(cluster, kind).await?;
    let params = ListParams::default().labels(selector);
    let found = cluster.ask(&format!("listing each {kind}"), api.list(&params)).await?;
    let mut found: Vec<ApiObject> = found.items.into_iter().map(plain).collect();
    // Objects in a list lack their kind.
    for object in &mut found {
        object["kind"] = kind.name().into();
        object["apiVersion"] = kind.api_version().into();
    }
    found.sort_by(|a, b| name_of(a).cmp(name_of(b)));
    let mut known = cluster.known();
    known.extend(found.iter().map(|object| ((kind, name_of(object).to_owned()), object.clone())));
    drop(known);
    Ok(found)
}

pub(super) async fn apply(
    cluster: &Kubernetes,
    kind: Kind,
    manifest: &ApiObject,
    uid: Option<&str>,
) -> Result<ApiObject, EngineError> {
    let api = api(cluster, kind).await?;
    let name = name_of(manifest);
    let mut manifest = manifest.clone();
    let mut params = PatchParams::apply(FIELD_MANAGER);
    if let Some(uid) = uid {
        manifest["metadata"]["uid"] = uid.into();
        params = params.force();
    }
    let doing = format!("applying the {kind} `{name}`");
    let patch = Patch::Apply(&manifest);
    let applied = plain(cluster.ask(&doing, api.patch(name, &params, &patch)).await?);
    cluster.known().insert((kind, name.to_owned()), applied.clone());
    Ok(applied)
}

pub(super) async fn remove_fields(
    cluster: &Kubernetes,
    kind: Kind,
    name: &str,
    fields: &Value,
) -> Result<(), EngineError> {
    let api = api(cluster, kind).await?;
    let params = PatchParams { field_manager: Some(FIELD_MANAGER.into()), ..Default::default() };
    let doing = format!("changing the {kind} `{name}`");
    let patch = Patch::Strategic(fields);
    cluster.ask(&doing, api.patch(name, &params, &patch)).await.map(drop)
}

pub(super) async fn delete(
    cluster: &Kubernetes,
    kind: Kind,
    name: &str,
    uid: &str,
) -> Result<(), EngineError> {
    let api = api(cluster, kind).await?;
    let params = DeleteParams {
        preconditions: Some(Preconditions { uid: Some(uid.to_owned()), resource_version: None }),
        propagation_policy: Some(PropagationPolicy::Background),
        ..DeleteParams::default()
    };
    let doing = format!("deleting the {kind} `{name}`");
    let deleted = cluster.ask(&doing, api.delete(name, &params)).await;
    cluster.known().remove(&(kind, name.to_owned()));
    match deleted {
        // Another object of that name is not the one to delete.
        Err(error)
            if matches!(
                error.kind,
                EngineErrorKind::NoSuchContainer | EngineErrorKind::Conflict
            ) =>
        {
            Ok(())
        }
        done => done.map(drop),
    }
}

pub(super) async fn scale(
    cluster: &Kubernetes,
    deployment: &str,
    replicas: u32,
) -> Result<(), EngineError> {
    let api = api(cluster, Kind::Deployment).await?;
    let patch = Patch::Merge(json!({ "spec": { "replicas": replicas } }));
    let params = PatchParams { field_manager: Some(FIELD_MANAGER.into()), ..Default::default() };
    let doing = format!("scaling the Deployment `{deployment}`");
    cluster.ask(&doing, api.patch_scale(deployment, &params, &patch)).await.map(drop)
}

/// The name of an object.
pub(super) fn name_of(object: &ApiObject) -> &str {
    object["metadata"]["name"].as_str().unwrap_or_default()
}

/// An object as plain JSON, without the record of who has set which field.
fn plain(object: DynamicObject) -> ApiObject {
    let mut plain = serde_json::to_value(object).unwrap_or(Value::Null);
    if let Some(metadata) = plain["metadata"].as_object_mut() {
        metadata.remove("managedFields");
    }
    plain
}
