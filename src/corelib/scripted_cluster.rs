//! The native method of `com.mirantis.docker.kubernetes.KubernetesCluster` that tells an existing cluster from one that a
//! program implements.

use std::rc::Rc;

use crate::runtime::machine::runtime::Runtime;
use crate::runtime::value::Value;

/// The class.
const CLASS: &str = "com.mirantis.docker.kubernetes.KubernetesCluster";

/// Binds `_isScripted()`: whether a subclass implements `run`, so that the program itself is the cluster.
pub(super) fn bind(runtime: &Runtime) {
    runtime.bind(
        CLASS,
        "_isScripted",
        Rc::new(|_, this, _| {
            let Value::Object(object) = this else { return Ok(Value::bool(false)) };
            let owner = object.class.lineage().find(|class| class.methods().contains_key("run"));
            Ok(Value::bool(owner.is_some_and(|class| *class.name != *CLASS)))
        }),
    );
}
