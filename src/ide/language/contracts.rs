//! Contracts, and the usages of properties and methods.

use super::{LanguageEntry, LanguageKind};

const fn contract(
    names: &'static [&'static str],
    form: &'static str,
    doc: &'static str,
    example: (&'static str, &'static str),
) -> LanguageEntry {
    LanguageEntry { names, kind: LanguageKind::Contract, form, doc, example }
}

/// The contracts.
pub(super) const CONTRACTS: &[LanguageEntry] = &[
    contract(
        &["any"],
        "name: any",
        "Accepts every value as it is.",
        ("class A { value: any }\nnew A { value: [1] }.value", "[1]"),
    ),
    contract(
        &["string"],
        "name: string",
        "A string; numbers and booleans become one, and `null` stays `null`.",
        ("class A { name: string }\nnew A { name: 12 }.name + '!'", "'12!'"),
    ),
    contract(
        &["int"],
        "port: int",
        "An integer; a string of digits becomes one, and `null` stays `null`.",
        ("class A { port: int }\nnew A { port: '8080' }.port + 1", "8081"),
    ),
    contract(
        &["bool"],
        "debug: bool",
        "`true` or `false`, by the truth of the value: zero and what is empty are false.",
        ("class A { debug: bool }\nnew A { debug: '' }.debug", "false"),
    ),
    contract(
        &["!"],
        "name: string!",
        "After a contract: refuses `null`. A property with it has to be given.",
        ("class A { port: int! = 80 }\nnew A { }.port", "80"),
    ),
    contract(
        &["where"],
        "port: int! where ($ > 0, 'message')",
        "After a contract: a condition that the converted value, `$`, has to satisfy.",
        ("class A { port: int! where ($ > 0) }\nnew A { port: '80' }.port", "80"),
    ),
    contract(
        &["[T]", "list"],
        "ports: [int!], ports: [int!, 1, 5]",
        "A list whose items satisfy a contract, perhaps of 1 to 5 items. A single value becomes a list.",
        ("class A { ports: [int!] }\nnew A { ports: '80' }.ports", "[80]"),
    ),
    contract(
        &["{T}", "dictionary", "dict"],
        "env: { [string!]: string }, shape: { port: int!, tag: string }",
        "A dictionary: with any keys, or with the named ones.",
        (
            "class A { shape: { port: int!, tag: string } }\nnew A { shape: { port: '80' } }.shape",
            "{ port: 80, tag: null }",
        ),
    ),
    contract(
        &["owned"],
        "disk: owned(Disk)",
        "An object that this object owns, as one that it made from a dictionary.",
        (
            "class Disk { size: int }\nclass A { disk: owned(Disk) }\nnew A { disk: { size: 2 } }.disk.size",
            "2",
        ),
    ),
    contract(
        &["notOwned"],
        "disk: notOwned(Disk)",
        "An object that this object does not own.",
        (
            "class Disk { size: int }\nclass A { disk: notOwned(Disk) }\n$d = new Disk { size: 2 }\n\
             new A { disk: $d }.disk.size",
            "2",
        ),
    ),
    contract(
        &["template"],
        "server: template(Server)",
        "The description of an object: checked as one, it stays data of which `new` makes objects.",
        (
            "class Server { size: int! }\nclass A { server: template(Server) }\n\
             isObject(new A { server: { size: 2 } }.server)",
            "false",
        ),
    ),
];
