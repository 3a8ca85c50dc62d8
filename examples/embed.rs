//! The interpreter inside of a program in Rust: classes check orders, call a price list in Rust, and deploy to a simulated engine.
//! `cargo run --example embed`.
#![expect(clippy::print_stdout, reason = "the example prints what it finds")]

use muranopl::{Error, Options, Session, Simulation, Value};

/// What an order is: the contracts refuse what is none.
const ORDER: &str = "
class Order {
    item: string!
    count: int! where ($ > 0) = 1

    total() -> int! { return $.count * price($.item) }
}
class Till {
    static total(order: Order!) { return $order.total() }
}
";

/// A program that deploys: nothing leaves the process.
const SHOP: &str = "
class Shop extends DockerApplication {
    getContainer() {
        return { name: 'shop', image: 'nginx:alpine', ports: [{ port: 80, scope: 'public' }] }
    }
}
new Shop { host: new DockerStandaloneHost { name: 'local' } }.deploy()
";

fn main() -> Result<(), Error> {
    for order in ["{ item: 'tea', count: '12' }", "{ item: 'tea', count: 0 }", "{ item: 'hat' }"] {
        println!("{order}: {}", total(order)?);
    }
    for address in addresses()? {
        println!("shop: {address}");
    }
    Ok(())
}

/// The total of an order, or why it is refused. `price` is a function of this program that the classes call.
pub(crate) fn total(order: &str) -> Result<String, Error> {
    let session = Session::builder()
        .max_steps(10_000) // an order is data of somebody else: no program runs for ever
        .function("price", |call| match call.arg(0).and_then(Value::as_str) {
            Some("tea") => Ok(Value::from(3)),
            _ => Err("this shop sells tea".into()),
        })
        .build();
    session.run(&session.read("order.murano", ORDER)?)?;
    let call = format!("Till.total({order})");
    // What contracts can refuse before a run is refused by `read`.
    let total = session.read("call.murano", &call).and_then(|program| session.run(&program));
    Ok(match total {
        Ok(Value::Int(total)) => total.to_string(),
        Ok(other) => format!("expected an integer, found {}", other.kind()),
        Err(error) => format!("refused: {error}"),
    })
}

/// Deploys the shop on the simulated engine and returns the addresses of its port.
pub(crate) fn addresses() -> Result<Vec<String>, Error> {
    let simulation = Simulation::new("example", Options::default())?;
    let session = simulation.session();
    session.run(&session.read("shop.murano", SHOP)?)?;
    let applications = simulation.applications();
    let endpoints = applications.iter().filter_map(|shop| shop.endpoints.as_array()).flatten();
    Ok(endpoints
        .map(|found| format!("{}:{}", found["address"].as_str().unwrap_or("?"), found["port"]))
        .collect())
}
