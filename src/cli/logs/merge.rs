//! Merges the logs of several containers by the times of their lines.
//!
//! It is a k-way merge: of the next line of each log, the oldest is printed. A log that is followed and has nothing new is waited
//! for only a moment, so that a silent container does not hold back the others.

use std::future::poll_fn;
use std::task::Poll;
use std::time::Duration;

use futures_util::StreamExt as _;
use jiff::Timestamp;
use serde_json::json;
use unicode_width::UnicodeWidthStr as _;

use crate::deploy::{EngineError, LogChunk, LogSource, Replies};

use crate::cli::output_format::OutputFormat;
use crate::cli::style::{Style, Tone};
use crate::cli::terminal::{print_json_line, write_stderr, write_stdout};
use crate::diag::escape::escape_controls;

/// How long the logs that have a line wait for those that have none yet.
const PATIENCE: Duration = Duration::from_millis(50);
/// The longest line that is waited for, in bytes: the rest of a longer one is printed as a line of its own.
const MAX_LINE: usize = 64 * 1024;

/// What stands before each line.
#[derive(Debug, Clone, Copy)]
pub(super) struct LineStyle {
    /// The name of the log.
    pub names: bool,
    /// The time of the line.
    pub timestamps: bool,
    /// Whether names are coloured.
    pub colour: Style,
    /// Lines as they are, or as JSON objects.
    pub format: OutputFormat,
}

/// A log, and its next line.
pub(super) struct LogReader {
    name: String,
    chunks: Replies<LogChunk>,
    is_done: bool,
    pending: Option<Line>,
    /// The beginning of a line whose end has not been read yet.
    partial: Option<Line>,
}

/// A line of a log, with its end.
#[derive(Debug, Clone)]
struct Line {
    source: LogSource,
    time: Option<Timestamp>,
    bytes: Vec<u8>,
}

impl LogReader {
    /// A log under a name.
    pub(super) fn new(name: String, chunks: Replies<LogChunk>) -> Self {
        Self { name, chunks, is_done: false, pending: None, partial: None }
    }

    /// Whether the next line is known, or that there is none.
    fn is_ready(&self) -> bool {
        self.pending.is_some() || self.is_done
    }

    /// Adds a chunk, which continues a line or begins one.
    fn add(&mut self, chunk: LogChunk) {
        let mut line = match self.partial.take() {
            Some(partial) if partial.source == chunk.source => partial,
            Some(other) => {
                // The two streams of a container alternate in the middle of a line.
                self.pending = Some(other);
                self.partial =
                    Some(Line { source: chunk.source, time: chunk.time, bytes: chunk.bytes });
                return;
            }
            None => Line { source: chunk.source, time: chunk.time, bytes: Vec::new() },
        };
        line.bytes.extend(chunk.bytes);
        if line.bytes.ends_with(b"\n") || line.bytes.len() >= MAX_LINE {
            self.pending = Some(line);
        } else {
            self.partial = Some(line);
        }
    }
}

/// Copies all logs, line by line.
pub(super) async fn copy(
    mut sources: Vec<LogReader>,
    style: LineStyle,
    follow: bool,
) -> Result<(), EngineError> {
    let width = sources.iter().map(|source| name_width(&source.name)).max().unwrap_or(0);
    loop {
        if follow {
            // Until one has a line, then a moment for the others.
            fill(&mut sources, Enough::One).await?;
            let _ = tokio::time::timeout(PATIENCE, fill(&mut sources, Enough::All)).await;
        } else {
            fill(&mut sources, Enough::All).await?;
        }
        let Some((index, line)) = take_oldest(&mut sources) else { return Ok(()) };
        print(&line, &sources[index].name, index, width, style);
    }
}

/// Takes the oldest of the lines that are known, with the index of its log.
fn take_oldest(sources: &mut [LogReader]) -> Option<(usize, Line)> {
    let ready = sources.iter_mut().enumerate().filter(|(_, source)| source.pending.is_some());
    let (index, source) =
        ready.min_by_key(|(_, source)| source.pending.as_ref().and_then(|line| line.time))?;
    Some((index, source.pending.take()?))
}

/// How many logs must be ready.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Enough {
    /// One with a line; or all at their ends.
    One,
    /// All.
    All,
}

/// Reads until enough logs are ready. It may be dropped at any time without losing a line.
async fn fill(sources: &mut [LogReader], enough: Enough) -> Result<(), EngineError> {
    poll_fn(|context| {
        for source in sources.iter_mut() {
            while !source.is_ready() {
                match source.chunks.poll_next_unpin(context) {
                    Poll::Ready(Some(Ok(chunk))) => source.add(chunk),
                    Poll::Ready(Some(Err(error))) => return Poll::Ready(Err(error)),
                    Poll::Ready(None) => {
                        source.is_done = true;
                        source.pending = source.partial.take();
                    }
                    Poll::Pending => break,
                }
            }
        }
        let is_filled = sources.iter().all(LogReader::is_ready)
            || (enough == Enough::One && sources.iter().any(|source| source.pending.is_some()));
        if is_filled { Poll::Ready(Ok(())) } else { Poll::Pending }
    })
    .await
}

/// The columns that a name takes.
fn name_width(name: &str) -> usize {
    escape_controls(name).width()
}

fn print(line: &Line, name: &str, index: usize, width: usize, style: LineStyle) {
    if style.format == OutputFormat::Json {
        return print_json_line(&json!({
            "application": name,
            "stream": if line.source == LogSource::Stdout { "stdout" } else { "stderr" },
            "time": line.time.map(|time| time.to_string()),
            "text": String::from_utf8_lossy(&line.bytes),
        }));
    }
    let mut text = String::new();
    if style.names {
        let padding = " ".repeat(width.saturating_sub(name_width(name)));
        text += style.colour.text().series(index, &format!("{name}{padding} |")).as_str();
        text.push(' ');
    }
    if style.timestamps {
        let time = line.time.map_or_else(|| "-".to_owned(), |time| format!("{time:.3}"));
        text += style.colour.text().put(Tone::Faint, &time).as_str();
        text.push(' ');
    }
    let mut bytes = text.into_bytes();
    bytes.extend(&line.bytes);
    if !bytes.ends_with(b"\n") {
        bytes.push(b'\n');
    }
    match line.source {
        LogSource::Stdout => write_stdout(&bytes),
        LogSource::Stderr => write_stderr(&bytes),
    }
}

#[cfg(test)]
mod tests {
    use futures_util::{FutureExt as _, stream};

    use super::*;

    fn chunk(seconds: i64, text: &str) -> LogChunk {
        let time = Timestamp::from_second(seconds).ok();
        LogChunk { source: LogSource::Stdout, time, bytes: text.as_bytes().to_vec() }
    }

    fn source(chunks: Vec<LogChunk>) -> LogReader {
        LogReader::new("a".to_owned(), stream::iter(chunks.into_iter().map(Ok)).boxed())
    }

    /// The lines in the order in which they would be printed.
    fn merged(mut sources: Vec<LogReader>) -> Vec<String> {
        let mut lines = Vec::new();
        loop {
            fill(&mut sources, Enough::All).now_or_never().expect("ready").expect("read");
            let Some((_, line)) = take_oldest(&mut sources) else { return lines };
            lines.push(String::from_utf8(line.bytes).expect("UTF-8"));
        }
    }

    #[test]
    fn lines_are_in_the_order_of_their_times() {
        let one = source(vec![chunk(1, "1\n"), chunk(4, "4\n")]);
        let other = source(vec![chunk(2, "2\n"), chunk(3, "3\n"), chunk(5, "5\n")]);
        assert_eq!(merged(vec![one, other]), ["1\n", "2\n", "3\n", "4\n", "5\n"]);
    }

    #[test]
    fn chunks_are_joined_to_lines() {
        let one = source(vec![chunk(1, "a"), chunk(1, "b\n"), chunk(3, "end")]);
        let other = source(vec![chunk(2, "c\n")]);
        assert_eq!(merged(vec![one, other]), ["ab\n", "c\n", "end"]);
    }
}
