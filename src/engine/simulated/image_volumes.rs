//! The volumes that containers of a simulated engine are created with.

use super::state::{SimulatedContainer, SimulatedState};
use crate::engine::{AnonymousVolume, ContainerSpec, Labels, MountSource, VolumeSummary};

impl SimulatedState {
    /// Creates the volumes that an image declares, except where the container mounts something else.
    pub(super) fn make_anonymous_volumes(
        &mut self,
        spec: &ContainerSpec,
        declared: &[String],
    ) -> Vec<AnonymousVolume> {
        let is_mounted = |path: &&String| spec.mounts.iter().any(|mount| mount.target == **path);
        let targets: Vec<String> =
            declared.iter().filter(|path| !is_mounted(path)).cloned().collect();
        let mut volumes = Vec::new();
        for target in targets {
            let name = self.new_id();
            let volume = VolumeSummary { name: name.clone(), labels: Labels::new() };
            self.volumes.insert(name.clone(), volume);
            volumes.push(AnonymousVolume { name, target });
        }
        volumes
    }

    /// Creates volumes that a container mounts and that do not exist, without labels, as a real engine does.
    pub(super) fn make_volumes(&mut self, spec: &ContainerSpec) {
        for mount in &spec.mounts {
            let MountSource::Volume(name) = &mount.source else { continue };
            let new = || VolumeSummary { name: name.clone(), labels: Labels::new() };
            self.volumes.entry(name.clone()).or_insert_with(new);
        }
    }
}

/// The volumes of a container whose names were generated: its own, and those it took over from another one.
pub(super) fn anonymous_volumes(found: &SimulatedContainer) -> Vec<AnonymousVolume> {
    let taken_over = found.spec.mounts.iter().filter_map(|mount| match &mount.source {
        MountSource::Volume(name) if AnonymousVolume::is_generated(name) => {
            Some(AnonymousVolume { name: name.clone(), target: mount.target.clone() })
        }
        _ => None,
    });
    let mut all: Vec<_> = found.anonymous.iter().cloned().chain(taken_over).collect();
    all.sort();
    all.dedup();
    all
}
