//! `--trace`: conversions, calls and requests to the engine, told on standard error.

use super::{Place, SHOP};

const ORDER: &str = "class Item { name: string!; count: int = 1 }
class Order {
    items: [Item!]

    total() { return $.items.count.sum() }
}
$order = new Order { items: { name: 'tea', count: '3' } }
print($order.total())";

#[test]
fn calls_are_told_with_arguments_and_results() {
    let place = Place::new();
    place.file("order.murano", ORDER);
    let did = place.murano(&["run", "order.murano", "--trace", "calls"]).ends(0);
    let did = did.says("Order.total()").says("Order.total gave the integer 3");
    assert!(!did.err.contains("convert"), "{}", did.err);
    assert_eq!(did.out, "3\n");
}

#[test]
fn conversions_are_told_with_their_paths() {
    let place = Place::new();
    place.file("order.murano", ORDER);
    let did = place.murano(&["run", "order.murano", "--trace", "conversions"]).ends(0);
    let did = did
        .says("Order: items: a dictionary with the keys name, count became a list of one item")
        .says("Order: items[0]: a dictionary with the keys name, count for `Item`")
        .says("Item: count: the string '3' became the integer 3");
    assert!(!did.err.contains("call "), "{}", did.err);
}

#[test]
fn requests_to_the_engine_are_told_with_what_came_of_them() {
    let place = Place::new();
    place.file("shop.murano", SHOP);
    let args = ["run", "shop.murano", "--engine", "simulated", "--trace", "engine,calls"];
    let did = place.murano(&args).ends(0);
    did.says("engine   create ").says(": done (").says("deploy()");
}

#[test]
fn nothing_is_told_that_was_not_asked_for() {
    let place = Place::new();
    place.file("order.murano", ORDER);
    assert_eq!(place.murano(&["run", "order.murano"]).ends(0).err, "");
    place.murano(&["run", "order.murano", "--trace", "weather"]).ends(2).says("conversions");
}
