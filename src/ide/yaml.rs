//! Class files, manifests and object models in editors: what a key means, and where a position is.
//!
//! Their names (classes, members, variables) are those of the tree, which the other modules of `ide` answer for in any form. Here is
//! what only YAML has. JSON is YAML, too.

mod hover;
mod keys;
mod position;

pub(crate) use self::hover::hover;
pub(super) use self::keys::{KeyDoc, KeyShape, ValueDoc, keys_at, values_at};
pub(super) use self::position::{NodePath, NodeRole, nodes, path_to};
