#![expect(clippy::disallowed_methods, reason = "tests read the files that are written")]
//! `murano doc`: documentation of programs, packages and built-in classes.

use std::collections::BTreeMap;

use super::Place;
use crate::sources;

/// A program with a class hierarchy, a conversion and a function.
const SHOP: &str = "\
/// What is sold.
class Item {
    /// What it costs. See `Basket`.
    price: int! where ($ > 0)
}
/// Anything that holds items.
class Holder {
    /// Its items.
    items: [Item!]
    /// The sum of the prices.
    total() -> int! { return $.items.select($.price).sum() }
}
/// A basket <b>of items</b>.
class Basket extends Holder {
    /// The first item.
    first: Item
    total() -> int! { return 2 }
    _hidden() { return 1 }
}
/// Doubles a number.
function twice(n: int!) { return $n * 2 }
";

fn place() -> Place {
    let place = Place::new();
    place.file("shop.murano", SHOP);
    place
}

#[test]
fn programs_are_listed() {
    let listed = place().murano(&["doc", "shop.murano"]).ends(0).out;
    let names: Vec<&str> =
        listed.lines().skip(1).filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(names, ["Basket", "Holder", "Item", "twice()"]);
    assert!(listed.contains("Anything that holds items."));
}

#[test]
fn markdown_has_inheritance_conversions_and_links() {
    let place = place();
    place.murano(&["doc", "shop.murano", "--format", "markdown", "--output", "site"]).ends(0);
    let read = |name: &str| {
        std::fs::read_to_string(place.path().join("site").join(name)).expect("it was written")
    };
    let basket = read("Basket.md");
    for part in [
        "Extends [`Holder`](Holder.md).",
        "### first\n\n```murano,declaration\nfirst: Item\n```",
        "A dictionary of its properties becomes an [`Item`](Item.md).",
        "It overrides that of [`Holder`](Holder.md).",
        "From [`Holder`](Holder.md): [`items`](Holder.md#items).",
    ] {
        assert!(basket.contains(part), "{part:?} is not in\n{basket}");
    }
    assert!(!basket.contains("_hidden"), "{basket}");
    let holder = read("Holder.md");
    assert!(holder.contains("Extended by [`Basket`](Basket.md)."), "{holder}");
    assert!(
        holder.contains("Each dictionary in the list becomes an [`Item`](Item.md)."),
        "{holder}"
    );
    let item = read("Item.md");
    assert!(item.contains("See [`Basket`](Basket.md)."), "{item}");
    assert!(item.contains("It must be given."), "{item}");
    assert!(read("README.md").contains("function twice(n: int!)"));
}

/// The values of an attribute in a page.
fn attributes(page: &str, name: &str) -> Vec<String> {
    let begin = format!("{name}=\"");
    let parts = page.split(&begin).skip(1);
    parts.filter_map(|part| Some(part.split('"').next()?.to_owned())).collect()
}

/// Writes pages and requires that every link, and every result of the search, leads to a page and a heading.
fn html_is_whole(place: &Place, args: &[&str]) -> BTreeMap<String, String> {
    place.murano(&[&["doc"], args, &["--format", "html", "--output", "site"]].concat()).ends(0);
    let mut pages = BTreeMap::new();
    for entry in std::fs::read_dir(place.path().join("site")).expect("it was written") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        pages.insert(name, std::fs::read_to_string(&path).expect("text"));
    }
    let script = &pages["search.js"];
    let entries = script.lines().find_map(|line| line.strip_prefix("const entries = "));
    let entries: Vec<[String; 3]> =
        serde_json::from_str(entries.expect("the entries").trim_end_matches(';')).expect("JSON");
    let mut targets: Vec<(String, String)> =
        entries.into_iter().map(|[_, page, _]| ("search.js".to_owned(), page)).collect();
    for (name, page) in pages.iter().filter(|(name, _)| name.ends_with(".html")) {
        for attribute in ["href", "src"] {
            let found = attributes(page, attribute).into_iter();
            targets.extend(found.map(|target| (name.clone(), target)));
        }
        let mut ids = attributes(page, "id");
        ids.sort();
        let all = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), all, "{name} has an id twice");
    }
    for (from, target) in &targets {
        if target.starts_with("https://") {
            continue;
        }
        let (page, heading) =
            target.split_once('#').map_or((&**target, None), |(p, h)| (p, Some(h)));
        let page = if page.is_empty() { from } else { page };
        let text = pages.get(page).unwrap_or_else(|| panic!("{from}: {target} leads nowhere"));
        let has_heading = |heading| attributes(text, "id").iter().any(|id| id == heading);
        assert!(heading.is_none_or(has_heading), "{from}: {target} leads to no heading");
    }
    assert!(targets.len() > 8, "{targets:?}");
    pages
}

#[test]
fn links_of_html_lead_to_headings() {
    let pages = html_is_whole(&place(), &["shop.murano"]);
    assert!(pages["search.js"].contains("\"Basket.first\""), "{}", pages["search.js"]);
    // HTML in comments is text.
    assert!(!pages["Basket.html"].contains("<b>"), "{}", pages["Basket.html"]);
    let core = html_is_whole(&Place::new(), &[]);
    assert!(core.len() > 40 && core["DockerContainer.html"].contains("id=\"ports\""));
    let package = sources::root().join("examples/openstack/packages/com.example.Wiki");
    html_is_whole(&Place::new(), &[package.to_str().expect("UTF-8")]);
}

#[test]
fn names_are_documented_as_in_the_repl() {
    let place = Place::new();
    for name in ["DockerContainer", "DockerContainer.ports", "toUpper"] {
        let said = place.murano(&["doc", name]).ends(0).out;
        let repl = place.fed(&["repl"], &format!(":doc {name}\n")).ends(0).out;
        assert_eq!(said, repl);
        assert!(said.lines().count() > 1, "{said}");
    }
    place.murano(&["doc", "DockerContaner"]).ends(2).says("DockerContainer");
    place.murano(&["doc", "no/such"]).ends(3);
    place.murano(&["doc", "--format", "html"]).ends(2).says("--output");
}

/// A program whose documentation has examples: the first of each member is right.
const POTS: &str = "\
namespace com.example.pots
/// A pot. See `Cup`.
///
/// ```murano
/// print(new Pot { litres: 2 }.cups(), double(4))
/// ```
///
/// ```text
/// 8 8
/// ```
class Pot {
    /// What fits into it.
    ///
    /// ```murano,error
    /// new Pot { litres: 0 }
    /// ```
    litres: int! where ($ > 0)
    /// ```murano
    /// print(new Pot { litres: 1 }.cups())
    /// ```
    cups() -> int! { return $.litres * 4 }
}
/// A cup.
class Cup { }
/// ```murano
/// double(3)
/// ```
function double(n: int!) { return $n * 2 }
print('never')
";

#[test]
fn examples_in_documentation_run() {
    let place = Place::new();
    let check = |text: &str| {
        place.file("pots.murano", text);
        place.murano(&["doc", "pots.murano", "--check"])
    };
    let done = check(POTS).ends(0).says("4 examples: all right");
    assert_eq!(done.out, "");
    for (from, to, said) in [
        ("/// 8 8", "/// 8 9", "example 1 in the documentation of `Pot` prints something else"),
        ("* 4", "* 5", "it prints: 10 8"),
        ("litres: 0", "litres: 1", "example 1 in the documentation of `Pot.litres` should fail"),
        ("litres: 1 }", "litre: 1 }", "example 1 in the documentation of `Pot.cups` fails"),
        ("double(3)", "double(", "example 1 in the documentation of `double` fails"),
    ] {
        check(&POTS.replace(from, to)).ends(1).says(said).says("4 examples: 1 wrong");
    }
    check("/// Nothing.\nclass Empty { }\n").ends(0).says("no examples found");
    check("class {").ends(3);
    place.murano(&["doc", "toUpper", "--check"]).ends(2).says("there is no class `toUpper`");
    place.murano(&["doc", "--check", "--output", "x"]).ends(2);
    let class = place.murano(&["doc", "ApplicationPort", "--check"]).ends(0);
    class.says("2 examples: all right");
}

#[test]
fn examples_of_built_in_classes_run() {
    let did = Place::new().murano(&["doc", "--check"]).ends(0);
    let count: usize = did.err.split(' ').next().and_then(|n| n.parse().ok()).expect("a number");
    assert!(count >= 10 && did.err.contains("all right"), "{}", did.err);
}

/// In the terminal the code of an example is indented as it was written, and without its fences.
#[test]
fn examples_are_shown_as_they_were_written() {
    let said = Place::new().murano(&["doc", "DockerApplication"]).ends(0).out;
    let code = "\n\n        class Web extends DockerApplication {\n            getContainer() {\n                return ";
    assert!(said.contains(code) && !said.contains("```"), "{said}");
    assert!(said.contains("\n    prints:\n        ['host', 'internal', 'cloud']\n"), "{said}");
    assert!(said.contains("  getConnectionTo(") && !said.contains("  _connection("), "{said}");
}

#[test]
fn packages_are_documented() {
    let package = sources::root().join("tests/packages/com.example.Shop");
    let base = sources::root().join("tests/packages/com.example.Base");
    let (package, base) = (package.to_str().expect("UTF-8"), base.to_str().expect("UTF-8"));
    let args = ["doc", package, "--packages", base, "--format", "json"];
    let classes = Place::new().murano(&args).ends(0).json();
    let classes = classes.as_array().expect("a list");
    assert!(!classes.is_empty());
    for class in classes {
        assert!(
            class["name"].as_str().is_some_and(|name| name.starts_with("com.example.")),
            "{class}"
        );
    }
}

/// `docs/classes` is what the command says of the built-in classes. `UPDATE=1` writes it.
#[test]
fn the_reference_of_classes_is_current() {
    let place = Place::new();
    place.murano(&["doc", "--format", "markdown", "--output", "classes"]).ends(0);
    let own = sources::root().join("docs/classes");
    if std::env::var_os("UPDATE").is_some() {
        let _ = std::fs::remove_dir_all(&own);
        std::fs::create_dir_all(&own).expect("it can be made");
    }
    let mut expected: Vec<String> = Vec::new();
    for entry in std::fs::read_dir(place.path().join("classes")).expect("it was written") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).expect("text");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(own.join(&name), &text).expect("it can be written");
        }
        let shown = std::fs::read_to_string(own.join(&name)).unwrap_or_default();
        assert_eq!(shown, text, "docs/classes/{name} is not current: UPDATE=1 writes it");
        expected.push(name);
    }
    let shown = std::fs::read_dir(&own).expect("docs/classes is there");
    for entry in shown {
        let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
        assert!(expected.contains(&name), "docs/classes/{name} documents nothing");
    }
}
