//! The parts of the syntax tree around a position, from the outside inwards.

use super::analysis::{Analysis, AnalyzedFile};
use crate::compile::ids::ClassId;
use crate::compile::walk;
use crate::source::Span;
use crate::syntax::{Block, Class, Expr, Method, Property};

/// The parts around a position.
pub(crate) struct SyntaxCursor<'a> {
    /// The class whose code it is in: of the declaration, or of the file.
    pub class: ClassId,
    /// The declaration of a class around it.
    pub declaration: Option<&'a Class>,
    /// The property whose declaration it is in.
    pub property: Option<&'a Property>,
    /// The method or function around it.
    pub method: Option<&'a Method>,
    /// The expressions around it, outermost first.
    pub exprs: Vec<&'a Expr>,
}

impl<'a> SyntaxCursor<'a> {
    /// The parts around a position in the main file.
    pub(crate) fn at(analysis: &'a Analysis, position: u32) -> Self {
        let file = analysis.main();
        let mut cursor = Self {
            class: file.declared.class,
            declaration: None,
            property: None,
            method: None,
            exprs: Vec::new(),
        };
        let mut blocks: Vec<&'a Block> = Vec::new();
        let mut exprs: Vec<&'a Expr> = Vec::new();
        cursor.enter_declaration(file, position, &mut blocks, &mut exprs);
        if cursor.declaration.is_none() && cursor.method.is_none() {
            blocks.push(&file.module.body);
        }
        blocks.iter().for_each(|block| in_block(block, &mut exprs));
        // Each step looks for the part that contains the position; a sibling never does, too.
        let mut level = exprs;
        while let Some(inner) = level.into_iter().find(|expr| touches(expr.span, position)) {
            cursor.exprs.push(inner);
            level = Vec::new();
            walk::parts(inner, &mut |part| level.push(part));
        }
        cursor
    }

    fn enter_declaration(
        &mut self,
        file: &'a AnalyzedFile,
        position: u32,
        blocks: &mut Vec<&'a Block>,
        exprs: &mut Vec<&'a Expr>,
    ) {
        let classes = file.module.classes.iter().zip(&file.declared.classes);
        for (class, id) in classes.filter(|(class, _)| touches(class.span, position)) {
            self.class = *id;
            self.declaration = Some(class.as_ref());
            for property in class.properties.iter().filter(|p| touches(p.span, position)) {
                self.property = Some(property);
                exprs.extend(&property.default);
            }
        }
        let methods = self.declaration.map_or(&file.module.functions, |class| &class.methods);
        for method in methods.iter().filter(|method| touches(method.span, position)) {
            self.method = Some(method);
            exprs.extend(method.params.iter().filter_map(|param| param.default.as_ref()));
            blocks.extend(&method.body);
        }
    }

    /// The innermost expression.
    pub(crate) fn innermost(&self) -> Option<&'a Expr> {
        self.exprs.last().copied()
    }

    /// The code that shares variables with the position: the body of the method, or the statements of the file.
    pub(crate) fn body(&self, analysis: &'a Analysis) -> Option<&'a Block> {
        match self.method {
            Some(method) => method.body.as_ref(),
            None if self.declaration.is_none() => Some(&analysis.main().module.body),
            None => None,
        }
    }
}

/// Whether a position is in a span or at its end, where an editor's cursor still belongs to it.
pub(crate) fn touches(span: Span, position: u32) -> bool {
    span.start <= position && position <= span.end && !span.is_none()
}

fn in_block<'a>(block: &'a Block, exprs: &mut Vec<&'a Expr>) {
    walk::statements(block, &mut |statement| {
        walk::statement(statement, &mut |expr| exprs.push(expr), &mut |_| {});
    });
}
