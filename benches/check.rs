//! How long checking takes: `cargo bench --bench check` prints the milliseconds for a program of 200 classes in 10,000 lines, beside
//! parsing alone, and for classes that extend each other in one long chain.
#![expect(clippy::print_stdout, reason = "the result is printed")]
#![expect(clippy::disallowed_methods, reason = "it measures time")]

use std::time::{Duration, Instant};

use muranopl::{Session, syntax_errors};

/// The allocator of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Classes of the program.
const CLASSES: usize = 200;

/// What one class looks like; `@` becomes its number, `#` what it extends.
const CLASS: &str = r#"
/// Service number @.
class Service@ # {
    name@: string! = 'service @'
    port@: int! where ($ > 0 and $ < 65536) = 8080
    tags@: [string!]
    options@: { [string!]: string }
    inout count@: int! = 0

    describe@(prefix: string! = 'a') {
        $label = $prefix + ' ' + $.name@
        $lines = []
        for $tag in $.tags@ {
            if $tag.startsWith('x') {
                $lines = $lines + [$tag.toUpper()]
            } else {
                $lines = $lines + [$label + $tag]
            }
        }
        return $lines.where($ != '').select($.trim()).toList()
    }

    total@(values: [int!]) {
        $sum = 0
        for $value in $values {
            $sum = $sum + $value
        }
        try {
            $.count@ = $.count@ + $sum
        } catch as $e {
            print($e.message)
        }
        return $sum
    }

    make@() {
        $made = new Service@ {
            name@: 'made',
            port@: 80,
            tags@: ['a', 'b', 'c'],
            options@: { one: 'x', two: 'y' },
        }
        $other = $made.describe@(prefix: 'p')
        return $other.len() + $made.total@([1, 2, 3])
    }
}

$service@ = new Service@ { name@: 'top', tags@: ['q'] }
print($service@.make@())
"#;

/// A program whose classes extend the one before, up to `chain` of them.
fn program(chain: usize) -> String {
    let class = |number: usize| {
        let extends = match number % chain {
            0 => String::new(),
            _ => format!("extends Service{}", number - 1),
        };
        CLASS.replace('@', &number.to_string()).replace('#', &extends)
    };
    (0..CLASSES).map(class).collect()
}

fn best_of(run: impl Fn()) -> Duration {
    let time = |_| {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    (0..7).map(time).min().unwrap_or_default()
}

fn main() {
    for chain in [10, CLASSES] {
        let text = program(chain);
        let parsed = best_of(|| assert!(syntax_errors("services.murano", &text).is_empty()));
        let checked = best_of(|| {
            let session = Session::new();
            let program = session.read("services.murano", &text).expect("a program without errors");
            assert!(program.warnings.is_empty(), "{:?}", program.warnings);
        });
        let (parsed, checked) = (parsed.as_secs_f64() * 1e3, checked.as_secs_f64() * 1e3);
        println!(
            "check: {} lines, chains of {chain} classes: {checked:.1} ms, parsing alone {parsed:.1} ms, {:.2} times",
            text.lines().count(),
            checked / parsed
        );
    }
}
