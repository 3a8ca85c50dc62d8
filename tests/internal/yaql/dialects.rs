//! The differences between the dialects of YAQL, and the effect of their options.

use crate::runtime::value::Value;
use crate::session::{Flavour, YaqlOptions};

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
fn operators_and_functions_of_muranopl_exist_only_there() {
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

#[test]
fn delegates_are_called_where_they_are_allowed() {
    let options = YaqlOptions { delegates: true, ..YaqlOptions::of(Flavour::Yaql) };
    let cases = [
        ("lambda($1 + $2)(5, 6)", serde_json::json!(11)),
        ("let(f => lambda($x * 2)) -> $f(x => 4)", serde_json::json!(8)),
        ("lambda(7)()", serde_json::json!(7)),
        ("let(3) -> lambda([$, $2])(1)", serde_json::json!([1, null])),
        ("[1, 2].select(lambda($ + 10)($))", serde_json::json!([11, 12])),
    ];
    for (text, wanted) in cases {
        gives(text, Flavour::Yaql, options, &wanted);
    }
    let found = outcome("5(1)", Flavour::Yaql, options);
    assert_eq!(found.err().as_deref(), Some("NoMatchingFunctionException"));
    fails("lambda($)", Flavour::Yaql, "NoFunctionRegisteredException");
    fails("$(1)", Flavour::MuranoPl, "YaqlGrammarException");
}

#[test]
fn the_old_grammar_makes_tuples() {
    let cases = [
        ("a => 1 => 2", serde_json::json!(["a", 1, 2])),
        ("(a => 1) => 2", serde_json::json!([["a", 1], 2])),
        ("{a => 1}.b", serde_json::json!(null)),
        ("{a => 1}.select($)", serde_json::json!(["a"])),
        ("len(string => abc)", serde_json::json!(2)),
    ];
    for (text, wanted) in cases {
        gives(text, Flavour::YaqlLegacy, YaqlOptions::of(Flavour::YaqlLegacy), &wanted);
    }
    fails("1 is 2", Flavour::YaqlLegacy, "YaqlGrammarException");
}

#[test]
fn tuples_and_lists_stay_apart_where_they_are_not_converted() {
    let kinds = |text: &str, convert: bool| {
        let options =
            YaqlOptions { convert_tuples_to_lists: convert, ..YaqlOptions::of(Flavour::Yaql) };
        let found = outcome(text, Flavour::Yaql, options).expect("a list");
        matches!(found, Value::List(_))
    };
    assert!(kinds("[1]", true) && kinds("'a b'.split()", true));
    assert!(kinds("[1]", false) && !kinds("'a b'.split()", false) && !kinds("range(2)", false));
}

#[test]
fn a_receiver_is_refused_before_arguments_are_evaluated() {
    fails("5.toUpper(1 / 0)", Flavour::Yaql, "NoMatchingMethodException");
    fails("5.nosuch(1 / 0)", Flavour::Yaql, "NoMethodRegisteredException");
    fails("'a'.substring(1 / 0)", Flavour::Yaql, "ZeroDivisionError");
    fails("(1 / 0).nosuch()", Flavour::Yaql, "ZeroDivisionError");
}

#[test]
fn newly_created_lists_and_sets_cannot_be_keys() {
    fails("{'a b'.split() => 1}.len()", Flavour::Yaql, "TypeError");
    fails("set({a => 1}.keys())", Flavour::MuranoPl, "TypeError");
    fails("{a => 1}.items()", Flavour::Yaql, "TypeError");
    fails("{a => 1}.keys().union(set())", Flavour::Yaql, "AttributeError");
    let options = YaqlOptions::of(Flavour::MuranoPl);
    gives("{a => 1}.keys() = set(a)", Flavour::MuranoPl, options, &serde_json::json!(true));
    gives("{a => 1}.items()", Flavour::MuranoPl, options, &serde_json::json!([["a", 1]]));
}

#[test]
fn the_old_range_is_no_list_but_counts_as_one() {
    let options = YaqlOptions::of(Flavour::MuranoPl10);
    let cases = [
        ("range(2, 5) = [2, 3, 4]", serde_json::json!(false)),
        ("range(2, 5) = range(2, 5)", serde_json::json!(true)),
        ("str(range(2, 5))", serde_json::json!("range(2, 5)")),
        ("str(range(2))", serde_json::json!("count(2)")),
        ("[range(2, 4), [2, 3]].distinct().len()", serde_json::json!(2)),
        ("range(1, 3000).len()", serde_json::json!(2999)),
        ("range(2, 5)[1]", serde_json::json!(3)),
    ];
    for (text, wanted) in cases {
        gives(text, Flavour::MuranoPl10, options, &wanted);
    }
    fails("range(2, 5) * 2", Flavour::MuranoPl10, "TypeError");
    fails("range(1, 3000).count()", Flavour::MuranoPl10, "CollectionTooLargeException");
}

#[test]
fn the_old_dict_takes_tuples_as_a_function_only() {
    fails("tuple(a, 1).dict()", Flavour::MuranoPl10, "NoMethodRegisteredException");
    fails("5.dict()", Flavour::MuranoPl10, "NoMatchingMethodException");
    fails("dict('a b'.split())", Flavour::MuranoPl10, "StopIteration");
    fails("dict(range(3, 5))", Flavour::MuranoPl10, "TypeError");
}

#[test]
fn indices_have_names() {
    let options = YaqlOptions::of(Flavour::MuranoPl);
    gives("[1, 2][index => -1]", Flavour::MuranoPl, options, &serde_json::json!(2));
    fails("[1, 2][index => 5]", Flavour::MuranoPl, "IndexError");
    fails("[1, 2][key => 0]", Flavour::MuranoPl, "NoMatchingFunctionException");
    fails("{a or 1}[3 => 1]", Flavour::MuranoPl, "MappingTranslationException");
}

#[test]
fn texts_of_lazy_values() {
    let options = YaqlOptions::of(Flavour::MuranoPl);
    let cases = [
        ("str([a].repeat(2))", "repeat(('a',), 2)"),
        ("str(sequence(5, -2))", "count(5, -2)"),
        ("str({a => 1, b => 2}.delete(b).keys())", "dict_keys(['a'])"),
        ("str({a => 1, b => 2}.delete(b).items())", "dict_items([('a', 1)])"),
        ("str({a => 1, b => 2}.delete(b).values())", "dict_values([1])"),
        ("str({a => 1}.values())", "ValuesView({'a': 1})"),
    ];
    for (text, wanted) in cases {
        gives(text, Flavour::MuranoPl, options, &serde_json::json!(wanted));
    }
}

#[test]
fn generated_values_count_against_the_quota() {
    let text = "generate(10, true, $ + 1, decycle => true).len()";
    fails(text, Flavour::MuranoPl, "MemoryQuotaExceededException");
}

#[test]
fn ends_of_the_calendar() {
    fails("datetime(253402300800)", Flavour::MuranoPl, "ValueError");
    fails("datetime(253402300799, timespan(hours => 1))", Flavour::MuranoPl, "OverflowError");
}

#[test]
fn spans_are_scaled_as_floats_are() {
    let options = YaqlOptions::of(Flavour::MuranoPl);
    let long = "timespan(999999998, 23, 59, 59, 999, 999)";
    let cases = [
        ("(timespan(1) / float('1e-7')).microseconds".to_owned(), "864000000000000000"),
        (format!("({long} / 1).microseconds"), "86399999913599991808"),
        (format!("({long} * 1).microseconds"), "86399999913599999999"),
    ];
    for (text, wanted) in cases {
        gives(&text, Flavour::MuranoPl, options, &serde_json::json!({ "$int": wanted }));
    }
    fails("timespan(1) * float(inf)", Flavour::MuranoPl, "OverflowError");
    fails("timespan() * float(inf)", Flavour::MuranoPl, "ValueError");
}

#[test]
fn flags_inside_regular_expressions() {
    fails("regex('(?a)a')", Flavour::MuranoPl, "ValueError");
    let options = YaqlOptions::of(Flavour::MuranoPl);
    gives("'é' =~ '(?a)\\\\w'", Flavour::MuranoPl, options, &serde_json::json!(false));
    let shown = serde_json::json!("re.compile('(?m)b', re.MULTILINE)");
    gives("str(regex('(?m)b'))", Flavour::MuranoPl, options, &shown);
}

#[test]
fn long_offsets_fail_where_they_are_used() {
    let options = YaqlOptions::of(Flavour::MuranoPl);
    let far = "datetime(2021, 1, 1, offset => timespan(1))";
    let works = [".hour", ".date.day", ".replace(day => 2).month", ".format('%d')"];
    for (part, wanted) in works.iter().zip([0.into(), 1.into(), 1.into(), "01".into()]) {
        gives(&format!("{far}{part}"), Flavour::MuranoPl, options, &wanted);
    }
    for text in ["#.utc", "#.offset", "#.timestamp", "str(#)", "# > datetime(0)", "set(#)"] {
        fails(&text.replace('#', far), Flavour::MuranoPl, "ValueError");
    }
    fails(&format!("{far}.format('%z')"), Flavour::MuranoPl, "ValueError");
}
