//! Every function has an example, and every example has the result that it states.
//!
//! An example of one line is an expression. One of several lines is a program whose last line
//! is the result; it runs in a session of its own, in which methods can be mocked. `!Name`
//! instead of a result names an exception.

use crate::runtime::options::Options;
use crate::runtime::value::Value;
use crate::runtime::value::equality::equal;
use crate::runtime::value::repr::repr;
use crate::session::{Answer, Evaluator, Flavour, Interactive, Session};
use crate::stdlib::functions;

#[test]
fn every_example_has_the_stated_result() {
    let (plain, legacy) = (evaluator(false), evaluator(true));
    let mut wrong = Vec::new();
    let mut count = 0;
    for row in functions() {
        let here = if row.signature.starts_with("legacy ") { &legacy } else { &plain };
        for (example, expected) in row.examples {
            count += 1;
            wrong.extend(mistake(here, example, expected));
        }
    }
    assert!(count > 300, "{count} examples");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_function_has_an_example() {
    let without: Vec<&str> =
        functions().filter(|row| row.examples.is_empty()).map(|row| row.signature).collect();
    assert!(without.is_empty(), "no example of\n{}", without.join("\n"));
}

#[test]
fn a_false_example_is_noticed() {
    let plain = evaluator(false);
    for (example, expected) in [
        ("1 + 1", "3"),
        ("1 + 1", "2.0"),
        ("1 +", "1"),
        ("1 / 0", "0"),
        ("1 / 0", "!KeyError"),
        ("1", "!KeyError"),
        ("class Port { number: int }\nnew(:Port, number => 80).number", "81"),
        ("class Port {}\nnew(:Port).number", "81"),
    ] {
        assert!(mistake(&plain, example, expected).is_some(), "{example}");
    }
    assert_eq!(mistake(&plain, "1 / 0", "!ZeroDivisionError"), None);
}

/// The failure of an example.
fn mistake(here: &Evaluator, example: &str, expected: &str) -> Option<String> {
    let found = if example.contains('\n') { last_of(example) } else { value(here, example) };
    if let Some(exception) = expected.strip_prefix('!') {
        return match found {
            Err(why) if why.rsplit('.').next() == Some(exception) => None,
            Err(why) => Some(format!("{example}: {why}, not {exception}")),
            Ok(found) => Some(format!("{example}: {:?}, not {exception}", repr(&found))),
        };
    }
    let wanted = value(here, expected).unwrap_or_else(|why| panic!("{expected}: {why}"));
    match found {
        Ok(found) if equal(&found, &wanted) && same_kind(&found, &wanted) => None,
        Ok(found) => Some(format!("{example}: {:?}, not {expected}", repr(&found))),
        Err(why) => Some(format!("{example}: {why}")),
    }
}

/// All functions of the library.
fn evaluator(legacy: bool) -> Evaluator {
    let options = Options { legacy, iterable_dicts: legacy, delegates: true, ..Options::default() };
    Evaluator::in_session(Session::with(options), Flavour::MuranoPl)
}

/// The value of an expression, or the name of its exception.
fn value(evaluator: &Evaluator, text: &str) -> Result<Value, String> {
    let expression = evaluator.read("example", text, &[]);
    let expression = expression.map_err(|found| format!("{found:?}"))?;
    let value = evaluator.evaluate(&expression, Value::Null, &[]);
    value.map_err(|fault| fault.name().to_owned())
}

/// The value of the last line of a program, or the name of its exception.
fn last_of(text: &str) -> Result<Value, String> {
    let session = Session::new();
    session.runtime().begin_testing();
    let mut conversation = Interactive::new(session);
    match conversation.run_text("example", text, None) {
        Answer::Value(value) => Ok(value),
        Answer::Incomplete => Err("it is not complete".to_owned()),
        Answer::Mistakes(found) => Err(format!("{found:?}")),
        Answer::Fault(fault) => Err(format!("{}: {}", fault.name(), fault.text())),
    }
}

fn same_kind(a: &Value, b: &Value) -> bool {
    std::mem::discriminant(a) == std::mem::discriminant(b)
}
