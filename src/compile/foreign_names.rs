//! What methods and words of other languages are called here, for hints.

/// The method of the library that does what a method of another language does.
pub(crate) fn method(name: &str) -> Option<&'static str> {
    Some(match name {
        "push" | "add" | "append_to" | "push_back" => {
            "a list with one more item is `$list.append(item)`, or `$list + [item]`"
        }
        "forEach" | "each" => "write `for $item in $list { … }`",
        "map" | "collect" => "write `.select(…)`, with `$` for the item",
        "filter" => "write `.where(…)`, with `$` for the item",
        "reduce" | "fold" => "write `.aggregate($1 + $2)`",
        "strip" | "lstrip" | "rstrip" => "write `.trim()`",
        "upper" | "toUpperCase" | "upcase" => "write `.toUpper()`",
        "lower" | "toLowerCase" | "downcase" => "write `.toLower()`",
        "length" | "size" => "write `.len()`",
        "includes" | "contains" | "has" => "write `item in $list`, or `key in $dictionary.keys()`",
        "toString" => "write `str(…)`",
        "sort" | "sorted" => "write `.orderBy($)`",
        _ => return None,
    })
}

/// What a bare word of another language is written as.
pub(super) fn word(word: &str) -> Option<&'static str> {
    Some(match word {
        "True" | "TRUE" | "yes" | "on" => "write `true`",
        "False" | "FALSE" | "no" | "off" => "write `false`",
        "None" | "nil" | "NULL" | "undefined" | "nullptr" => "write `null`",
        "this" | "self" => "the object is `$this`, and a property of it `$.name`",
        _ => return None,
    })
}

/// What a key of a service in Compose is written as in a container.
pub(super) fn container(key: &str) -> Option<&'static str> {
    Some(match key {
        "environment" => "the variables of a container are `env`",
        "cmd" | "args" => "the command is `commands`",
        "container_name" => "the name is `name`",
        "working_dir" | "workdir" => "the directory is `workingDir`",
        "read_only" => "it is `readOnly`",
        "mem_limit" => "the limit is `memory`",
        "stop_grace_period" => "the time is `stopTimeout`",
        "pull_policy" => "the policy is `pullPolicy`",
        "configs" | "secrets" => "`files` places files in the container",
        "expose" => "a port in `ports` without `scope` is for other containers only",
        "build" => "images are built with `docker build`; `image` names one",
        "networks" | "network_mode" => {
            "containers of one host reach each other: nothing is to be written"
        }
        "depends_on" | "links" => {
            "deploy the other application first, and ask for its address: `$.getConnectionTo($.other, port)`"
        }
        _ => return None,
    })
}

/// What the name of a type in another language is written as.
pub(super) fn contract(name: &str) -> Option<&'static str> {
    Some(match name.to_lowercase().as_str() {
        "str" | "strin" | "strng" | "text" => "the contract of text is `string`",
        "integer" | "long" | "number" => "the contract of whole numbers is `int`",
        "boolean" => "the contract of truth values is `bool`",
        "float" | "double" => "no contract names floats: `any where (isNumber($))`",
        "list" | "array" => "the contract of a list is `[contract]`",
        "dict" | "map" => "the contract of a map is `{ [string]: any }`, of any dictionary `{}`",
        "object" => "the contract of any value is `any`; all objects are `io.murano.Object`",
        "optional" | "maybe" => "a contract accepts null unless it ends in `!`",
        "this" | "self" => "the object is `$this`, and a property of it `$.name`",
        "console" | "system" | "fmt" => "write `print(value)`",
        "void" | "none" | "null" => "a method that returns nothing has no `->`",
        _ => return None,
    })
}

/// [`method`] with the statements of YAML.
pub(crate) fn yaml_method(name: &str) -> Option<&'static str> {
    match name {
        "forEach" | "each" => Some("write `For: item`, `In: $list`, `Do: …`"),
        _ => method(name),
    }
}

/// What a contract function of another language is called in YAML.
pub(super) fn yaml_contract(name: &str) -> Option<&'static str> {
    Some(match name.to_lowercase().as_str() {
        "str" | "text" => "the contract of text is `string()`",
        "integer" | "long" | "number" => "the contract of whole numbers is `int()`",
        "boolean" => "the contract of truth values is `bool()`",
        "list" | "array" => "the contract of a list is `[contract]`",
        "dict" | "map" => "the contract of any dictionary is `{}`",
        "required" | "nonnull" | "not_null" => "the contract that refuses null is `notNull()`",
        "object" | "type" | "instance" => "the contract of objects is `class(name)`",
        "in" | "oneof" | "enum" | "min" | "max" | "where" => "a condition is `check($ in […])`",
        _ => return None,
    })
}

/// The method that is the same as one of another language, but for its name.
pub(crate) fn renamed_method(name: &str) -> Option<&'static str> {
    Some(match name {
        "strip" => "trim",
        "upper" | "toUpperCase" | "upcase" => "toUpper",
        "lower" | "toLowerCase" | "downcase" => "toLower",
        "length" | "size" => "len",
        _ => return None,
    })
}

/// The word that is the same as one of another language.
pub(super) fn renamed_word(word: &str) -> Option<&'static str> {
    Some(match word {
        "True" | "TRUE" => "true",
        "False" | "FALSE" => "false",
        "None" | "nil" | "NULL" | "nullptr" => "null",
        _ => return None,
    })
}

/// The contract that is the same as a type of another language.
pub(super) fn renamed_contract(name: &str) -> Option<&'static str> {
    Some(match name.to_lowercase().as_str() {
        "str" | "text" => "string",
        "integer" | "long" => "int",
        "boolean" => "bool",
        _ => return None,
    })
}
