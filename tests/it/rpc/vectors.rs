//! The tables of expressions, evaluated through the protocol: the values and names of
//! exceptions are those of the reference.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::Client;

const OWN: &str = include_str!("../../vectors/yaql.jsonl");
const DEVIATIONS: &str = include_str!("../../vectors/deviations.txt");

/// Vectors of functions that exist in sessions alone.
const OF_SESSIONS: [&str; 3] = ["own-075", "own-076", "own-077"];

#[test]
fn our_own_vectors_hold_through_the_protocol() {
    let wrong = wrong(OWN, &BTreeMap::new(), &[Asked::AsConfigured]);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test may read a file that it is pointed at")]
fn vectors_of_the_reference_hold_through_the_protocol() {
    let Ok(path) = std::env::var("YAQL_VECTORS") else { return };
    let text = std::fs::read_to_string(&path).expect("the file of vectors can be read");
    let deviations: BTreeMap<&str, &str> = DEVIATIONS
        .lines()
        .filter(|l| !l.starts_with('#'))
        .filter_map(|l| l.split_once(' '))
        .collect();
    let wrong = wrong(&text, &deviations, &[Asked::AsConfigured, Asked::OfYaqlAlone]);
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

/// How a vector is evaluated.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// With the dialect and the options it is made for.
    AsConfigured,
    /// As YAQL too, which holds for one for MuranoPL unless it says otherwise.
    OfYaqlAlone,
}

/// Unintended differences.
fn wrong(vectors: &str, deviations: &BTreeMap<&str, &str>, ways: &[Asked]) -> Vec<String> {
    let mut client = Client::new();
    let mut wrong = Vec::new();
    for line in vectors.lines().filter(|line| !line.is_empty()) {
        let vector: Json = serde_json::from_str(line).expect("a line is a JSON object");
        let id = vector["id"].as_str().expect("an id");
        if deviations.contains_key(id) || OF_SESSIONS.contains(&id) {
            continue;
        }
        let expression = vector["expr"].as_str().expect("an expression");
        for (params, expected) in ways.iter().filter_map(|asked| question(&vector, *asked)) {
            let found = client.evaluate(expression, params.clone());
            if !holds(&found, &expected) {
                wrong.push(format!("{id}: {expression} {params}: {found:?}, not {expected}"));
            }
        }
    }
    wrong
}

/// The expression and its expected result.
fn question(vector: &Json, asked: Asked) -> Option<(Json, Json)> {
    let data = vector.get("data").cloned().unwrap_or_default();
    let config = vector["config"].as_str();
    if asked == Asked::OfYaqlAlone {
        let expected = vector.get("default").unwrap_or(vector);
        let asked = json!({ "dialect": "yaql", "data": data });
        let holds = config == Some("murano12") && expected.get("diverges").is_none();
        return holds.then(|| (asked, expected.clone()));
    }
    let muranopl = json!({
        "limitIterators": 2000, "memoryQuota": 524_288, "convertSetsToLists": true
    });
    let (dialect, options) = match config {
        Some("murano12") => ("muranopl", json!({})),
        Some("murano10") => ("muranopl-1.0", json!({})),
        Some("delegates") => ("yaql", json!({ "delegates": true })),
        Some("legacy02") => ("yaql-legacy", muranopl),
        // A session of MuranoPL is not a dialect of `evaluate`.
        Some("session") => return None,
        other => panic!("the configuration {other:?} does not exist"),
    };
    Some((json!({ "dialect": dialect, "options": options, "data": data }), vector.clone()))
}

fn holds(found: &Result<Json, Json>, expected: &Json) -> bool {
    match (found, expected.get("error").and_then(Json::as_str)) {
        (Ok(found), None) => same(found, &expected["result"]),
        (Err(found), Some(wanted)) => {
            let name = found["data"]["names"][0].as_str().unwrap_or("");
            name == wanted || name.rsplit('.').next() == Some(wanted)
        }
        _ => false,
    }
}

/// Whether two results are equal: kinds of numbers count, the order of keys and members does
/// not. Tuples are lists.
fn same(a: &Json, b: &Json) -> bool {
    let any_order = |a: &[Json], b: &[Json]| {
        a.len() == b.len() && a.iter().all(|x| b.iter().any(|y| same(x, y)))
    };
    match (a, b) {
        (Json::Array(a), Json::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Json::Object(a), _) if a.contains_key("$tuple") => same(&a["$tuple"], b),
        (Json::Object(a), Json::Object(b)) => {
            for mark in ["$set", "$dict"] {
                if let (Some(Json::Array(a)), Some(Json::Array(b))) = (a.get(mark), b.get(mark)) {
                    return any_order(a, b);
                }
            }
            a.len() == b.len() && a.iter().all(|(key, x)| b.get(key).is_some_and(|y| same(x, y)))
        }
        // Zeros with a sign differ, and so do integers and floats, as texts.
        _ => format!("{a}") == format!("{b}"),
    }
}
