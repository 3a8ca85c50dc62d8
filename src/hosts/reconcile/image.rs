//! Finds the image of a container, or pulls it, by its pull policy.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::{Either, select};

use crate::engine::reference::{DEFAULT_REGISTRY, Reference};
use crate::engine::{Credentials, EngineError, EngineErrorKind, PullProgress};
use crate::hosts::container::PullPolicy;
use crate::hosts::error::HostError;
use crate::hosts::progress::Event;
use crate::hosts::settings::HostSettings;

use super::Reconciliation;
use super::pull_progress::PullTotals;

/// How often a pull checks for an interrupt.
const CHECK_INTERVAL: Duration = Duration::from_millis(100);

/// The local image for a container.
pub(super) struct FoundImage {
    /// The name it was found under.
    pub(super) name: String,
    /// Its id; empty when the engine does not say.
    pub(super) id: String,
}

/// The names under which a host can get an image, the preferred one first.
pub(in crate::hosts) fn candidates(image: &str, host: &HostSettings) -> Vec<String> {
    let names_registry = image
        .split_once('/')
        .is_some_and(|(first, _)| first.contains(['.', ':']) || first == "localhost");
    if let Some(registry) = host.registry.as_deref().filter(|_| !names_registry) {
        return vec![format!("{}/{image}", bare(registry))];
    }
    let reference = Reference::parse(image);
    match host.mirror.as_deref().filter(|_| reference.registry == DEFAULT_REGISTRY) {
        Some(mirror) => {
            let separator = if reference.pinned { '@' } else { ':' };
            let Reference { repository, version, .. } = reference;
            let mirrored = format!("{}/{repository}{separator}{version}", bare(mirror));
            vec![mirrored, image.to_owned()]
        }
        None => vec![image.to_owned()],
    }
}

/// A registry as it starts image names: without the scheme and trailing slash that people write.
fn bare(registry: &str) -> &str {
    let rest = registry.split_once("://").map_or(registry, |(_, rest)| rest);
    rest.trim_end_matches('/')
}

impl Reconciliation<'_> {
    /// Makes sure that the image is local.
    pub(super) async fn image(&self) -> Result<FoundImage, HostError> {
        // Two containers of one image pull it once.
        let _lock = self.site.lock(&format!("image {}", self.container.image)).await;
        let candidates = candidates(&self.container.image, self.host);
        match self.container.pull_policy {
            PullPolicy::Always => self.pull_first(&candidates).await,
            PullPolicy::Missing => match self.local(&candidates).await? {
                Some(found) => Ok(found),
                None => self.pull_first(&candidates).await,
            },
            PullPolicy::Never => match self.local(&candidates).await? {
                Some(found) => Ok(found),
                None => Err(self.not_local()),
            },
        }
    }

    async fn local(&self, candidates: &[String]) -> Result<Option<FoundImage>, HostError> {
        for name in candidates {
            let found = self.site.engine().find_image(name).await;
            let found = found.map_err(|error| {
                self.site
                    .inventory()
                    .engine_failed(&format!("looking for the image `{name}`"), error)
            })?;
            if let Some(image) = found {
                return Ok(Some(FoundImage { name: name.clone(), id: image.id }));
            }
        }
        Ok(None)
    }

    /// Pulls the image under the first name that works.
    async fn pull_first(&self, candidates: &[String]) -> Result<FoundImage, HostError> {
        let mut earlier: Vec<String> = Vec::new();
        let mut last = absent(&candidates[0]);
        for name in candidates {
            match self.pull(name).await? {
                Ok(()) => {
                    let found = self.local(std::slice::from_ref(name)).await?;
                    return Ok(
                        found.unwrap_or(FoundImage { name: name.clone(), id: String::new() })
                    );
                }
                Err(error) => {
                    earlier.push(format!("`{name}`: {error}"));
                    last = error;
                }
            }
        }
        earlier.pop();
        last.causes.extend(earlier);
        Err(self.pull_failed(last))
    }

    /// Pulls an image under one name. The outer error ends the run of the container, the inner one only this name.
    /// Polls the interrupt while the pull goes on: the engine's own answer may take minutes.
    async fn pull(&self, name: &str) -> Result<Result<(), EngineError>, HostError> {
        // The engine has no timeout for a pull, and cannot be interrupted. So the request is
        // polled against a short sleep; dropping it at a timeout ends the pull.
        let credentials = self.credentials(name).await?;
        let totals = Mutex::new(PullTotals::default());
        let sink = |step: PullProgress| {
            let mut totals = totals.lock().unwrap_or_else(PoisonError::into_inner);
            totals.add(&step);
            let (done, total) = (totals.done(), totals.total());
            let event = Event::Pulling { image: name.to_owned(), done, total };
            self.site.ledger().report(self.application(), &event);
        };
        let mut work = self.site.engine().pull(name, credentials.as_ref(), &sink);
        let clock = &self.site.services().clock;
        let limit = self.container.pull_limit.unwrap_or(self.host.pull_limit);
        let begun = clock.now();
        loop {
            self.site.check_interrupt(self.application(), "pulling the image of")?;
            match select(work, clock.sleep(CHECK_INTERVAL)).await {
                Either::Left((Err(error), _)) if is_engine_gone(error.kind) => {
                    return Err(self
                        .site
                        .inventory()
                        .engine_failed(&format!("pulling the image `{name}`"), error));
                }
                Either::Left((done, _)) => return Ok(done),
                Either::Right(((), unfinished)) => work = unfinished,
            }
            if clock.now().saturating_sub(begun) >= limit {
                return Err(HostError::TimedOut {
                    container: self.application().to_owned(),
                    doing: "pulling the image of".into(),
                    limit,
                    property: "pullTimeout",
                    log: Vec::new(),
                });
            }
        }
    }

    /// The registry's credentials, from the program or else from the user's configuration.
    async fn credentials(&self, image: &str) -> Result<Option<Credentials>, HostError> {
        if self.host.credentials.is_some() {
            return Ok(self.host.credentials.clone());
        }
        let Some(source) = &self.site.services().credentials else { return Ok(None) };
        let registry = Reference::parse(image).registry;
        let found = source.find(&registry).await;
        found.map_err(|error| self.pull_failed(error))
    }

    /// The image is not local, and must not be pulled.
    fn not_local(&self) -> HostError {
        let image = self.asked_image();
        let container = self.application().to_owned();
        HostError::ImageMissing { container, error: absent(&image), image, pulled: false }
    }

    fn pull_failed(&self, error: EngineError) -> HostError {
        let (container, image) = (self.application().to_owned(), self.asked_image());
        HostError::ImageMissing { container, image, error, pulled: true }
    }

    /// The name that was asked for last: at the host's registry, where the host has one.
    fn asked_image(&self) -> String {
        let mut names = candidates(&self.container.image, self.host);
        names.pop().unwrap_or_else(|| self.container.image.clone())
    }
}

fn absent(image: &str) -> EngineError {
    EngineError::new(EngineErrorKind::NoSuchImage, format!("No such image: {image}"))
}

/// Whether it is the engine, not the registry, that failed.
fn is_engine_gone(kind: EngineErrorKind) -> bool {
    matches!(
        kind,
        EngineErrorKind::Unreachable | EngineErrorKind::ConnectionLost | EngineErrorKind::Timeout
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registries_and_mirrors_prefix_image_names() {
        let plain = HostSettings::default();
        let own =
            HostSettings { registry: Some("https://r.example:5000/".into()), ..plain.clone() };
        let mirrored = HostSettings { mirror: Some("http://m:5000".into()), ..plain.clone() };
        let cases: [(&str, &HostSettings, &[&str]); 6] = [
            ("redis", &plain, &["redis"]),
            ("redis:7", &own, &["r.example:5000/redis:7"]),
            ("ghcr.io/a/b", &own, &["ghcr.io/a/b"]),
            ("redis", &mirrored, &["m:5000/library/redis:latest", "redis"]),
            ("a/b@sha256:12", &mirrored, &["m:5000/a/b@sha256:12", "a/b@sha256:12"]),
            ("ghcr.io/a/b", &mirrored, &["ghcr.io/a/b"]),
        ];
        for (image, host, wanted) in cases {
            assert_eq!(candidates(image, host), wanted, "{image}");
        }
    }
}
