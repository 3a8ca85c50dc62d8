//! How fast the reader is: `cargo bench --bench parse` prints megabytes a second over a realistic file.
#![expect(clippy::print_stdout, reason = "the result is printed")]
#![expect(clippy::disallowed_methods, reason = "it measures time")]

use std::time::{Duration, Instant};

use muranopl::syntax_errors;

/// What one class of the file looks like; `@` becomes its number.
const CLASS: &str = r#"
/// A web application, number @.
class Shop@ extends DockerApplication {
    name: string!
    publish: bool! = true
    replicas: int! where ($ > 0 and $ < 100, 'between 1 and 99') = 1
    environment: {[string!]: string} = {}
    database: Database@!
    out endpoints: [{ port: int!, address: string, scope: string! }]

    deploy() {
        // The database first: the shop needs its address.
        $.database.deploy()
        $connection = $.getConnectionTo($.database, 5432)
        if $connection = null {
            throw ShopFailure "no way from \($.name) to the database" with { port: 5432 }
        } else if not $connection.host.startsWith('10.') {
            print("shop @ uses \($connection.host):\($connection.port)")
        }
        for $replica in range(0, $.replicas).select($ + 1) {
            $container = new ShopContainer {
                name: "\($.name)-\($replica)",
                image: 'shop:@',
                env: $.environment + { DATABASE: $connection.host, NUMBER: str($replica) },
                ports: [{ port: 8000 + $replica, scope: if $.publish then 'public' else 'internal' }],
            }
            $.host.hostContainer($container)
        }
        $.endpoints = $.host.getEndpoints($.name).where($.scope in ['public', 'cloud'] or $.port >= 8000)
            .orderBy($.port)
            .toList()
        super.deploy()
    }

    static total(items: [int!]!, tax: int! = 19) -> int! {
        $sum = $items.aggregate($1 + $2, 0)
        return ($sum * (100 + $tax) + 50) / 100
    }
}
"#;

fn main() {
    let mut text = String::from("namespace com.example.shops\nusing com.mirantis.docker\n");
    for number in 0.. {
        text.push_str(&CLASS.replace('@', &number.to_string()));
        if text.len() > 1_000_000 {
            break;
        }
    }
    let mut best = Duration::MAX;
    for _ in 0..7 {
        let start = Instant::now();
        let found = syntax_errors("shops.murano", &text);
        best = best.min(start.elapsed());
        assert!(found.is_empty(), "{found:?}");
    }
    let megabytes = text.len() as f64 / 1e6;
    let seconds = best.as_secs_f64();
    println!(
        "parse: {megabytes:.2} MB in {:.1} ms: {:.1} MB/s",
        seconds * 1e3,
        megabytes / seconds
    );
}
