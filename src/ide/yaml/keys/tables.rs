//! The tables of keys and words.

use super::{KeyDoc, KeyShape};

const fn scalar(name: &'static str, doc: &'static str) -> KeyDoc {
    KeyDoc { name, shape: KeyShape::Scalar, doc }
}

const fn nested(name: &'static str, doc: &'static str) -> KeyDoc {
    KeyDoc { name, shape: KeyShape::Nested, doc }
}

/// The keys of a class.
pub(super) const CLASS: &[KeyDoc] = &[
    scalar("Name", "The name of the class, in the namespace of the prefix `=`."),
    nested(
        "Namespaces",
        "Prefixes and the namespaces that they stand for; `=` is for names without a prefix.",
    ),
    scalar(
        "Extends",
        "The base classes: a name, or a list of names. Without it the class extends `io.murano.Object`.",
    ),
    scalar("Import", "Classes whose extension methods the code uses."),
    scalar("Usage", "`Class` (the default), or `Meta` for a class of metadata."),
    nested("Properties", "The properties, each with its `Contract`."),
    nested("Methods", "The methods, each with its `Arguments` and `Body`."),
    nested("Workflow", "Another name for `Methods`."),
    nested(
        "Meta",
        "Metadata of the class: the name of a class of metadata, or a list of such names.",
    ),
    scalar(
        "Cardinality",
        "Of a class of metadata: whether one thing can have it once (`One`) or several times (`Many`).",
    ),
    scalar("Applies", "Of a class of metadata: what it can be attached to."),
    scalar("Inherited", "Of a class of metadata: whether subclasses and overrides have it, too."),
];

/// The keys of a property.
pub(super) const PROPERTY: &[KeyDoc] = &[
    scalar(
        "Contract",
        "What the values must satisfy, and what they are converted to; required. `$` is the value.",
    ),
    scalar(
        "Usage",
        "Who sets the property: `In` (the default), `Out`, `InOut`, `Const`, `Runtime`, `Static`, `Config`.",
    ),
    scalar("Default", "The value if none is given."),
    nested("Meta", "Metadata of the property."),
];

/// The keys of a method.
pub(super) const METHOD: &[KeyDoc] = &[
    scalar(
        "Usage",
        "`Runtime` (the default), `Static`, `Extension`, or `Action`, which can be called from outside.",
    ),
    scalar("Scope", "`Session` (the default), or `Public`: it can be called from outside."),
    nested("Arguments", "The parameters: a list of mappings with one key each, the name."),
    scalar("Returns", "The contract of the result."),
    nested("Body", "The instructions: one, or a list."),
    nested("Meta", "Metadata of the method."),
];

/// The keys of an argument.
pub(super) const ARGUMENT: &[KeyDoc] = &[
    scalar(
        "Contract",
        "What the argument must satisfy, and what it is converted to; required. `$` is the argument.",
    ),
    scalar(
        "Usage",
        "`Standard` (the default), `VarArgs` for all further arguments, `KwArgs` for all further keyword arguments.",
    ),
    scalar("Default", "The value if the call gives none."),
    nested("Meta", "Metadata of the argument."),
];

/// The keys of a clause of `Catch`.
pub(super) const CATCH: &[KeyDoc] = &[
    scalar(
        "With",
        "The exceptions that are caught: a name, or a list of names; all of them without it.",
    ),
    scalar("As", "The variable that holds the exception, without `$`."),
    nested("Do", "What is done about it; nothing without it."),
];

/// The keys of a manifest.
pub(super) const MANIFEST: &[KeyDoc] = &[
    scalar("FullName", "The name that identifies the package; required."),
    scalar("Type", "`Application` or `Library`; required."),
    scalar("Format", "The edition of the language, `1.0` to `1.4`, or `Heat.HOT/1.0`."),
    scalar("Version", "The version of the package."),
    nested(
        "Require",
        "The packages whose classes this one uses, each with the versions that it accepts.",
    ),
    nested("Classes", "The full name of each class, with its file below `Classes/`."),
    nested("Meta", "Metadata of the package."),
    scalar("Name", "What people call it."),
    scalar("Description", "What it is, for people."),
    scalar("Author", "Who wrote it."),
    nested("Supplier", "Who supplies it."),
    nested("Tags", "Words to find it by."),
    scalar("Logo", "The file of its picture."),
    scalar("UI", "The file of its form in a dashboard."),
];

/// The keys of an object model.
pub(super) const MODEL: &[KeyDoc] = &[
    nested("Objects", "The root object, with all that it owns; null: nothing."),
    nested("ObjectsCopy", "The objects of the last deployment that succeeded."),
    nested("Attributes", "What `setAttr` keeps: a list of `[object id, class, name, value]`."),
    nested("SystemData", "The versions of packages that were chosen."),
];

/// The keys of an object's header.
pub(super) const HEADER: &[KeyDoc] = &[
    scalar("type", "The full name of its class; `name/version@package` chooses one of several."),
    scalar("id", "What identifies the object in the model, and in the next deployment."),
    scalar("name", "What people call the object."),
    scalar("classVersion", "The version of the package that the class is from."),
    scalar("package", "The package that the class is from."),
];

/// The usages of a class.
pub(super) const CLASS_USAGES: &[KeyDoc] = &[
    scalar("Class", "A class whose objects programs create."),
    scalar("Meta", "A class of metadata, attached to other declarations."),
];

/// The usages of a property.
pub(super) const PROPERTY_USAGES: &[KeyDoc] = &[
    scalar("In", "Given when the object is created."),
    scalar("Out", "Set by the class itself, read by others."),
    scalar("InOut", "Given when the object is created, and set by the class."),
    scalar("Const", "Given when the object is created, and never changed."),
    scalar("Runtime", "Set by the class itself, and not part of models."),
    scalar("Static", "One value for the class, not for each object."),
    scalar("Config", "Read from the configuration of the class."),
];

/// The usages of a method.
pub(super) const METHOD_USAGES: &[KeyDoc] = &[
    scalar("Runtime", "Called on an object."),
    scalar("Static", "Called on the class."),
    scalar(
        "Extension",
        "Called on values of the first argument's contract, where the class is imported.",
    ),
    scalar("Action", "Called on an object, also from outside."),
];

/// The scopes of a method.
pub(super) const SCOPES: &[KeyDoc] = &[
    scalar("Session", "Only code calls it."),
    scalar("Public", "It can be called from outside, too."),
];

/// The usages of an argument.
pub(super) const ARGUMENT_USAGES: &[KeyDoc] = &[
    scalar("Standard", "One argument, by position or name."),
    scalar("VarArgs", "All further arguments by position, as a list."),
    scalar("KwArgs", "All further arguments by name, as a dictionary."),
];

/// How often metadata can be attached.
pub(super) const CARDINALITIES: &[KeyDoc] = &[
    scalar("One", "Once to each declaration."),
    scalar("Many", "Several times to one declaration."),
];

/// What metadata can be attached to.
pub(super) const TARGETS: &[KeyDoc] = &[
    scalar("Package", "Packages."),
    scalar("Type", "Classes."),
    scalar("Property", "Properties."),
    scalar("Method", "Methods."),
    scalar("Argument", "Arguments of methods."),
    scalar("All", "All of them."),
];

/// The types of a package.
pub(super) const PACKAGE_TYPES: &[KeyDoc] = &[
    scalar("Application", "It can be deployed by itself."),
    scalar("Library", "Other packages use it."),
];

/// The constructs of method bodies: the key that leads each, and its other keys.
pub(super) const CONSTRUCTS: &[(KeyDoc, &[KeyDoc])] = &[
    (scalar("Return", "Ends the method with a result."), &[]),
    (
        scalar("If", "Runs `Then` if the condition holds, else `Else`."),
        &[
            nested("Then", "What is done if the condition holds."),
            nested("Else", "What is done if it does not."),
        ],
    ),
    (
        scalar("For", "Runs `Do` for each item of `In`; the variable is written without `$`."),
        &[
            scalar("In", "The list, or another sequence."),
            nested("Do", "What is done for each item."),
        ],
    ),
    (
        scalar("While", "Runs `Do` as long as the condition holds."),
        &[nested("Do", "What is done each time.")],
    ),
    (scalar("Repeat", "Runs `Do` a number of times."), &[nested("Do", "What is done each time.")]),
    (
        nested("Match", "Runs the block of the constant that `Value` equals."),
        &[
            scalar("Value", "The value that is compared."),
            nested("Default", "What is done if no constant equals it."),
        ],
    ),
    (
        nested("Switch", "Runs the block of the first condition that holds."),
        &[nested("Default", "What is done if none holds.")],
    ),
    (nested("Do", "A block of its own."), &[]),
    (
        nested("Parallel", "Runs its instructions at the same time, and waits for all."),
        &[scalar("Limit", "How many run at once, at most.")],
    ),
    (
        nested("Try", "Runs a block, and handles its exceptions."),
        &[
            nested("Catch", "What is done about exceptions: clauses with `With`, `As` and `Do`."),
            nested("Else", "What is done if there was none."),
            nested("Finally", "What is done in any case, at the end."),
        ],
    ),
    (
        scalar("Throw", "Raises an exception of this name."),
        &[
            scalar("Message", "What happened, for people."),
            nested("Extra", "Further values of the exception."),
            scalar("Cause", "The exception that led to it."),
        ],
    ),
    (scalar("Rethrow", "Raises the exception again that the `Catch` around it handles."), &[]),
    (scalar("Break", "Leaves the loop."), &[]),
    (scalar("Continue", "Goes on with the next round of the loop."), &[]),
];
