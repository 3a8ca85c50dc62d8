//! Removes several applications of one site, as `down` and a rollback do.

use futures_util::StreamExt as _;
use futures_util::stream;

use crate::hosts::{HostError, Site, removal};

/// How many applications are removed concurrently.
const CONCURRENT_REMOVALS: usize = 8;

/// Removes applications concurrently. Returns those that were removed, and the first failure, after which the others were
/// still tried.
pub(super) async fn remove_applications(
    site: &Site,
    applications: &[String],
) -> (Vec<String>, Option<HostError>) {
    removal::announce(site, applications);
    let removals = applications.iter().map(|application| async move {
        (application, removal::remove_application(site, application).await)
    });
    let done: Vec<_> = stream::iter(removals).buffered(CONCURRENT_REMOVALS).collect().await;
    let (mut removed, mut failure) = (Vec::new(), None);
    for (application, outcome) in done {
        match outcome {
            Ok(_) => removed.push(application.clone()),
            Err(error) => failure = failure.or(Some(error)),
        }
    }
    (removed, failure)
}
