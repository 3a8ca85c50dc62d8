//! What sets the dialects of YAQL apart, and what their options do.

use muranopl::runtime::value::Value;
use muranopl::session::{Flavour, YaqlOptions};

use super::{evaluate, evaluate_with, json};

/// The result of an expression as JSON, or the name of the exception it raised.
fn outcome(text: &str, flavour: Flavour, options: YaqlOptions) -> Result<Value, String> {
    evaluate_with(text, Value::Null, flavour, options).map_err(|raised| raised.0)
}

fn gives(text: &str, flavour: Flavour, options: YaqlOptions, wanted: &serde_json::Value) {
    let found = outcome(text, flavour, options);
    let found = found.unwrap_or_else(|raised| panic!("{text}: {raised}"));
    assert!(json::same(&found, &json::value(wanted)), "{text}: {found:?}, not {wanted}");
}

fn fails(text: &str, flavour: Flavour, wanted: &str) {
    let found = evaluate(text, Value::Null, flavour).map_err(|raised| raised.0);
    assert!(found.as_ref().is_err_and(|name| name == wanted), "{text}: {found:?}, not {wanted}");
}

#[test]
fn dialects_are_found_by_name() {
    let names =
        ["yaql", "yaql-legacy-functions", "yaql-legacy", "muranopl", "muranopl-1.0", "murano"];
    for name in names {
        assert_eq!(Flavour::named(name).map(Flavour::name), Some(name));
    }
    assert_eq!(Flavour::named("yaql-4"), None);
}

#[test]
fn murano_s_operators_and_functions_are_murano_s() {
    fails("1 is 2", Flavour::Yaql, "YaqlGrammarException");
    fails("1 is 2", Flavour::MuranoPl, "NoFunctionRegisteredException");
    fails("a:b", Flavour::MuranoPl10, "NoFunctionRegisteredException");
    fails(":x", Flavour::MuranoPl, "NoFunctionRegisteredException");
    fails("base64encode(a)", Flavour::MuranoPl, "NoFunctionRegisteredException");
    fails("toUpper(a)", Flavour::MuranoPl10, "NoFunctionRegisteredException");
}

#[test]
fn limits_are_options() {
    let options = YaqlOptions { limit_iterators: Some(3), ..YaqlOptions::of(Flavour::Yaql) };
    let found = outcome("range(4)", Flavour::Yaql, options);
    assert_eq!(found.err().as_deref(), Some("CollectionTooLargeException"));
    gives(
        "range(4)",
        Flavour::Yaql,
        YaqlOptions::of(Flavour::Yaql),
        &serde_json::json!([0, 1, 2, 3]),
    );
    let options = YaqlOptions { memory_quota: Some(100), ..YaqlOptions::of(Flavour::MuranoPl) };
    let found = outcome("'a' * 100", Flavour::MuranoPl, options);
    assert_eq!(found.err().as_deref(), Some("MemoryQuotaExceededException"));
}

#[test]
fn sets_are_lists_in_muranopl_alone() {
    let set = serde_json::json!({"$set": [1]});
    gives("set(1)", Flavour::Yaql, YaqlOptions::of(Flavour::Yaql), &set);
    let list = serde_json::json!([1]);
    gives("set(1)", Flavour::MuranoPl, YaqlOptions::of(Flavour::MuranoPl), &list);
    let options =
        YaqlOptions { convert_sets_to_lists: true, ..YaqlOptions::of(Flavour::YaqlLegacy) };
    gives("set(1)", Flavour::YaqlLegacy, options, &list);
}
