//! The statements of an input or file, in the groups that take effect together.

use crate::compile::walk;
use crate::source::Source;
use crate::syntax::{Block, Stmt, StmtKind};

/// Divides statements: those on one line are a group. What a failed group assigned is undone, what ran before it stays.
pub(super) fn groups(body: &Block, source: &Source) -> Vec<Block> {
    let mut groups: Vec<Block> = Vec::new();
    let ends_file = has_return(body);
    for statement in &body.statements {
        match groups.last_mut() {
            Some(group) if ends_file || continues(group, statement, source) => {
                group.span = group.span.to(statement.span);
                group.statements.push(statement.clone());
            }
            _ => groups.push(Block { statements: vec![statement.clone()], span: statement.span }),
        }
    }
    groups
}

/// Whether a statement begins on the line on which the group ends.
fn continues(group: &Block, statement: &Stmt, source: &Source) -> bool {
    let (end, start) = (group.span.end, statement.span.start);
    let between = source.text.get((end - source.base) as usize..(start - source.base) as usize);
    between.is_some_and(|text| !text.contains('\n'))
}

/// Whether a `return` may end the statements: they are not divided then, so that those after it do not run.
fn has_return(body: &Block) -> bool {
    let mut found = false;
    walk::statements(body, &mut |statement| {
        found |= matches!(statement.kind, StmtKind::Return(_));
    });
    found
}
