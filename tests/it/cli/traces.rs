//! `--trace`: conversions, calls and requests to the engine on standard error.

use super::{Place, SHOP};

const ORDER: &str = "class Item { name: string!; count: int = 1 }
class Order {
    items: [Item!]

    total() { return $.items.count.sum() }
}
$order = new Order { items: { name: 'tea', count: '3' } }
print($order.total())";

#[test]
fn calls_are_traced_with_arguments_and_results() {
    let place = Place::new();
    place.file("order.murano", ORDER);
    let did = place.murano(&["run", "order.murano", "--trace", "calls"]).ends(0);
    let did = did.says("Order.total()").says("Order.total gave the integer 3");
    assert!(!did.err.contains("convert"), "{}", did.err);
    assert_eq!(did.out, "3\n");
}

#[test]
fn conversions_are_traced_with_their_paths() {
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
fn engine_requests_are_traced_with_their_outcome() {
    let place = Place::new();
    place.file("shop.murano", SHOP);
    let args = ["run", "shop.murano", "--engine", "simulated", "--trace", "engine,calls"];
    let did = place.murano(&args).ends(0);
    did.says("engine   create ").says(": done (").says("deploy()");
}

#[test]
fn only_the_requested_categories_are_traced() {
    let place = Place::new();
    place.file("order.murano", ORDER);
    assert_eq!(place.murano(&["run", "order.murano"]).ends(0).err, "");
    place.murano(&["run", "order.murano", "--trace", "weather"]).ends(2).says("conversions");
}
