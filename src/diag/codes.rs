//! The stable codes of diagnostics, in ranges by phase, each with the text that `murano explain` shows.
//!
//! `E00xx` reading, `E01xx` names and classes, `E02xx` contracts and conversion, `E03xx` evaluation,
//! `E04xx` objects and models, `E05xx` engines and hosts, `E06xx` limits, `W…` warnings.

use super::Code;

macro_rules! codes {
    ($($name:ident = $code:literal, $title:literal, $text:literal;)*) => {
        $(#[doc = $title] pub const $name: Code = Code($code);)*

        /// Every code with its title and explanation, in order.
        pub const ALL: &[Explanation] = &[$(Explanation { code: $name, title: $title, text: $text }),*];
    };
}

/// What `murano explain` says about a code.
#[derive(Debug, Clone, Copy)]
pub struct Explanation {
    /// The code.
    pub code: Code,
    /// One line.
    pub title: &'static str,
    /// Cause, example, remedy; Markdown.
    pub text: &'static str,
}

/// The explanation of a code, by its spelling.
#[must_use]
pub fn explain(code: &str) -> Option<&'static Explanation> {
    ALL.iter().find(|e| e.code.0.eq_ignore_ascii_case(code))
}

codes! {
    SYNTAX = "E0001", "the text does not follow the grammar",
        "The reader expected something else at the marked place. It reads on after a mistake, so that several can be reported at once; mend the first one first.";
    UNFINISHED = "E0002", "the text ends in the middle of something",
        "A bracket, a brace or a string that was opened is not closed before the end of the file.";
    LEXICAL = "E0003", "a character that cannot stand here",
        "No token of the language begins with the marked character. Strings need quotes; comments begin with `//`.";
    TOO_DEEP = "E0004", "nested too deeply",
        "Brackets or blocks are nested more deeply than the reader's limit. Split the expression, using variables.";
    ASSIGN_TARGET = "E0005", "this cannot be assigned to",
        "The left side of `=` must be a variable, a property or an index: `$x`, `$.name`, `$d[$k].list[0]`.";
    BAD_ESCAPE = "E0006", "an escape that names no character",
        "`\\xHH`, `\\uHHHH` and `\\UHHHHHHHH` need that many hexadecimal digits; `\\N{NAME}` needs the Unicode name of a character. For a backslash write `\\\\`, or put the text in backticks.";
    UNREADABLE = "E0007", "a file that cannot be read",
        "It does not exist, is a folder, is not UTF-8, or may not be read. Paths of `import` are relative to the file that imports.";
    BAD_DATA = "E0008", "data that cannot be read",
        "A file of JSON, JSON lines or YAML is not what its name or its beginning promises. The place is where the reader gave up; the mistake is there or shortly before.";
    BAD_COMMAND_LINE = "E0009", "a command line that makes no sense",
        "`murano COMMAND --help` lists what a command takes, with examples.";
    BAD_YAML = "E0010", "a text that is no YAML",
        "Class files and manifests are YAML 1.1. Most often the indentation is wrong, a tab stands in it, or a text without quotes holds `: ` or ` #`. Aliases that unfold to millions of nodes, and aliases inside of what they stand for, are refused.";
    BAD_STATEMENT = "E0011", "a statement that is none",
        "In a YAML class a statement is an expression, an assignment (`$x: value`), or a mapping with exactly the keys of one construct: `If`, `Then`, `Else`; `For`, `In`, `Do`; `Try`, `Catch`, `Else`, `Finally` and so on. Keys count to the letter, and capitals matter.";
    BAD_CLASS = "E0012", "a class that is declared wrongly",
        "A key of a class, property, method or argument has a value that cannot be. Each property and argument is a mapping with a `Contract`; `Usage` and `Scope` know certain words only; arguments stand in a list, each a mapping of one key.";
    BAD_PACKAGE = "E0013", "a package that cannot be used",
        "A package is a folder, or a zip file, with a `manifest.yaml` at its top. The manifest needs `FullName` and `Type` (`Application` or `Library`); `Format` is 1.0 to 1.4; `Classes` maps the full name of each class to its file below `Classes/`.";
    UNKNOWN_WORD = "E0101", "a bare word that means nothing",
        "In `.murano` a bare word is a class, a function, or one of `true`, `false`, `null`. Quote it to make it a string, or put `$` before it to make it a variable.";
    UNKNOWN_CLASS = "E0102", "no such class",
        "The name was looked up in this file, its namespace, every `using` namespace and the built-in classes.";
    UNKNOWN_FUNCTION = "E0103", "no such function",
        "Neither this file nor the library has a function of that name. Methods need a receiver: `$x.name()`.";
    UNKNOWN_METHOD = "E0104", "no such method",
        "The receiver's class, its parents, and the library's methods for that kind of value have no method of that name.";
    UNKNOWN_PROPERTY = "E0105", "no such property",
        "The object's class and its parents declare no such property.";
    DUPLICATE = "E0106", "declared twice",
        "Two declarations of one name in one place: rename or remove one.";
    BAD_INHERITANCE = "E0107", "inheritance that cannot be",
        "A class cannot extend itself, directly or through others, nor a metadata class.";
    AMBIGUOUS = "E0108", "two parents each bring their own",
        "Two parents that do not override one another declare the same member. Declare it in the class itself to decide.";
    OUTSIDE_LOOP = "E0109", "only inside a loop",
        "`break` and `continue` leave or repeat the nearest loop; there is none here.";
    BAD_DECLARATION = "E0110", "a declaration that contradicts itself",
        "For example a required parameter after `*rest`, or a second `**named`.";
    UNKNOWN_NAMESPACE = "E0111", "no such namespace prefix",
        "A prefix before `:` must be bound by `using prefix: some.namespace`.";
    UNKNOWN_VARIABLE = "E0112", "a variable that is never set",
        "Nothing in this body gives the variable a value, so it can only be null: most often a misspelt name. Properties are read as `$.name`.";
    NOT_IN_YAML = "E0120", "what YAML has no words for",
        "`murano convert` writes a class in MuranoPL's YAML only where it stays the same program. Statements, functions outside of classes, `parallel for` and conditions on a whole list or dictionary exist in `.murano` alone.";
    BAD_METADATA = "E0119", "metadata that cannot stand here",
        "What is attached with `@Name` (MuranoPL: `Meta`) must be of a class declared `meta class`, which applies to this kind of target, and is attached once unless the class says `many`.";
    CONTRACT = "E0201", "a value does not keep its contract",
        "A property, argument or result has a contract, and the value cannot be converted to keep it. The report shows the value, the contract, and where each was written.";
    CONTRACT_NULL = "E0202", "null where a value is required",
        "The contract ends in `!` (MuranoPL: `.notNull()`), and no value was given.";
    CONTRACT_CHECK = "E0203", "a value does not pass its check",
        "The contract has a condition (`where`, `.check()`), and it is not true for this value.";
    CONTRACT_CLASS = "E0204", "not an object of the required class",
        "The contract names a class; an object of that class or of a subclass is needed, or a dictionary that can be made one.";
    UNKNOWN_KEY = "E0205", "a dictionary key that is no property",
        "The dictionary becomes an object of the named class; each key must be one of its properties.";
    CONTRACT_SYNTAX = "E0206", "a contract that says nothing sensible",
        "For example two key patterns in one dictionary contract, or a list contract whose bounds contradict each other.";
    RAISED = "E0301", "an exception nobody caught",
        "The program threw an exception and no `catch` took it.";
    NO_OVERLOAD = "E0302", "the function exists, but not for these arguments",
        "Each overload was tried; the report says why each was refused.";
    WRONG_TYPE = "E0303", "a value of the wrong kind",
        "The operation is not defined for a value of this kind.";
    MISSING_KEY = "E0304", "no such key",
        "The dictionary has no such key. `$d.get(key)` gives null instead, `$d.get(key, default)` a default.";
    BAD_INDEX = "E0305", "no such index",
        "The list is shorter than that. Indices begin at 0; negative ones count from the end.";
    DIVISION_BY_ZERO = "E0306", "division by zero",
        "Neither integers nor floats can be divided by zero.";
    BAD_VALUE = "E0307", "a value the function cannot take",
        "The kind is right, but not this very value; the message says which would do.";
    EMPTY_SEQUENCE = "E0308", "nothing there",
        "`first()`, `last()` and `single()` need an element; give `first()` a default.";
    UNSET = "E0309", "read before it was set",
        "The property has no value yet.";
    NO_ACCESS = "E0310", "a property that may not be written here",
        "Who may write a property, and when, follows from its usage: `out`, `inout` and `runtime` by the class itself, others only in `init`.";
    ABSTRACT = "E0311", "a method without a body",
        "The method is declared, but the object's class does not implement it.";
    ASSERTION = "E0312", "an assertion does not hold",
        "`assert` was given a condition that is not true.";
    NO_MATCHING_ARGUMENTS = "E0313", "the method does not take these arguments",
        "Too many arguments, an unknown name, or one argument given twice.";
    UNKNOWN_OBJECT = "E0401", "no object of that id",
        "A string where an object is expected is the id of an object; none in this program or model has it.";
    DESTROYED = "E0402", "the object has been destroyed",
        "Its `destroy` has run; its methods can no longer be called.";
    NOT_FOUND = "E0403", "nothing of that kind owns this object",
        "`find` looks among the owners of an object, from the nearest outwards.";
    CIRCULAR_DEFAULTS = "E0404", "defaults that need each other",
        "A property's default reads a property whose default, in turn, reads the first.";
    ENGINE_UNREACHABLE = "E0501", "the container engine does not answer",
        "No engine answered at the address. Start it (`systemctl start docker`), or name another with `--engine`, `DOCKER_HOST` or `docker context use`.";
    ENGINE_REFUSED = "E0502", "the container engine refused",
        "The engine answered with an error; its words are in the message.";
    IMAGE_MISSING = "E0503", "the image is not there and cannot be pulled",
        "The image is not on the host, and no registry gave it. Check its name and tag, or build it first.";
    NAME_TAKEN = "E0504", "a foreign container has that name",
        "A container that does not belong to this environment has the name. It is never touched: rename yours, or remove the other one yourself.";
    EXITED = "E0505", "the container ended at once",
        "Its process ended while the deployment waited for it; the exit code and its last lines are shown.";
    UNHEALTHY = "E0506", "the container did not become healthy",
        "Its health check did not pass in time; the last answers of the check are shown.";
    NOT_DEPLOYED = "E0507", "the application is not deployed yet",
        "An endpoint exists only once its application runs: call its `deploy()` first.";
    NO_SUCH_PORT = "E0508", "the application declares no such port",
        "Declare the port in the container's `ports`.";
    UNREACHABLE_PORT = "E0509", "the port cannot be reached from there",
        "The port's scope is too narrow for a caller on another host.";
    CONNECTION_LOST = "E0510", "the engine went away in the middle",
        "What was done so far is recorded; run again once the engine is back, and it goes on from there.";
    ENVIRONMENT_LOCKED = "E0511", "another run works on this environment",
        "Two runs must not change one environment at the same time; wait for the other, or use `--env`.";
    TIMED_OUT = "E0512", "it took too long",
        "A time limit passed. Limits are properties of the host and of the container.";
    STATE_FILE = "E0513", "the record of an environment cannot be read or written",
        "Each environment has one state file, written before and after each change. Without it nothing is changed. Check the folder's rights and space; a file that was damaged can be moved away: the next run finds what is deployed by its labels.";
    UNKNOWN_ENVIRONMENT = "E0514", "nothing of that name is deployed",
        "The name of an environment, application or container was looked up in the records and at the engine. `murano ps` lists what is there.";
    TOO_LARGE = "E0601", "a collection larger than the limit",
        "Sequences are limited so that an endless one cannot take all memory; use `limit()`/`takeWhile()`, or raise the limit.";
    TOO_MUCH_MEMORY = "E0602", "a value larger than the limit",
        "One value would take more memory than allowed.";
    CALL_DEPTH = "E0603", "calls nested too deeply",
        "Usually a method that calls itself without end. `--max-depth` raises the limit.";
    STEP_LIMIT = "E0604", "the program did not end within its budget",
        "`--max-steps` limits how long a program may run; it was used up.";
    INTERRUPTED = "E0605", "interrupted",
        "Ctrl-C, or a signal to end.";
    INTERNAL = "E0999", "an internal error",
        "This is a mistake in murano itself. Please report it, with the program that shows it.";
    UNUSED_RESULT = "W0001", "a lambda that reads the item where the object was meant",
        "Inside a lambda `$` is the item. `$this` is always the object.";
    IGNORED_KEY = "W0002", "a key that is no property",
        "In YAML packages and models unknown keys are ignored, as the original engine does.";
    NO_PUBLIC_ADDRESS = "W0003", "a public port on a host without a public address",
        "Set the host's `publicAddress` to get the fourth, public endpoint.";
    TEXT_NOT_EXPRESSION = "W0005", "a text that looks like an expression",
        "A scalar without quotes is YAQL if it reads as such, and a text if it does not. One that begins with `$` was most likely meant to be an expression: mend it at the marked place, or put it in quotes.";
    NEVER_MATCHES = "W0006", "a case that never matches",
        "The cases of `Match` are constants, compared with the value; a key that is an expression is never equal to it. `Switch` takes conditions.";
    DEPRECATED = "W0004", "deprecated",
        "It still works, but will not for ever.";
}
