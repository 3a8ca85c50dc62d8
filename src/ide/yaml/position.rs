//! Where a position is in a YAML text: the nodes around it, and the keys that lead to it.

use std::rc::Rc;

use crate::source::Sources;
use crate::syntax::Text;
use crate::syntax::yaml::node::{self, Node, NodeKind};

/// What leads from a mapping or list to a part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ide) enum NodeStep {
    /// A key.
    Key(Text),
    /// An item.
    Item,
}

/// What a node is for the mapping that it is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ide) enum NodeRole {
    /// One of its keys.
    Key,
    /// The value of a key, an item of a list, or a whole document.
    Value,
}

/// The node at an offset, and how it is reached.
#[derive(Debug, Clone)]
pub(in crate::ide) struct NodePath {
    /// The mappings and lists around it, outermost first, each with what leads on from it.
    pub steps: Vec<(Rc<Node>, NodeStep)>,
    /// The node: a scalar, or a mapping or list between whose parts the offset is.
    pub node: Rc<Node>,
    /// What it is for the mapping around it.
    pub role: NodeRole,
}

impl NodePath {
    /// The keys that lead to the node, without places in lists; of a key, it is the last itself.
    pub(in crate::ide) fn keys(&self) -> Vec<&str> {
        let steps = self.steps.iter();
        steps
            .filter_map(|(_, step)| match step {
                NodeStep::Key(key) => Some(&**key),
                NodeStep::Item => None,
            })
            .collect()
    }

    /// The keys that lead to the mapping that the node is a key of, or to the node itself if it is a value.
    pub(in crate::ide) fn context(&self) -> Vec<&str> {
        let mut keys = self.keys();
        if self.role == NodeRole::Key {
            keys.pop();
        }
        keys
    }

    /// The innermost mapping or list around the node.
    pub(in crate::ide) fn container(&self) -> Option<&Rc<Node>> {
        self.steps.last().map(|(node, _)| node)
    }
}

/// The documents of a text, with offsets in it as their spans; `None` if it is not valid YAML.
pub(in crate::ide) fn nodes(text: &str) -> Option<Vec<Rc<Node>>> {
    let source = Sources::new().add("", text)?;
    node::documents(&source).ok()
}

/// The path to the innermost node at an offset.
pub(in crate::ide) fn path_to(documents: &[Rc<Node>], offset: usize) -> Option<NodePath> {
    let at = u32::try_from(offset).ok()?;
    // An offset between two documents belongs to neither.
    let document = documents.iter().find(|document| touches(document, at))?;
    let mut path = NodePath { steps: Vec::new(), node: document.clone(), role: NodeRole::Value };
    while let Some((step, node, role)) = inner(&path.node, at) {
        path.steps.push((path.node, step));
        (path.node, path.role) = (node, role);
        if role == NodeRole::Key {
            break;
        }
    }
    Some(path)
}

/// The part of a mapping or list that an offset is in.
fn inner(node: &Node, at: u32) -> Option<(NodeStep, Rc<Node>, NodeRole)> {
    match &node.kind {
        NodeKind::Scalar(..) => None,
        NodeKind::List(items) => {
            let item = items.iter().find(|item| touches(item, at))?;
            Some((NodeStep::Item, item.clone(), NodeRole::Value))
        }
        NodeKind::Map(entries) => entries.iter().find_map(|(key, value)| {
            let text = key.text().cloned().unwrap_or_else(|| "".into());
            if touches(key, at) {
                return Some((NodeStep::Key(text), key.clone(), NodeRole::Key));
            }
            touches(value, at).then(|| (NodeStep::Key(text), value.clone(), NodeRole::Value))
        }),
    }
}

fn touches(node: &Node, at: u32) -> bool {
    node.span.start <= at && at <= node.span.end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys_at(text: &str) -> (Vec<String>, NodeRole) {
        let at = text.find('|').expect("a mark");
        let documents = nodes(&text.replacen('|', "", 1)).expect("valid YAML");
        let path = path_to(&documents, at).expect("a node");
        (path.keys().into_iter().map(str::to_owned).collect(), path.role)
    }

    #[test]
    fn the_keys_lead_to_the_position() {
        let text = "Name: A\nMethods:\n  m:\n    Body:\n      - Return: $.x|\n";
        let (keys, role) = keys_at(text);
        assert_eq!(keys, ["Methods", "m", "Body", "Return"]);
        assert_eq!(role, NodeRole::Value);
        let (keys, role) = keys_at("a: 1\n---\nb:\n  - {c: 1, d|: 2}\n");
        assert_eq!(keys, ["b", "d"]);
        assert_eq!(role, NodeRole::Key);
    }
}
