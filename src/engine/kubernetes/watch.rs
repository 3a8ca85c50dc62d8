//! Watches pods, so that nobody asks again and again.
//!
//! A watch begins at the version of a list and is resumed at the version that it saw last. The server ends watches now
//! and then; when it has forgotten the version (410 Gone), a new list begins a new one.

use std::collections::VecDeque;

use futures_util::stream::{self, BoxStream, StreamExt};
use kube::Api;
use kube::api::{DynamicObject, ListParams, WatchEvent, WatchParams};

use crate::engine::cluster::Kind;
use crate::engine::{EngineError, Replies};

use super::{Kubernetes, failure, objects};

/// How long the server keeps one watch open, in seconds; it is resumed then.
const WATCH_SECONDS: u32 = 240;

type Events = BoxStream<'static, Result<WatchEvent<DynamicObject>, kube::Error>>;

/// A watch that goes on.
struct PodWatch {
    cluster: Kubernetes,
    api: Api<DynamicObject>,
    selector: String,
    /// The version seen last.
    version: String,
    events: Option<Events>,
    /// Whether the last attempt failed: a second failure ends the stream.
    has_failed: bool,
    ended: VecDeque<EngineError>,
}

/// One item for each change from now on.
pub(super) async fn changes(
    cluster: &Kubernetes,
    selector: &str,
) -> Result<Replies<()>, EngineError> {
    let api = objects::api(cluster, Kind::Pod).await?;
    let mut watch = PodWatch {
        cluster: cluster.clone(),
        api,
        selector: selector.to_owned(),
        version: String::new(),
        events: None,
        has_failed: false,
        ended: VecDeque::new(),
    };
    watch.list().await?;
    Ok(stream::unfold(watch, |mut watch| async move { Some((watch.next().await?, watch)) }).boxed())
}

impl PodWatch {
    async fn list(&mut self) -> Result<(), EngineError> {
        let params = ListParams::default().labels(&self.selector).limit(1);
        let found = self.cluster.ask("listing pods", self.api.list(&params)).await?;
        self.version = found.metadata.resource_version.unwrap_or_default();
        Ok(())
    }

    async fn open(&mut self) -> Result<Events, EngineError> {
        let params = WatchParams::default().labels(&self.selector).timeout(WATCH_SECONDS);
        let opened = self.api.watch(&params, &self.version);
        let stream = self.cluster.ask("watching pods", opened).await?;
        Ok(stream.boxed())
    }

    async fn next(&mut self) -> Option<Result<(), EngineError>> {
        loop {
            if let Some(error) = self.ended.pop_front() {
                return Some(Err(error));
            }
            let mut events = match self.events.take() {
                Some(events) => events,
                None => match self.open().await {
                    Ok(events) => events,
                    Err(error) if !self.has_failed => {
                        self.has_failed = true;
                        // The version may be too old, or the server was away for a moment.
                        if self.list().await.is_ok() {
                            return Some(Ok(()));
                        }
                        return Some(Err(error));
                    }
                    Err(_) => return None,
                },
            };
            match events.next().await {
                Some(Ok(WatchEvent::Error(status))) => {
                    self.has_failed = status.code == 410 && self.has_failed;
                    if self.list().await.is_err() {
                        self.ended.push_back(failure::refused(&status));
                    }
                    return Some(Ok(()));
                }
                Some(Ok(event)) => {
                    self.has_failed = false;
                    let is_change = self.note(&event);
                    self.events = Some(events);
                    if is_change {
                        return Some(Ok(()));
                    }
                }
                // The connection was closed: the watch is resumed at the version seen last.
                Some(Err(_)) | None => {}
            }
        }
    }

    /// Notes the version of an event; returns whether something changed.
    fn note(&mut self, event: &WatchEvent<DynamicObject>) -> bool {
        let version = match event {
            WatchEvent::Added(object)
            | WatchEvent::Modified(object)
            | WatchEvent::Deleted(object) => object.metadata.resource_version.clone(),
            WatchEvent::Bookmark(bookmark) => Some(bookmark.metadata.resource_version.clone()),
            WatchEvent::Error(_) => None,
        };
        if let Some(version) = version {
            self.version = version;
        }
        !matches!(event, WatchEvent::Bookmark(_) | WatchEvent::Error(_))
    }
}
