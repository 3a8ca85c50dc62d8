//! Classes at run time.

/// A class.
pub struct Class {
    /// Its full name.
    pub name: std::rc::Rc<str>,
}
