//! The kinds of exceptions that the interpreter itself raises, with the names by which programs catch them.
//!
//! Names are those of the reference implementation: of Python, of YAQL and of MuranoPL. The
//! interpreter decides by the kind; only programs and reports use names.

macro_rules! kinds {
    ($($kind:ident = $name:literal;)*) => {
        /// The kind of an exception.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum FaultKind {
            $(#[doc = concat!("Caught as `", $name, "`.")] $kind,)*
            /// Raised by a program, an engine or the embedder, under names of their own.
            Custom,
        }

        impl FaultKind {
            /// Every kind with a name.
            const ALL: &[(FaultKind, &str)] = &[$((FaultKind::$kind, $name)),*];
        }
    };
}

kinds! {
    KeyError = "KeyError";
    YamlSyntax = "SyntaxError";
    IndexError = "IndexError";
    ValueError = "ValueError";
    TypeError = "TypeError";
    AttributeError = "AttributeError";
    OverflowError = "OverflowError";
    ZeroDivision = "ZeroDivisionError";
    StopIteration = "StopIteration";
    Assertion = "AssertionError";
    NotImplemented = "NotImplementedError";
    Recursion = "RecursionError";
    Runtime = "RuntimeError";
    Os = "OSError";
    Io = "IOError";
    FileNotFound = "FileNotFoundError";
    EndOfFile = "EOFError";
    KeyboardInterrupt = "KeyboardInterrupt";
    Parser = "ParserError";
    Regex = "re.error";
    Internal = "InternalError";
    StepLimit = "StepLimitExceeded";
    Lexical = "yaql.language.exceptions.YaqlLexicalException";
    Grammar = "yaql.language.exceptions.YaqlGrammarException";
    NoFunction = "yaql.language.exceptions.NoFunctionRegisteredException";
    NoMethod = "yaql.language.exceptions.NoMethodRegisteredException";
    NoMatchingFunction = "yaql.language.exceptions.NoMatchingFunctionException";
    NoMatchingMethod = "yaql.language.exceptions.NoMatchingMethodException";
    AmbiguousFunction = "yaql.language.exceptions.AmbiguousFunctionException";
    AmbiguousMethod = "yaql.language.exceptions.AmbiguousMethodException";
    MappingTranslation = "yaql.language.exceptions.MappingTranslationException";
    TooLarge = "yaql.language.exceptions.CollectionTooLargeException";
    MemoryQuota = "yaql.language.exceptions.MemoryQuotaExceededException";
    ContractViolation = "murano.dsl.exceptions.ContractViolationException";
    ContractSyntax = "murano.dsl.exceptions.DslContractSyntaxError";
    Syntax = "murano.dsl.exceptions.DslSyntaxError";
    InvalidOperation = "murano.dsl.exceptions.DslInvalidOperationError";
    InvalidAssignment = "murano.dsl.exceptions.InvalidLhsTargetError";
    InvalidInheritance = "murano.dsl.exceptions.InvalidInheritanceError";
    NoClass = "murano.dsl.exceptions.NoClassFound";
    NoPackage = "murano.dsl.exceptions.NoPackageFound";
    NoPackageForClass = "murano.dsl.exceptions.NoPackageForClassFound";
    NoProperty = "murano.dsl.exceptions.NoPropertyFound";
    NoMethodFound = "murano.dsl.exceptions.NoMethodFound";
    NoObject = "murano.dsl.exceptions.NoObjectFoundError";
    AmbiguousMethodName = "murano.dsl.exceptions.AmbiguousMethodName";
    AmbiguousProperty = "murano.dsl.exceptions.AmbiguousPropertyNameError";
    AmbiguousClass = "murano.dsl.exceptions.AmbiguousClassName";
    NotExposed = "murano.dsl.exceptions.MethodNotExposed";
    UnsetProperty = "murano.dsl.exceptions.UninitializedPropertyAccessError";
    NoWriteAccess = "murano.dsl.exceptions.NoWriteAccessError";
    PropertyRead = "murano.dsl.exceptions.PropertyReadError";
    PropertyWrite = "murano.dsl.exceptions.PropertyWriteError";
    Destroyed = "murano.dsl.exceptions.ObjectDestroyedError";
    CircularDefaults = "murano.dsl.exceptions.CircularExpressionDependenciesError";
    PackageLoad = "murano.packages.exceptions.PackageLoadError";
}

impl FaultKind {
    /// The name under which programs catch it; empty for [`FaultKind::Custom`].
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, name)| name)
    }

    /// The names of all kinds.
    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        Self::ALL.iter().map(|(_, name)| *name)
    }

    /// The kind with a name; [`FaultKind::Custom`] for names that the interpreter does not
    /// raise.
    #[must_use]
    pub fn of_name(name: &str) -> Self {
        Self::ALL.iter().find(|(_, own)| *own == name).map_or(Self::Custom, |(kind, _)| *kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_kinds_correspond() {
        for (kind, name) in FaultKind::ALL {
            assert_eq!(kind.name(), *name);
            assert_eq!(FaultKind::of_name(name), *kind, "two kinds have the name {name}");
        }
        assert_eq!(FaultKind::of_name("com.example.Mine"), FaultKind::Custom);
        assert_eq!(FaultKind::Custom.name(), "");
    }
}
