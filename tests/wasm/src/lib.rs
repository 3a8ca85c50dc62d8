//! The interpreter as a WebAssembly module with four plain functions.
//!
//! The caller asks [`input`] for a buffer, writes a request there as JSON, calls [`run`], and
//! finds the answer as JSON at [`output`]. Both buffers belong to the module. After a panic,
//! which traps, the output is its message.

use std::panic;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use muranopl::{Options, Simulation};
use serde_json::{Value, json};

static INPUT: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static OUTPUT: Mutex<Vec<u8>> = Mutex::new(Vec::new());

fn lock(buffer: &Mutex<Vec<u8>>) -> MutexGuard<'_, Vec<u8>> {
    buffer.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Allocates the buffer for a request of `length` bytes; returns its address.
#[unsafe(no_mangle)]
pub extern "C" fn input(length: usize) -> *mut u8 {
    let mut buffer = lock(&INPUT);
    buffer.resize(length, 0);
    buffer.as_mut_ptr()
}

/// Runs the request; returns the length of the answer.
///
/// Request: `{"file": path of the program, "files": {path: text}, "environment": name, "time": milliseconds since 1970}`.
/// Answer: `{"output": text, "report": text or null, "applications": [{"application", "host", "endpoints"}]}`.
#[unsafe(no_mangle)]
pub extern "C" fn run() -> usize {
    panic::set_hook(Box::new(|info| *lock(&OUTPUT) = info.to_string().into_bytes()));
    let request = serde_json::from_slice(&lock(&INPUT)).unwrap_or(Value::Null);
    let answer = answer(&request).to_string().into_bytes();
    let length = answer.len();
    *lock(&OUTPUT) = answer;
    length
}

/// The address of the answer.
#[unsafe(no_mangle)]
pub extern "C" fn output() -> *const u8 {
    lock(&OUTPUT).as_ptr()
}

/// The length of the answer, for calls of [`run`] that did not return.
#[unsafe(no_mangle)]
pub extern "C" fn output_length() -> usize {
    lock(&OUTPUT).len()
}

fn answer(request: &Value) -> Value {
    let text = |key: &str| request[key].as_str().unwrap_or_default();
    let simulation = match Simulation::new(text("environment"), Options::default()) {
        Ok(simulation) => simulation,
        Err(error) => {
            return json!({ "output": "", "report": error.to_string(), "applications": [] });
        }
    };
    let session = simulation.session();
    session.set_time(i128::from(request["time"].as_i64().unwrap_or_default()) * 1000);
    for (path, content) in request["files"].as_object().into_iter().flatten() {
        session.add_virtual_file(Path::new(path), content.as_str().unwrap_or_default());
    }
    let found = match session.read_file(Path::new(text("file"))) {
        Ok(program) => session.run(&program).err(),
        Err(error) => Some(error),
    };
    let report = found.map(|error| session.report(&error));
    let applications = simulation.applications().into_iter().map(|deployed| {
        json!({ "application": deployed.application, "host": deployed.host, "endpoints": deployed.endpoints })
    });
    json!({
        "output": simulation.take_output(),
        "report": report,
        "applications": applications.collect::<Vec<_>>(),
    })
}
