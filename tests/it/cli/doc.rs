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

#[test]
fn links_of_html_lead_to_headings() {
    let place = place();
    place.murano(&["doc", "shop.murano", "--format", "html", "--output", "site"]).ends(0);
    let mut pages = BTreeMap::new();
    for entry in std::fs::read_dir(place.path().join("site")).expect("it was written") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        pages.insert(name, std::fs::read_to_string(&path).expect("text"));
    }
    let script = pages.remove("search.js").expect("the search");
    let entries = script.lines().find_map(|line| line.strip_prefix("const entries = "));
    let entries: Vec<[String; 3]> =
        serde_json::from_str(entries.expect("the entries").trim_end_matches(';')).expect("JSON");
    assert!(entries.iter().any(|[name, ..]| name == "Basket.first"), "{entries:?}");
    let mut targets: Vec<String> = entries.into_iter().map(|[_, page, _]| page).collect();
    for page in pages.values() {
        targets.extend(attributes(page, "href"));
        assert!(!page.contains("<b>"), "{page}");
    }
    assert!(targets.len() > 20, "{targets:?}");
    for target in targets {
        let (page, heading) =
            target.split_once('#').map_or((&*target, None), |(p, h)| (p, Some(h)));
        let text = pages.get(page).unwrap_or_else(|| panic!("{target} leads nowhere"));
        let has_heading = |heading| attributes(text, "id").iter().any(|id| id == heading);
        assert!(heading.is_none_or(has_heading), "{target} leads to no heading");
    }
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
