//! Actions above parts of a file: plan and run its statements, run its unit tests.
//! See docs/language/library.md#unit-tests.

use super::analysis::{Analysis, SourceForm};
use crate::compile::ids::ClassId;
use crate::compile::registry::Registry;
use crate::source::Span;

/// The class that unit tests extend.
const FIXTURE: &str = "io.murano.test.TestFixture";

/// What an action does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LensAction {
    /// Previews what running the file would change.
    Plan,
    /// Runs the file.
    Run,
    /// Runs the tests whose names contain a text.
    Test(String),
}

/// An action above a span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lens {
    /// What it is shown above.
    pub span: Span,
    /// What it does.
    pub action: LensAction,
}

/// The actions of the main file, in order of position.
pub(crate) fn lenses(analysis: &Analysis) -> Vec<Lens> {
    let file = analysis.main();
    let mut found = Vec::new();
    if let Some(first) = file.module.body.statements.first() {
        let actions: &[LensAction] = match analysis.form {
            // A model is deployed, not run.
            SourceForm::Model => &[LensAction::Plan],
            _ => &[LensAction::Run, LensAction::Plan],
        };
        found
            .extend(actions.iter().map(|action| Lens { span: first.span, action: action.clone() }));
    }
    let classes = file.module.classes.iter().zip(&file.declared.classes);
    for (class, id) in classes.filter(|(_, id)| is_fixture(analysis.registry(), **id)) {
        let name = analysis.registry().entry(*id).name.clone();
        found.push(Lens { span: class.name.span, action: LensAction::Test(format!("{name}.")) });
        for method in class.methods.iter().filter(|method| is_test(&method.name.text)) {
            let action = LensAction::Test(format!("{name}.{}", method.name.text));
            found.push(Lens { span: method.name.span, action });
        }
    }
    found.sort_by_key(|lens| file.offset(lens.span.start));
    found
}

/// Returns whether a class has unit tests.
pub(crate) fn is_fixture(registry: &Registry, id: ClassId) -> bool {
    let lineage = registry.lineage(id);
    lineage.iter().skip(1).any(|ancestor| &*registry.entry(*ancestor).name == FIXTURE)
}

/// Returns whether a method is a test: `test`, `testDeploy`, `test_deploy`, but not `testing`.
pub(crate) fn is_test(name: &str) -> bool {
    name.strip_prefix("test").is_some_and(|rest| !rest.starts_with(|c: char| c.is_lowercase()))
}
