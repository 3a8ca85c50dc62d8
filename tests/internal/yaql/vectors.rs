//! Tables of expressions with their results, one JSON object on each line.
//!
//! Our own table is always run; `YAQL_VECTORS` may name a further file, such as one generated
//! with the reference implementation. `deviations.txt` lists deliberate differences (an id, a
//! blank, the reason), which must remain differences.

use std::collections::BTreeMap;

use crate::runtime::value::Value;
use crate::runtime::value::repr::repr;
use serde_json::Value as Json;

use crate::session::{Evaluator, Flavour, Session, YaqlOptions};

use super::{Raised, evaluate, evaluate_with, json};

const OWN: &str = include_str!("../../vectors/yaql.jsonl");
const DEVIATIONS: &str = include_str!("../../vectors/deviations.txt");

#[test]
fn our_own_vectors_hold() {
    let report = check(OWN, &BTreeMap::new(), false);
    assert!(report.held > 20, "{} vectors", report.held);
    assert!(report.wrong.is_empty(), "{}", report.wrong.join("\n"));
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test may read a file that it is pointed at")]
fn vectors_of_the_reference_hold_but_for_deviations() {
    let Ok(path) = std::env::var("YAQL_VECTORS") else { return };
    let text = std::fs::read_to_string(&path).expect("the file of vectors can be read");
    let deviations: BTreeMap<&str, &str> = DEVIATIONS
        .lines()
        .filter(|l| !l.starts_with('#'))
        .filter_map(|l| l.split_once(' '))
        .collect();
    let report = check(&text, &deviations, true);
    let wrong = report.wrong.len();
    assert!(
        report.wrong.is_empty(),
        "{wrong} wrong, {} right, {} deviate\n{}",
        report.held,
        report.deviating,
        report.wrong.join("\n")
    );
}

#[test]
fn sequences_read_from_one_another_up_to_a_limit() {
    let chain = |n: usize| format!("range(3){}", ".select($ + 1)".repeat(n));
    let found = evaluate(&chain(140), Value::Null, Flavour::MuranoPl);
    assert!(found.is_ok_and(|v| json::same(&v, &json::value(&serde_json::json!([140, 141, 142])))));
    let found = evaluate(&chain(600), Value::Null, Flavour::MuranoPl);
    assert_eq!(found.err().map(|raised| raised.0).as_deref(), Some("CollectionTooLargeException"));
}

#[derive(Default)]
struct Report {
    held: usize,
    deviating: usize,
    wrong: Vec<String>,
}

fn check(vectors: &str, deviations: &BTreeMap<&str, &str>, plain: bool) -> Report {
    let mut report = Report::default();
    for line in vectors.lines().filter(|line| !line.is_empty()) {
        let vector: Json = serde_json::from_str(line).expect("a line is a JSON object");
        let id = vector["id"].as_str().expect("an id");
        let outcome = verdict(&vector, plain);
        match (outcome, deviations.contains_key(id)) {
            (Ok(()), false) => report.held += 1,
            (Ok(()), true) => report.wrong.push(format!("{id}: is listed but does not deviate")),
            (Err(_), true) => report.deviating += 1,
            (Err(why), false) => {
                report
                    .wrong
                    .push(format!("{id}: {} : {why}", vector["expr"].as_str().unwrap_or("")));
            }
        }
    }
    report
}

/// Whether the vector holds, and if `plain` under YAQL's own options too, without limits.
fn verdict(vector: &Json, plain: bool) -> Result<(), String> {
    let flavour = match vector["config"].as_str() {
        Some("murano12") => Flavour::MuranoPl,
        Some("murano10") => Flavour::MuranoPl10,
        Some("legacy02") => Flavour::YaqlLegacy,
        Some("delegates") => Flavour::Yaql,
        Some("session") => return compare(&in_session(vector), vector),
        other => return Err(format!("the configuration {other:?} does not exist here")),
    };
    let delegates = vector["config"] == "delegates";
    let options = YaqlOptions { delegates, ..YaqlOptions::of(flavour) };
    let text = vector["expr"].as_str().expect("an expression");
    let data = || vector.get("data").map_or(Value::Null, json::value);
    compare(&evaluate_with(text, data(), flavour, options), vector)?;
    match vector.get("default") {
        _ if flavour != Flavour::MuranoPl || !plain => Ok(()),
        Some(other) if other.get("diverges").is_some() => Ok(()),
        other => {
            let found = evaluate(text, data(), Flavour::Yaql);
            compare(&found, other.unwrap_or(vector)).map_err(|why| format!("in plain YAQL {why}"))
        }
    }
}

/// Evaluates it as a MuranoPL class would, with MuranoPL's functions.
fn in_session(vector: &Json) -> Result<Value, Raised> {
    let evaluator = Evaluator::in_session(Session::new(), Flavour::MuranoPl);
    let text = vector["expr"].as_str().expect("an expression");
    let expression = evaluator.read("vector", text, &[]).expect("it can be read");
    let value = evaluator.evaluate(&expression, Value::Null, &[]);
    value.map_err(|fault| (fault.name().to_owned(), fault.diagnostic.message.clone()))
}

fn compare(found: &Result<Value, Raised>, vector: &Json) -> Result<(), String> {
    let wanted = vector.get("error").and_then(Json::as_str);
    match (found, wanted) {
        (Ok(found), None) if json::same(found, &json::value(&vector["result"])) => Ok(()),
        (Ok(found), _) => Err(format!("{:?}, not {}", repr(found), expected(vector))),
        (Err((name, _)), Some(wanted)) if name == wanted.rsplit('.').next().unwrap_or(wanted) => {
            Ok(())
        }
        (Err(raised), _) => Err(format!("{raised:?}, not {}", expected(vector))),
    }
}

fn expected(vector: &Json) -> String {
    vector.get("error").unwrap_or(&vector["result"]).to_string()
}
