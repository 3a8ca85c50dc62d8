//! The stable codes of diagnostics, in ranges by phase, each with the text that `murano explain` shows.
//!
//! `E00xx` parsing, `E01xx` names and classes, `E02xx` contracts and conversion, `E03xx` evaluation,
//! `E04xx` objects and models, `E05xx` engines and hosts, `E06xx` limits, `W…` warnings.

use super::Code;

macro_rules! codes {
    ($($name:ident = $code:literal, $title:literal, $text:literal;)*) => {
        $(#[doc = $title] pub(crate) const $name: Code = Code($code);)*

        /// Every code with its title and explanation, in order.
        pub(crate) const ALL: &[Explanation] = &[$(Explanation { code: $name, title: $title, text: $text }),*];
    };
}

/// What `murano explain` says about a code.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Explanation {
    /// The code.
    pub code: Code,
    /// One line.
    pub title: &'static str,
    /// Cause, example, remedy; Markdown.
    pub text: &'static str,
}

/// The explanation of a code, by its spelling.
#[must_use]
pub(crate) fn explain(code: &str) -> Option<&'static Explanation> {
    ALL.iter().find(|e| e.code.0.eq_ignore_ascii_case(code))
}

codes! {
    SYNTAX = "E0001", "syntax error",
        "The parser expected something else at the marked place. It recovers and continues after an error, so that several can be reported at once; fix the first one first.";
    UNFINISHED = "E0002", "unexpected end of the file",
        "A bracket, a brace or a string that was opened is not closed before the end of the file.";
    LEXICAL = "E0003", "unexpected character",
        "No token of the language begins with the marked character. Strings need quotes; comments begin with `//`.";
    TOO_DEEP = "E0004", "nested too deeply",
        "Brackets or blocks are nested more deeply than the parser's recursion limit allows. Split the expression, using variables.";
    ASSIGN_TARGET = "E0005", "invalid assignment target",
        "The left side of `=` must be a variable, a property or an index: `$x`, `$.name`, `$d[$k].list[0]`.";
    BAD_ESCAPE = "E0006", "invalid escape sequence",
        "`\\xHH`, `\\uHHHH` and `\\UHHHHHHHH` need that many hexadecimal digits; `\\N{NAME}` needs the Unicode name of a character. For a backslash write `\\\\`, or put the text in backticks.";
    UNREADABLE = "E0007", "file cannot be read",
        "It does not exist, is a directory, is not UTF-8, or its permissions forbid reading. Paths of `import` are relative to the file that imports.";
    BAD_DATA = "E0008", "invalid data file",
        "The file is not valid JSON, JSON lines or YAML, whichever its name or its beginning announces. The span is where parsing stopped; the error is there or shortly before.";
    BAD_COMMAND_LINE = "E0009", "invalid command line",
        "`murano COMMAND --help` lists what a command takes, with examples.";
    BAD_YAML = "E0010", "invalid YAML",
        "Class files and manifests are YAML 1.1. Most often the indentation is wrong or contains a tab, or a string without quotes contains `: ` or ` #`. Aliases that expand to millions of nodes, and aliases inside the node that they refer to, are errors.";
    BAD_STATEMENT = "E0011", "not a valid statement",
        "In a YAML class a statement is an expression, an assignment (`$x: value`), or a mapping with exactly the keys of one construct: `If`, `Then`, `Else`; `For`, `In`, `Do`; `Try`, `Catch`, `Else`, `Finally` and so on. Keys are case-sensitive.";
    BAD_CLASS = "E0012", "invalid class declaration",
        "A key of a class, property, method or argument has an invalid value. Each property and argument is a mapping with a `Contract`; `Usage` and `Scope` take a fixed set of words; arguments are a list of mappings with one key each.";
    BAD_PACKAGE = "E0013", "invalid package",
        "A package is a directory, or a zip file, with a `manifest.yaml` at its top. The manifest needs `FullName` and `Type` (`Application` or `Library`); `Format` is 1.0 to 1.4; `Classes` maps the full name of each class to its file below `Classes/`.";
    UNKNOWN_WORD = "E0101", "unknown identifier",
        "In `.murano` an identifier without `$` is a class, a function, or one of `true`, `false`, `null`. Quote it to make it a string, or put `$` before it to make it a variable.";
    UNKNOWN_CLASS = "E0102", "unknown class",
        "The name was looked up in this file, its namespace, every `using` namespace and the built-in classes.";
    UNKNOWN_FUNCTION = "E0103", "unknown function",
        "Neither this file nor the library has a function of that name. Methods need a receiver: `$x.name()`.";
    UNKNOWN_METHOD = "E0104", "unknown method",
        "The receiver's class, its base classes, and the library's methods for that kind of value have no method of that name.";
    UNKNOWN_PROPERTY = "E0105", "unknown property",
        "Neither the object's class nor its base classes declare this property.";
    DUPLICATE = "E0106", "duplicate declaration",
        "The same name is declared twice in one scope: rename or remove one.";
    BAD_INHERITANCE = "E0107", "invalid inheritance",
        "A class cannot extend itself, directly or through others, nor a metadata class.";
    AMBIGUOUS = "E0108", "ambiguous member",
        "Two base classes that do not override one another declare the same member. Declare it in the class itself to decide.";
    OUTSIDE_LOOP = "E0109", "`break` or `continue` outside a loop",
        "`break` and `continue` apply to the innermost loop around them; there is none here.";
    BAD_DECLARATION = "E0110", "contradictory declaration",
        "For example a required parameter after `*rest`, or a second `**named`.";
    UNKNOWN_NAMESPACE = "E0111", "unknown namespace prefix",
        "A prefix before `:` must be bound by `using prefix: some.namespace`.";
    UNKNOWN_VARIABLE = "E0112", "variable is never assigned",
        "Nothing in this body gives the variable a value, so it can only be null: most often a misspelt name. Properties are read as `$.name`.";
    UNKNOWN_EXCEPTION = "E0113", "unknown exception",
        "A `catch` clause names an exception that nothing raises: no `throw` in the program, its packages and the built-in classes, and not the interpreter. The clause would never run. Exceptions of deployments have full names: `com.mirantis.docker.NameTaken`. A clause without a name catches everything.";
    NOT_IN_YAML = "E0120", "cannot be expressed in YAML",
        "`murano convert` writes a class in MuranoPL's YAML only where the meaning stays the same. Statements, functions outside of classes, `parallel for` and conditions on a whole list or dictionary exist only in `.murano`.";
    BAD_METADATA = "E0119", "invalid metadata",
        "The class in `@Name` (MuranoPL: `Meta`) must be declared `meta class` and apply to this kind of target, and it can be attached only once unless it is declared with `many`.";
    CONTRACT = "E0201", "value violates its contract",
        "A property, argument or result has a contract, and the value cannot be converted to satisfy it. The report shows the value, the contract, and where each was written.";
    CONTRACT_NULL = "E0202", "null violates a required contract",
        "The contract ends in `!` (MuranoPL: `.notNull()`), and no value was given.";
    CONTRACT_CHECK = "E0203", "value fails its contract's check",
        "The contract has a condition (`where`, `.check()`), and it is not true for this value.";
    CONTRACT_CLASS = "E0204", "value is not an object of the required class",
        "The contract names a class; an object of that class or of a subclass is required, or a dictionary from which one can be created.";
    UNKNOWN_KEY = "E0205", "unknown property key",
        "The dictionary is converted to an object of the named class; each key must be one of its properties.";
    CONTRACT_SYNTAX = "E0206", "invalid contract",
        "For example two key patterns in one dictionary contract, or a list contract whose bounds contradict each other.";
    RAISED = "E0301", "uncaught exception",
        "The program threw an exception and no `catch` handled it.";
    NO_OVERLOAD = "E0302", "no matching overload",
        "No overload of the function accepts these arguments; the report says why each candidate was rejected.";
    WRONG_TYPE = "E0303", "wrong type",
        "The operation is not defined for a value of this kind.";
    MISSING_KEY = "E0304", "missing key",
        "The dictionary has no such key. `$d.get(key)` returns null instead, `$d.get(key, default)` the default.";
    BAD_INDEX = "E0305", "index out of range",
        "The list has no item at this index. Indices begin at 0; negative ones count from the end.";
    DIVISION_BY_ZERO = "E0306", "division by zero",
        "Neither integers nor floats can be divided by zero.";
    BAD_VALUE = "E0307", "invalid value",
        "The type is right, but not this value; the message says which values are valid.";
    EMPTY_SEQUENCE = "E0308", "empty sequence",
        "`first()`, `last()` and `single()` need an element; give `first()` a default.";
    UNSET = "E0309", "property is not set",
        "The property has no value yet.";
    NO_ACCESS = "E0310", "property is not writable here",
        "The usage of a property decides who may write it, and when: `out`, `inout` and `runtime` by the class itself, others only in `init`.";
    ABSTRACT = "E0311", "abstract method",
        "The method is declared, but the object's class does not implement it.";
    ASSERTION = "E0312", "assertion failed",
        "The condition of an `assert` is not true.";
    NO_MATCHING_ARGUMENTS = "E0313", "arguments do not match the method",
        "Too many arguments, an unknown name, or one argument given twice.";
    LAMBDA_PARAMETER = "E0314", "lambda with a parameter",
        "Functions of lists take an expression in which `$` is the item: `$list.select($ * 2)`. There are no names for parameters; `key => value` is a named argument.";
    UNKNOWN_OBJECT = "E0401", "unknown object id",
        "A string where an object is expected is the id of an object; none in this program or model has it.";
    DESTROYED = "E0402", "the object has been destroyed",
        "Its `destroy` has run; its methods can no longer be called.";
    NOT_FOUND = "E0403", "no owner of that class",
        "`find` searches the owners of an object, from the nearest outwards.";
    CIRCULAR_DEFAULTS = "E0404", "circular defaults",
        "A property's default reads a property whose default, in turn, reads the first.";
    ENGINE_UNREACHABLE = "E0501", "container engine is unreachable",
        "No engine answered at the address, or it stopped answering. Start it (`systemctl start docker`), or name another with `--engine`, `DOCKER_HOST` or `docker context use`. One that hangs is given up after 60 seconds, with all requests to it; restart it, and run again.";
    ENGINE_REFUSED = "E0502", "container engine returned an error",
        "The engine answered the request with an error, which the message quotes.";
    IMAGE_MISSING = "E0503", "image not found",
        "The image is not on the host, and pulling it from a registry failed. Check its name and tag, or build it first.";
    NAME_TAKEN = "E0504", "container name is taken",
        "A container that does not belong to this environment has the name. It is never touched: rename yours, or remove the other one yourself.";
    EXITED = "E0505", "container exited",
        "Its process exited while the deployment waited for it; the report shows the exit code and the last lines of its log.";
    UNHEALTHY = "E0506", "container is unhealthy",
        "Its health check did not pass before the timeout; the report shows the last results of the check. The next run restarts it.";
    NOT_DEPLOYED = "E0507", "application is not deployed",
        "An endpoint exists only once its application runs: call its `deploy()` first.";
    NO_SUCH_PORT = "E0508", "undeclared port",
        "Declare the port in the container's `ports`.";
    UNREACHABLE_PORT = "E0509", "port is out of reach",
        "The port's scope is too narrow for a caller on another host.";
    CONNECTION_LOST = "E0510", "connection to the engine lost",
        "The changes made so far are recorded; run again when the engine is back, and the run continues from there.";
    ENVIRONMENT_LOCKED = "E0511", "environment is locked",
        "Two runs must not change one environment at the same time; wait for the other, or use `--env`.";
    TIMED_OUT = "E0512", "timeout",
        "A timeout expired. Timeouts are properties of the host and of the container.";
    STATE_FILE = "E0513", "state file cannot be read or written",
        "Each environment has one state file, written before and after each change. Without it nothing is changed. Check the directory's permissions and the free space; a damaged file can be moved away: the next run finds the deployed containers by their labels.";
    UNKNOWN_ENVIRONMENT = "E0514", "unknown environment, application or container",
        "The name of an environment, application or container was looked up in the records and at the engine. `murano ps` lists what is deployed.";
    OTHER_ORIGIN = "E0515", "environment belongs to another program",
        "An environment remembers the file that deployed it: in its record, and in the label `io.murano.origin` of its containers. Another file, of the same name in another directory for example, is refused before anything is changed: it would replace or remove the first one's containers. `--env NAME` selects another environment. `--adopt` takes the environment over: after the program was moved or renamed, or to continue with another copy of it.";
    TOO_LARGE = "E0601", "collection exceeds the size limit",
        "Sequences are limited so that an endless one cannot take all memory; use `limit()`/`takeWhile()`, or raise the limit.";
    TOO_MUCH_MEMORY = "E0602", "value exceeds the memory limit",
        "One value would take more memory than allowed.";
    CALL_DEPTH = "E0603", "call depth exceeded",
        "Usually a method that calls itself endlessly. `--max-depth` raises the limit.";
    STEP_LIMIT = "E0604", "step limit exceeded",
        "`--max-steps` limits how many instructions a program may run.";
    INTERRUPTED = "E0605", "interrupted",
        "The program was stopped by Ctrl-C or a termination signal.";
    INTERNAL = "E0999", "internal error",
        "This is a bug in murano. Please report it, with a program that reproduces it.";
    IGNORED_KEY = "W0002", "ignored key",
        "In YAML packages and models unknown keys are ignored, as in the reference implementation.";
    NO_PUBLIC_ADDRESS = "W0003", "public port on a host without a public address",
        "Set the host's `publicAddress` to get the fourth, public endpoint.";
    TEXT_NOT_EXPRESSION = "W0005", "string that looks like an expression",
        "A scalar without quotes is YAQL if it parses as such, and a string if it does not. One that begins with `$` was most likely meant to be an expression: fix it at the marked place, or put it in quotes.";
    NEVER_MATCHES = "W0006", "case never matches",
        "The cases of `Match` are constants, compared with the value; a key that is an expression never equals it. `Switch` takes conditions.";
    DEPRECATED = "W0004", "deprecated",
        "It still works, but will be removed.";
    RESULT_NOT_USED = "W0007", "result that is not used",
        "The statement computes a value and does nothing else. Functions of the library never change a value: they return a new one. Write `$list = $list.append(4)`.";
    UNUSED_VARIABLE = "W0008", "variable that is never read",
        "The method sets the variable, and nothing reads it. Remove it, or begin its name with `_` if that is meant.";
    UNREACHABLE = "W0009", "statement that is never reached",
        "The statement before it returns, throws, or leaves the loop.";
    NOT_INTERPOLATED = "W0010", "variable in a text that is not replaced",
        "In `\"…\"` the value of an expression is written `\\($name)`. A `$` alone stays as it is.";
    VALUE_IS_LOST = "W0011", "value given to a property that only the class sets",
        "`out` and `runtime` properties are set by the class itself; a value given to `new` is lost.";
    LOSES_FRACTION = "W0012", "number that loses its fraction",
        "The contract `int` keeps the whole part of a number.";
    ALWAYS_TRUE = "W0013", "text as a truth value",
        "Every text that is not empty is true, `'false'` too. Write `true` or `false` without quotes.";
    NOT_A_CONSTRUCTOR = "W0014", "method that looks like a constructor",
        "The code that runs when an object is created is called `init`.";
    OVERRIDES_NOTHING = "W0015", "method that nearly overrides another",
        "A base class leaves a method of nearly this name to its subclasses. If it is meant, the name is misspelt.";
    PARENT_NOT_CALLED = "W0016", "`deploy` that does not call that of its base class",
        "`deploy` of `DockerApplication` brings the container up. An override that does not call `super.deploy()` deploys nothing.";
    NEVER_DEPLOYED = "W0017", "application that is never deployed",
        "The program creates the application, deploys others, and never mentions this one again.";
    NEVER_SET = "W0018", "variable of a YAML class that is never set",
        "Nothing in the method gives the variable a value, so it is null: most often a misspelt name. Properties are read as `$.name`.";
    NO_SUCH_NAMESPACE = "W0019", "namespace that nothing declares",
        "`using` names a namespace in which no class is declared: neither in the files of the program, nor in its packages, nor in the core library. Most often the name is misspelt, or the file that declares it is not imported.";
    IMPORTS_ITSELF = "W0020", "file that imports itself",
        "The import has no effect: a file sees everything that it declares.";
}
