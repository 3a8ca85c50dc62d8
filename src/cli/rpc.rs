//! `murano rpc`: another program drives the interpreter, by JSON-RPC 2.0 over standard input and output.
//!
//! One message a line. Requests are answered one at a time, in their order; a thread reads ahead, so that answers of host
//! functions arrive while a request is under way. Nothing here knows what programs mean: [`crate::session`] does.

mod engines;
mod evaluate;
mod host;
mod message;
mod packages;
mod params;
mod pipe;
mod refusal;
mod service;
mod sessions;
mod setup;

use std::rc::Rc;

use self::message::Incoming;
use self::pipe::Pipe;
use self::service::Service;
use super::Ending;
use super::arguments::RpcArgs;
use super::exit::Exit;

/// Answers requests until `shutdown` or the end of the input.
pub(super) fn run(args: RpcArgs) -> Ending {
    let pipe = Rc::new(Pipe::open());
    let mut service = Service::new(pipe.clone(), args);
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
            Incoming::Wrong(id, refusal) => pipe.answer(&id, Err(refusal)),
            // An answer nobody waits for.
            Incoming::Reply(..) => {}
        }
    }
    Ok(Exit::Done)
}
