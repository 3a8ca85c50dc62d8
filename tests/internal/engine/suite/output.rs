//! Logs, commands, and files.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::engine::{
    ContainerState, EngineErrorKind, ExecAttachment, ExecOutput, ExecSpec, FileContent, LogChunk,
    LogQuery, LogSource,
};
use futures_util::{StreamExt, TryStreamExt, stream};

use crate::tests::engine::fixture::{Fixture, eventually, kind, words};

pub(crate) async fn logs_are_kept_and_followed(f: &Fixture) {
    let spec = f.ending("wordy", 0);
    f.run(&spec).await;
    let ended = async || {
        let found = f.engine.inspect(&spec.name).await.expect("an answer").summary;
        (found.state == ContainerState::Exited).then_some(())
    };
    eventually("it ended", ended).await;
    // Docker does not promise the order of the two streams among each other.
    assert_eq!(written(f, &spec.name, LogQuery::default(), LogSource::Stdout).await, "one\ntwo\n");
    assert_eq!(written(f, &spec.name, LogQuery::default(), LogSource::Stderr).await, "why\n");
    let last = LogQuery { tail: Some(1), ..LogQuery::default() };
    assert_eq!(chunks(f, &spec.name, last).await.len(), 1);
    let timed = LogQuery { timestamps: true, ..LogQuery::default() };
    assert_eq!(written(f, &spec.name, timed, LogSource::Stdout).await, "one\ntwo\n");
    let follow = LogQuery { follow: true, ..LogQuery::default() };
    assert_eq!(written(f, &spec.name, follow, LogSource::Stdout).await, "one\ntwo\n");

    let silent = f.sleeper("silent");
    f.run(&silent).await;
    let mut followed = f.engine.logs(&silent.name, follow).await.expect("logs");
    f.engine.stop(&silent.name, None).await.expect("stopped");
    let end = tokio::time::timeout(Duration::from_secs(20), followed.next()).await;
    assert_eq!(end.expect("the end of the container is the end of its logs"), None);

    let missing = f.engine.logs(&f.name("missing"), LogQuery::default()).await;
    assert_eq!(kind(missing.map(|_| ())), EngineErrorKind::NoSuchContainer);
}

pub(crate) async fn commands_run_in_containers(f: &Fixture) {
    let spec = f.sleeper("shell");
    f.engine.create(&spec).await.expect("created");
    assert_eq!(kind(exec(f, &spec.name, "true").await), EngineErrorKind::Conflict);
    f.engine.start(&spec.name).await.expect("started");
    let said = exec(f, &spec.name, "echo hello there").await.expect("run");
    assert_eq!((said.stdout.as_slice(), said.exit_code), (&b"hello there\n"[..], 0));
    assert_eq!(exec(f, &spec.name, "false").await.expect("run").exit_code, 1);
    let failed = exec(f, &spec.name, "cat /no/such/file").await.expect("run");
    assert_eq!(failed.exit_code, 1);
    assert_eq!(failed.stdout, b"");
    assert!(String::from_utf8_lossy(&failed.stderr).contains("/no/such/file"));
    let missing = exec(f, &spec.name, "/no/such/program").await.expect("an exit code");
    assert!(matches!(missing.exit_code, 126 | 127), "{missing:?}");
    let nowhere = exec(f, &f.name("nowhere"), "true").await;
    assert_eq!(kind(nowhere), EngineErrorKind::NoSuchContainer);
}

pub(crate) async fn commands_read_and_write_while_running(f: &Fixture) {
    let spec = f.sleeper("attached");
    f.engine.create(&spec).await.expect("created");
    assert_eq!(kind(attach(f, &spec.name, "true", &[]).await), EngineErrorKind::Conflict);
    f.engine.start(&spec.name).await.expect("started");
    let said = attach(f, &spec.name, "echo hello", &[]).await.expect("run");
    assert_eq!(said, (0, b"hello\n".to_vec(), Vec::new()));
    let copied = attach(f, &spec.name, "cat", &["one", "two"]).await.expect("run");
    assert_eq!(copied, (0, b"onetwo".to_vec(), Vec::new()));
    assert_eq!(attach(f, &spec.name, "false", &["not read"]).await.expect("run").0, 1);
    let (code, out, complaint) = attach(f, &spec.name, "cat /no/such", &[]).await.expect("run");
    assert_eq!((code, out.as_slice()), (1, &b""[..]));
    assert!(String::from_utf8_lossy(&complaint).contains("/no/such"));
    let nowhere = attach(f, &f.name("nowhere"), "true", &[]).await;
    assert_eq!(kind(nowhere), EngineErrorKind::NoSuchContainer);
}

/// The exit code of a command that reads these chunks, and its output.
async fn attach(
    f: &Fixture,
    name: &str,
    line: &str,
    pieces: &[&str],
) -> Result<(i64, Vec<u8>, Vec<u8>), crate::engine::EngineError> {
    let spec = ExecSpec { argv: words(line), ..ExecSpec::default() };
    let input: Vec<_> = pieces.iter().map(|piece| piece.as_bytes().to_vec()).collect();
    let input = Some(stream::iter(input).boxed());
    let written = Arc::new(Mutex::new((Vec::new(), Vec::new())));
    let sink = Arc::clone(&written);
    let output = Box::new(move |chunk: LogChunk| {
        let mut all = sink.lock().expect("nobody panicked");
        match chunk.source {
            LogSource::Stdout => all.0.extend(chunk.bytes),
            LogSource::Stderr => all.1.extend(chunk.bytes),
        }
    });
    let attachment = ExecAttachment { input, output, terminal: None };
    let code = f.engine.attach(name, &spec, attachment).await?;
    let (out, complaint) = std::mem::take(&mut *written.lock().expect("nobody panicked"));
    Ok((code, out, complaint))
}

pub(crate) async fn files_are_placed_before_the_start(f: &Fixture) {
    let mut spec = f.sleeper("filed");
    let binary: Vec<u8> = (0..=255).collect();
    spec.files = vec![file("/new/folder/note", b"before"), file("/blob", &binary)];
    f.run(&spec).await;
    let note = exec(f, &spec.name, "cat /new/folder/note").await.expect("run");
    assert_eq!(note.stdout, b"before");
    assert_eq!(exec(f, &spec.name, "cat /blob").await.expect("run").stdout, binary);
    f.engine.put_files(&spec.name, &[file("/new/folder/note", b"after")]).await.expect("placed");
    let note = exec(f, &spec.name, "cat /new/folder/note").await.expect("run");
    assert_eq!(note.stdout, b"after");
    let nowhere = f.engine.put_files(&f.name("nowhere"), &[file("/a", b"")]).await;
    assert_eq!(kind(nowhere), EngineErrorKind::NoSuchContainer);
}

pub(crate) async fn files_that_cannot_be_placed_leave_nothing_behind(f: &Fixture) {
    let mut spec = f.sleeper("unfiled");
    spec.files = vec![file("relative", b"")];
    assert_eq!(kind(f.engine.create(&spec).await), EngineErrorKind::BadRequest);
    spec.files = vec![file("/etc/x", b"")];
    spec.read_only = true;
    assert_eq!(kind(f.engine.create(&spec).await), EngineErrorKind::Unsupported);
    assert_eq!(f.engine.list(&f.mine()).await.expect("a list"), []);
}

async fn exec(
    f: &Fixture,
    name: &str,
    line: &str,
) -> Result<ExecOutput, crate::engine::EngineError> {
    let spec = ExecSpec { argv: words(line), ..ExecSpec::default() };
    f.engine.exec(name, &spec).await
}

async fn chunks(f: &Fixture, name: &str, query: LogQuery) -> Vec<LogChunk> {
    let logs = f.engine.logs(name, query).await.expect("logs");
    logs.try_collect().await.expect("no failure")
}

async fn written(f: &Fixture, name: &str, query: LogQuery, source: LogSource) -> String {
    let chunks = chunks(f, name, query).await;
    let own = chunks.iter().filter(|chunk| chunk.source == source);
    own.map(|chunk| String::from_utf8_lossy(&chunk.bytes)).collect()
}

fn file(path: &str, content: &[u8]) -> FileContent {
    FileContent { path: path.to_owned(), content: content.to_vec(), mode: 0o640 }
}
