//! Every example in the library's tables is true.

use muranopl::runtime::equality::equal;
use muranopl::runtime::options::Options;
use muranopl::runtime::repr::repr;
use muranopl::runtime::value::Value;
use muranopl::session::{Evaluator, Flavour, Session};
use muranopl::stdlib::functions;

#[test]
fn every_example_gives_what_it_says() {
    let (plain, legacy) = (evaluator(false), evaluator(true));
    let mut wrong = Vec::new();
    let mut count = 0;
    for row in functions() {
        let here = if row.signature.starts_with("legacy ") { &legacy } else { &plain };
        for (expression, expected) in row.examples {
            count += 1;
            let wanted = value(&plain, expected);
            let wanted = wanted.unwrap_or_else(|why| panic!("{expected}: {why}"));
            match value(here, expression) {
                Ok(found) if equal(&found, &wanted) && same_kind(&found, &wanted) => {}
                Ok(found) => {
                    wrong.push(format!("{expression}: {:?}, not {expected}", repr(&found)));
                }
                Err(why) => wrong.push(format!("{expression}: {why}")),
            }
        }
    }
    assert!(count > 250, "{count} examples");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// All functions there are.
fn evaluator(legacy: bool) -> Evaluator {
    let options = Options { legacy, iterable_dicts: legacy, delegates: true, ..Options::default() };
    Evaluator::in_session(Session::with(options), Flavour::MuranoPl)
}

fn value(evaluator: &Evaluator, text: &str) -> Result<Value, String> {
    let expression = evaluator.read("example", text, &[]);
    let expression = expression.map_err(|found| format!("{found:?}"))?;
    let value = evaluator.evaluate(&expression, Value::Null, &[]);
    value.map_err(|fault| format!("{fault:?}"))
}

fn same_kind(a: &Value, b: &Value) -> bool {
    std::mem::discriminant(a) == std::mem::discriminant(b)
}
