//! Ids of classes and packages within one registry.

/// A class's id: its index in the registry, in order of declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClassId(pub u32);

/// A package's id: 0 is the built-in classes, the others count from 1 in the order in which
/// they were added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PackageId(pub u32);

impl PackageId {
    /// The package of all built-in classes.
    pub const CORE: Self = Self(0);
}
