//! Every example in the library's tables is true.

use muranopl::runtime::equality::equal;
use muranopl::runtime::repr::repr;
use muranopl::runtime::value::Value;
use muranopl::stdlib::functions;

use super::{Config, evaluate};

#[test]
fn every_example_gives_what_it_says() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for row in functions() {
        let legacy = row.signature.starts_with("legacy ");
        let config = if legacy { Config::Murano10 } else { Config::Murano12 };
        for (expression, expected) in row.examples {
            count += 1;
            let found = evaluate(expression, Value::Null, config);
            let wanted = evaluate(expected, Value::Null, Config::Murano12);
            let wanted = wanted.unwrap_or_else(|e| panic!("{expected}: {e:?}"));
            match found {
                Ok(found) if equal(&found, &wanted) && same_kind(&found, &wanted) => {}
                Ok(found) => {
                    wrong.push(format!("{expression}: {:?}, not {expected}", repr(&found)));
                }
                Err(raised) => wrong.push(format!("{expression}: {raised:?}")),
            }
        }
    }
    assert!(count > 250, "{count} examples");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn same_kind(a: &Value, b: &Value) -> bool {
    std::mem::discriminant(a) == std::mem::discriminant(b)
}
