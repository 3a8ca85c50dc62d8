//! Object models: what objects look like outside of the program (MuranoPL sections 9 and 14).

use super::class::Class;

/// A class as models name it: `name/version@package`.
#[must_use]
pub fn type_name(class: &Class) -> String {
    class.name.to_string()
}
