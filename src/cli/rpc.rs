//! `murano rpc`: serves the interpreter to another program (the client), by JSON-RPC 2.0 over standard input and output.
//!
//! One message a line. Requests are answered one at a time, in their order; a thread reads ahead, so that the results of host
//! functions arrive while a request is being processed. The language is elsewhere, in [`crate::session`].

mod engines;
mod error;
mod evaluate;
mod host_functions;
mod message;
mod packages;
mod params;
mod pipe;
mod service;
mod sessions;
mod setup;
mod values;

use std::rc::Rc;

use clap::Args;

use self::engines::DeploymentArgs;
use self::message::Incoming;
use self::pipe::Pipe;
use self::service::Service;
use super::command_error::CommandResult;
use super::exit::Exit;

/// `rpc`.
#[derive(Debug, Args)]
#[command(after_help = "\
One message a line over standard input and output, until `shutdown` or the end of the input. Objects of host classes deploy to
the engine and the environment given here, when they are first used.

Examples:
  murano rpc
  murano rpc --engine simulated --env trial")]
pub(super) struct RpcArgs {
    /// Where host classes deploy.
    #[command(flatten)]
    pub deployment: DeploymentArgs,
}

/// Answers requests until `shutdown` or the end of the input.
pub(super) fn run(args: RpcArgs) -> CommandResult {
    let pipe = Rc::new(Pipe::open());
    let mut service = Service::new(pipe.clone(), args.deployment);
    while let Some(incoming) = pipe.next() {
        match incoming {
            Incoming::Request(request) => {
                let outcome = service.answer(&request);
                if let Some(id) = &request.id {
                    pipe.answer(id, outcome);
                }
                if service.is_over() {
                    break;
                }
            }
            Incoming::Invalid(id, error) => pipe.answer(&id, Err(error)),
            // A reply to a request that nobody waits for.
            Incoming::Reply(..) => {}
        }
    }
    Ok(Exit::Done)
}
