//! Images of a real engine: finding, pulling, importing and removing them.

use bollard::auth::DockerCredentials;
use bollard::errors::Error as ClientError;
use bollard::models::{CreateImageInfo, ImageInspect, ImageSummary};
use bollard::query_parameters::{
    CreateImageOptions, CreateImageOptionsBuilder, ImportImageOptionsBuilder, ListImagesOptions,
};
use futures_util::stream::{BoxStream, StreamExt, TryStreamExt};

use super::{Docker, failure, image_archive, reply};
use crate::engine::reference::Reference;
use crate::engine::{
    Credentials, EngineError, EngineErrorKind, Image, ImageNames, ImageSpec, ProgressSink,
    PullProgress, Secret, name,
};

/// Finds the local image of that name.
pub(super) async fn find(engine: &Docker, image: &str) -> Result<Option<Image>, EngineError> {
    let request = engine.client.inspect_image(name::check_image(image)?);
    match engine.ask("looking for an image", request).await {
        Ok(found) => Ok(Some(read(found))),
        Err(error) if error.kind == EngineErrorKind::NoSuchImage => Ok(None),
        Err(error) => Err(error),
    }
}

/// Lists the local images that have names.
pub(super) async fn list(engine: &Docker) -> Result<Vec<ImageNames>, EngineError> {
    let request = engine.client.list_images(None::<ListImagesOptions>);
    let found = engine.ask("listing images", request).await?;
    let named = |image: ImageSummary| {
        let mut names = image.repo_tags;
        names.extend(image.repo_digests);
        // The engine writes `<none>` for an image that lost its tag.
        names.retain(|name| !name.contains("<none>"));
        ImageNames { id: image.id, names }
    };
    Ok(found.into_iter().map(named).collect())
}

/// Pulls an image. The reply is read to the end, because errors come inside its stream.
pub(super) async fn pull(
    engine: &Docker,
    image: &str,
    credentials: Option<&Credentials>,
    progress: ProgressSink<'_>,
) -> Result<(), EngineError> {
    let reference = Reference::parse(name::check_image(image)?);
    // Without a tag the engine would pull every tag of the repository.
    let options = CreateImageOptionsBuilder::default()
        .from_image(&format!("{}/{}", reference.registry, reference.repository))
        .tag(&reference.version)
        .build();
    let replies = engine.client.create_image(Some(options), None, credentials.map(login));
    let replies = replies.map_err(failure::pull_failed);
    let limit = Some(engine.deadlines.pull_silence);
    let mut replies = engine.unless_silent(limit, "pulling an image", replies);
    while let Some(step) = replies.try_next().await? {
        progress(step_of(step));
    }
    Ok(())
}

/// Makes an image of files.
pub(super) async fn create(engine: &Docker, image: &ImageSpec) -> Result<(), EngineError> {
    name::check_image(&image.name)?;
    let options = ImportImageOptionsBuilder::default().quiet(true).build();
    let body = bollard::body_full(image_archive::pack(image)?.into());
    let replies = engine.client.import_image(options, body, None);
    let replies = replies.map_err(|error: ClientError| failure::request_failed(error));
    let limit = Some(engine.deadlines.pull_silence);
    let mut replies = engine.unless_silent(limit, "loading an image", replies);
    while replies.try_next().await?.is_some() {}
    Ok(())
}

/// Imports an image.
pub(super) async fn import(
    engine: &Docker,
    image: &str,
    archive: Vec<u8>,
    changes: &[String],
) -> Result<(), EngineError> {
    let reference = Reference::parse(name::check_image(image)?);
    let options = CreateImageOptionsBuilder::default()
        .from_src("-")
        .repo(&format!("{}/{}", reference.registry, reference.repository))
        .tag(&reference.version)
        .changes(changes.to_vec())
        .build();
    let mut replies = import_replies(engine, options, archive);
    while replies.try_next().await?.is_some() {}
    Ok(())
}

fn import_replies(
    engine: &Docker,
    options: CreateImageOptions,
    archive: Vec<u8>,
) -> BoxStream<'static, Result<CreateImageInfo, EngineError>> {
    let body = bollard::body_full(archive.into());
    let replies = engine.client.create_image(Some(options), Some(body), None).boxed();
    let failed = |error: ClientError| failure::request_failed(error);
    let limit = Some(engine.deadlines.pull_silence);
    engine.unless_silent(limit, "importing an image", replies.map_err(failed))
}

fn login(credentials: &Credentials) -> DockerCredentials {
    DockerCredentials {
        username: Some(credentials.username.clone()),
        password: Some(credentials.password.reveal().to_owned()),
        serveraddress: Some(credentials.registry.clone()),
        identitytoken: credentials.identity_token.as_ref().map(Secret::reveal).map(str::to_owned),
        ..DockerCredentials::default()
    }
}

fn step_of(step: CreateImageInfo) -> PullProgress {
    let detail = step.progress_detail.unwrap_or_default();
    let bytes = |count: Option<i64>| count.and_then(|count| u64::try_from(count).ok());
    PullProgress {
        layer: step.id.unwrap_or_default(),
        status: step.status.unwrap_or_default(),
        current: bytes(detail.current),
        total: bytes(detail.total),
    }
}

fn read(found: ImageInspect) -> Image {
    let config = found.config.unwrap_or_default();
    let keys = config.exposed_ports.unwrap_or_default();
    let mut exposed: Vec<_> = keys.iter().filter_map(|key| reply::port_key(key)).collect();
    exposed.sort_unstable();
    let test = config.healthcheck.and_then(|check| check.test).unwrap_or_default();
    Image {
        id: found.id.unwrap_or_default(),
        exposed,
        has_healthcheck: test.first().is_some_and(|word| word != "NONE"),
    }
}
