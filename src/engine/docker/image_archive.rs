//! Packs an image into the archive that `docker load` reads.
//!
//! The bytes depend on nothing but the image: the id of an image is the hash of its configuration, which has the hash of
//! its files, so it is the same on every engine.

use serde_json::json;
use sha2::{Digest, Sha256};

use super::archive;
use crate::engine::{EngineError, FileContent, ImageSpec};

/// Packs an image of one layer.
pub(super) fn pack(image: &ImageSpec) -> Result<Vec<u8>, EngineError> {
    let layer = archive::pack(&image.files)?;
    let configuration = json!({
        "architecture": image.architecture,
        "os": "linux",
        "created": "1970-01-01T00:00:00Z",
        "config": { "Entrypoint": image.entrypoint },
        "rootfs": { "type": "layers", "diff_ids": [format!("sha256:{}", digest(&layer))] },
        "history": [{ "created": "1970-01-01T00:00:00Z", "created_by": "murano" }],
    })
    .to_string()
    .into_bytes();
    let name = format!("{}.json", digest(&configuration));
    let manifest = json!([{
        "Config": name, "RepoTags": [image.name], "Layers": ["layer.tar"],
    }]);
    archive::pack(&[
        file("/manifest.json", manifest.to_string().into_bytes()),
        file(&format!("/{name}"), configuration),
        file("/layer.tar", layer),
    ])
}

fn file(path: &str, content: Vec<u8>) -> FileContent {
    FileContent { path: path.to_owned(), content, mode: 0o644 }
}

/// The hash of some bytes in hexadecimal digits.
fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
