//! What the record of a simulated engine leaves out of a specification.

use serde::{Serialize, Serializer};

use crate::engine::ContainerSpec;

/// Serializes a specification without values of variables and contents of files.
pub(super) fn without_values<S: Serializer>(
    spec: &ContainerSpec,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut kept = spec.clone();
    kept.env.iter_mut().for_each(|var| var.value.clear());
    kept.files.iter_mut().for_each(|file| file.content.clear());
    kept.serialize(serializer)
}
