//! The volumes of a container: host paths are mounted as they are, temporary volumes are created for it.
//!
//! A temporary volume belongs to one container, not to its name: a replacement gets new, empty volumes while the
//! previous container keeps its own until it is removed. So two names alternate. A volume that the image declares holds
//! data of the application, as that of a database: a replacement takes it over.

use crate::engine::{AnonymousVolume, Mount, MountSource, VolumeSpec};
use crate::hosts::action::ImageVolume;
use crate::hosts::container::{Container, Volume, VolumeMount};
use crate::hosts::deployed::Deployed;
use crate::hosts::error::HostError;
use crate::hosts::journal::ChangeKind;
use crate::hosts::labels;
use crate::hosts::ownership::{second_volume_name, volume_name};
use crate::hosts::removal;

use super::Reconciliation;

/// The names of the temporary volumes at the engine, in order of mounting; none of them is in `taken`.
pub(super) fn names(container_name: &str, container: &Container, taken: &[String]) -> Vec<String> {
    let free = |name: &&str| {
        let first = volume_name(container_name, name);
        if taken.contains(&first) { second_volume_name(container_name, name) } else { first }
    };
    temporary(container).iter().map(free).collect()
}

/// The mounts by which a new container takes over the volumes that the previous one has because its image declares
/// them: all but those in whose place the program mounts something.
pub(super) fn take_over(container: &Container, previous: &[AnonymousVolume]) -> Vec<Mount> {
    let kept = previous.iter().filter(|volume| is_kept(container, volume));
    let mount = |volume: &AnonymousVolume| Mount {
        source: MountSource::Volume(volume.name.clone()),
        target: volume.target.clone(),
        read_only: false,
    };
    kept.map(mount).collect()
}

/// What becomes of the volumes that the previous container has because its image declares them.
pub(super) fn fates(container: &Container, previous: &[AnonymousVolume]) -> Vec<ImageVolume> {
    let fate = |volume: &AnonymousVolume| ImageVolume {
        path: volume.target.clone(),
        kept: is_kept(container, volume),
    };
    previous.iter().map(fate).collect()
}

fn is_kept(container: &Container, volume: &AnonymousVolume) -> bool {
    let bare = |path: &str| path.trim_end_matches('/').to_owned();
    !container.volumes.iter().any(|mount| bare(&mount.path) == bare(&volume.target))
}

/// The names of the temporary volumes in the program, each once: one volume may be mounted twice.
fn temporary(container: &Container) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for mount in &container.volumes {
        if let Volume::Temp { name } = &mount.volume
            && !names.contains(&name.as_str())
        {
            names.push(name);
        }
    }
    names
}

impl Reconciliation<'_> {
    /// Creates the temporary volumes, empty, and returns all mounts.
    pub(super) async fn create_volumes(
        &self,
        deployed: &Deployed,
    ) -> Result<Vec<Mount>, HostError> {
        // Stale volumes are removed first: `ensure_volume` would return one of them with its
        // old content. A volume that exists under our name without our label is foreign.
        if !deployed.volumes.is_empty() {
            self.clear_stale().await?;
        }
        for name in &deployed.volumes {
            let labels = labels::volume(self.site.environment(), self.application());
            let spec = VolumeSpec { name: name.clone(), labels };
            let work = self.site.engine().ensure_volume(&spec);
            let created = self.site.change(ChangeKind::CreateVolume, name, work).await?;
            if !self.site.inventory().owns_volume(&created) {
                return Err(self.site.inventory().foreign("volume", name));
            }
        }
        let names = temporary(self.container);
        let mount = |mount: &VolumeMount| Mount {
            source: match &mount.volume {
                Volume::Host { path, create: false } => MountSource::Bind(path.clone()),
                Volume::Host { path, create: true } => MountSource::BindOrCreate(path.clone()),
                Volume::Temp { name } => {
                    let index = names.iter().position(|n| n == name).unwrap_or_default();
                    MountSource::Volume(deployed.volumes[index].clone())
                }
            },
            target: mount.path.clone(),
            read_only: false,
        };
        Ok(self.container.volumes.iter().map(mount).collect())
    }

    /// Removes volumes of this application that no container uses: a killed run left them.
    async fn clear_stale(&self) -> Result<(), HostError> {
        let filter = labels::of_environment(self.site.environment())
            .with(labels::APPLICATION, self.application());
        removal::remove_stray(self.site, &filter).await.map(drop)
    }
}
