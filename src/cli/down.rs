//! `murano down`: removes exactly one environment.

use std::sync::Arc;

use clap::Args;

use super::progress::Shown;
use super::screen::Screen;
use super::surroundings::{Which, store, surroundings, with_engine};
use super::{Exit, data};
use crate::deploy::{self, Removed, SystemClock, UserCredentials};
use crate::diag::codes;
use crate::hosts::{Services, SilentProgress};

/// What `down` takes.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  murano down examples/guestbook.murano\n  murano down --env shop"
)]
pub(super) struct Arguments {
    #[command(flatten)]
    which: Which,
    /// The engine; without it, as the `docker` command would choose.
    #[arg(long, value_name = "URL")]
    engine: Option<String>,
    /// How the answer is written.
    #[arg(long, value_enum, default_value_t = super::ps::Format::Table)]
    format: super::ps::Format,
}

pub(super) fn run(arguments: &Arguments, screen: &Screen) -> Exit {
    let Some(name) = arguments.which.name() else {
        let hint =
            "`murano down FILE`, or `murano down --env NAME`; `murano ps` lists what there is";
        screen.fail(codes::BAD_VALUE, "which environment?", vec![hint.into()]);
        return Exit::Failed;
    };
    let json = arguments.format == super::ps::Format::Json;
    let services = Services {
        progress: if json { Arc::new(SilentProgress) } else { Arc::new(Shown::new(screen)) },
        clock: Arc::new(SystemClock::default()),
        credentials: Some(Arc::new(UserCredentials(surroundings()))),
        ..Services::default()
    };
    let removed = with_engine(arguments.engine.as_deref(), screen, async |engine, engines| {
        deploy::down(&name, &store(), &engines, Some(engine), services).await
    });
    match removed {
        Ok(removed) if json => {
            screen.result(&data::pretty(&removed));
            Exit::Done
        }
        Ok(removed) => {
            screen.note(&summary(&removed));
            Exit::Done
        }
        Err(exit) => exit,
    }
}

fn summary(removed: &Removed) -> String {
    if removed.is_empty() {
        return format!("nothing of `{}` was there", removed.environment);
    }
    let count = removed.applications.len();
    let plural = if count == 1 { "" } else { "s" };
    format!("`{}` is gone: {count} application{plural}", removed.environment)
}
