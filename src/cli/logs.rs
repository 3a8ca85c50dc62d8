//! `murano logs`: what an application writes.

use clap::Args;
use futures_util::StreamExt;

use super::Exit;
use super::ps::{self, Format};
use super::screen::Screen;
use super::surroundings::{Which, with_engine};
use crate::deploy::{DeployError, Row};
use crate::diag::{codes, suggest};
use crate::engine::{EngineError, LogQuery};
use crate::hosts::HostError;

/// What `logs` takes.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  murano logs redis\n  murano logs redis --env guestbook --tail 20 -f"
)]
pub(super) struct Arguments {
    /// The application.
    application: String,
    /// The environment, where several have one of that name.
    #[arg(long, value_name = "NAME")]
    env: Option<String>,
    /// The engine; without it, as the `docker` command would choose.
    #[arg(long, value_name = "URL")]
    engine: Option<String>,
    /// Only the last lines.
    #[arg(long, value_name = "LINES")]
    tail: Option<usize>,
    /// Go on as more is written.
    #[arg(short, long)]
    follow: bool,
}

pub(super) fn run(arguments: &Arguments, screen: &Screen) -> Exit {
    let row = match find(
        arguments.env.as_deref(),
        arguments.engine.as_deref(),
        &arguments.application,
        screen,
    ) {
        Ok(row) => row,
        Err(exit) => return exit,
    };
    let query = LogQuery { tail: arguments.tail, follow: arguments.follow };
    let shown = with_engine(Some(&row.engine), screen, async |engine, _| {
        let failed = |error: EngineError| failed(&row, "reading the log of", error);
        let mut chunks = engine.logs(&row.container, query).await.map_err(failed)?;
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(failed)?;
            if !screen.result(&String::from_utf8_lossy(&chunk.bytes)) {
                break;
            }
        }
        Ok(())
    });
    shown.err().unwrap_or(Exit::Done)
}

fn failed(row: &Row, doing: &str, error: EngineError) -> DeployError {
    let (engine, doing) = (row.engine.clone(), format!("{doing} `{}`", row.application));
    DeployError::Host(Box::new(HostError::Engine { engine, doing, error }))
}

/// The one application of a name.
pub(super) fn find(
    env: Option<&str>,
    engine: Option<&str>,
    application: &str,
    screen: &Screen,
) -> Result<Row, Exit> {
    let which = Which { file: None, env: env.map(str::to_owned) };
    let engine = engine.map(str::to_owned);
    let rows = ps::rows(&ps::Arguments { which, engine, format: Format::Json }, screen)?;
    let named: Vec<&Row> = rows.iter().filter(|r| r.application == application).collect();
    match named.as_slice() {
        [row] => Ok((*row).clone()),
        [] => {
            let message = format!("no application `{application}` is deployed");
            let names = rows.iter().map(|r| r.application.as_str());
            let hint = suggest::did_you_mean(application, names)
                .unwrap_or_else(|| "`murano ps` lists what is deployed".into());
            screen.fail(codes::NOT_DEPLOYED, &message, vec![hint]);
            Err(Exit::Failed)
        }
        several => {
            let environments: Vec<&str> = several.iter().map(|r| r.environment.as_str()).collect();
            let message = format!("`{application}` is deployed in {}", environments.join(" and "));
            screen.fail(codes::BAD_VALUE, &message, vec!["choose one with `--env`".into()]);
            Err(Exit::Failed)
        }
    }
}
