//! Interactive sessions: inputs that share variables, functions and classes, as in the REPL.

mod bounded;
mod conversion;
mod draft;
mod outdated;
mod statements;
mod variables;

pub(crate) use self::bounded::KEPT_ELEMENTS;
pub(crate) use self::outdated::{IsOutdated, OutdatedCheck};

use std::path::{Path, PathBuf};
use std::rc::Rc;

use self::draft::InputDraft;
use self::variables::SessionVariables;
use super::text_file::{read_source, too_large};
use super::{Files, Session};
use crate::compile;
use crate::compile::ir::ClassId;
use crate::compile::scope::Scope;
use crate::compile::unit::{self, Declared, Unit, Variables};
use crate::diag::{Diagnostic, has_errors};
use crate::ide::analysis::{Analysis, AnalyzedFile};
use crate::runtime::machine::function::Function;
use crate::runtime::object::{Object, State};
use crate::runtime::value::Value;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::source::Sources;
use crate::syntax::{self, Block, Text};

/// A session that runs one input after another.
///
/// ```
/// use muranopl::{Answer, Interactive, Session, Value};
///
/// let mut repl = Interactive::new(Session::new());
/// assert!(matches!(repl.input("$x = 20"), Answer::Value(Value::Null)));
/// assert!(matches!(repl.input("$x * 2 + 2"), Answer::Value(Value::Int(42))));
/// assert!(matches!(repl.input("class A {"), Answer::Incomplete));
/// ```
pub struct Interactive {
    session: Session,
    variables: SessionVariables,
    functions: Vec<Rc<syntax::Method>>,
    scope: Scope,
    script: Option<Rc<Object>>,
    /// The classes of files that inputs imported, the latest first.
    imports: Vec<ClassId>,
    /// Classes whose extension methods inputs see, the latest first.
    companions: Vec<ClassId>,
    warnings: Vec<Diagnostic>,
    inputs: usize,
    /// The parse of the text that [`Self::is_incomplete`] was last called with.
    draft: Option<InputDraft>,
    /// Whether the last value is only the beginning of an endless sequence.
    is_cut: bool,
}

/// The outcome of an input.
pub enum Answer {
    /// Its value; null for statements.
    Value(Value),
    /// More lines are needed.
    Incomplete,
    /// It has errors, and changed nothing.
    Mistakes(Vec<Diagnostic>),
    /// It raised an exception. Variables have the values from before the line that raised it; changes to objects remain.
    Fault(Fault),
}

/// The value of a line of an input.
pub(crate) struct LineValue {
    /// The value.
    pub value: Value,
    /// Whether it is only the beginning of an endless sequence.
    pub is_cut: bool,
}

impl Interactive {
    /// An interactive session without variables.
    #[must_use]
    pub fn new(session: Session) -> Self {
        let scope = Scope { strict: true, ..Scope::default() };
        Self {
            session,
            variables: SessionVariables::default(),
            functions: Vec::new(),
            scope,
            script: None,
            imports: Vec::new(),
            companions: Vec::new(),
            warnings: Vec::new(),
            inputs: 0,
            draft: None,
            is_cut: false,
        }
    }

    /// The session that inputs run in.
    #[must_use]
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The scope in which type names of inputs are resolved.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// The variables with their values, in order of first assignment.
    pub fn variables(&self) -> impl Iterator<Item = (&Text, Value)> {
        self.variables.iter()
    }

    /// The value of a variable.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<Value> {
        self.variables.get(name)
    }

    /// Sets a variable.
    pub fn set_variable(&mut self, name: &str, value: Value) {
        self.variables.set(name, value);
    }

    /// The functions defined so far.
    #[must_use]
    pub fn functions(&self) -> &[Rc<syntax::Method>] {
        &self.functions
    }

    /// Returns whether a text is the beginning of an input that needs more lines. The parse is kept for [`Self::input`].
    pub fn is_incomplete(&mut self, text: &str) -> bool {
        self.draft = self.parsed(text);
        self.draft.as_ref().is_some_and(InputDraft::is_incomplete)
    }

    /// Returns whether a complete input ends with a block that a next line may go on with: `else`, `catch`, `finally`.
    pub(crate) fn may_go_on(&self, text: &str) -> bool {
        let goes_on_with = |next: &str| {
            let sources = Sources::new();
            let source = sources.add("", format!("{text}\n{next} {{ }}"));
            source.is_some_and(|source| syntax::parse_module(&source).1.is_empty())
        };
        text.trim_end().ends_with('}') && ["else", "catch", "finally"].into_iter().any(goes_on_with)
    }

    /// Whether a text only declares classes and functions.
    pub(crate) fn is_declaration(&self, text: &str) -> bool {
        let sources = Sources::new();
        let Some(source) = sources.add("", text) else { return false };
        let (module, found) = syntax::parse_module(&source);
        let declares = !module.classes.is_empty() || !module.functions.is_empty();
        declares && module.body.statements.is_empty() && found.is_empty()
    }

    /// Parses a text as the next input, or returns the kept draft of the same text.
    fn parsed(&mut self, text: &str) -> Option<InputDraft> {
        if let Some(draft) = self.draft.take().filter(|draft| draft.source.text == text) {
            return Some(draft);
        }
        let name = format!("<input {}>", self.inputs + 1);
        self.session.sources().draft(name, text).map(InputDraft::of)
    }

    /// Sets the number of the next input, which reports name.
    pub(crate) fn number_next(&mut self, number: usize) {
        self.inputs = number.saturating_sub(1);
    }

    /// Takes the warnings of the last input.
    pub fn take_warnings(&mut self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.warnings)
    }

    /// Runs an input: statements and declarations, which stay for the next one. Of an endless sequence the value is the beginning.
    pub fn input(&mut self, text: &str) -> Answer {
        self.input_lines(text, &mut |_| ())
    }

    /// Runs an input; the values of its lines but the last are passed on as soon as they are known.
    pub(crate) fn input_lines(&mut self, text: &str, value: &mut dyn FnMut(LineValue)) -> Answer {
        let Some(draft) = self.parsed(text) else { return no_room("the input") };
        if draft.is_incomplete() {
            return Answer::Incomplete;
        }
        let draft = match self.session.sources().add_draft(&draft.source) {
            true => draft,
            // Another source was added since the draft was made, and has its offsets.
            false => match self.session.sources().add(draft.source.name.clone(), text) {
                Some(source) => InputDraft::of(source),
                None => return no_room("the input"),
            },
        };
        self.inputs += 1;
        self.run_draft(draft, None, value)
    }

    /// Whether the last value is only the beginning of an endless sequence.
    pub(crate) fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// Declares and checks an input for completion, whether or not it is finished. Nothing runs, and no name keeps a new meaning.
    pub(crate) fn analyze(&self, text: &str) -> Option<Analysis> {
        let registry = &self.session.runtime().registry;
        let source = self.session.sources().add("<completion>", text)?;
        let (module, parsed) = syntax::parse_module(&source);
        let names = registry.names();
        let (scope, functions) = (self.extended(&module), self.functions.clone());
        let declared = unit::declare_input(registry, &source, &module, scope, functions);
        registry.set_imports(declared.class, self.imports.clone());
        registry.set_companions(declared.class, self.with_companions(&declared, &[]));
        let own: Vec<ClassId> = declared.classes.iter().copied().chain([declared.class]).collect();
        let parts = AnalyzedFile::whole(source);
        let file = AnalyzedFile { path: PathBuf::new(), parts, module, declared };
        let analysis = Analysis::new(self.session.runtime().clone(), vec![file], parsed);
        // The checker resolves names while they have the meanings of the input.
        analysis.facts();
        drop(registry.take_diagnostics());
        registry.restore(names);
        registry.forget_needed(&own);
        Some(analysis)
    }

    /// Runs a file as if it had been typed: its classes, functions and variables stay.
    pub fn load(&mut self, path: &Path) -> Answer {
        match read_source(self.session.sources(), path) {
            Ok(text) => self.run_text(&path.display().to_string(), &text, path.parent()),
            Err(found) => Answer::Mistakes(vec![*found]),
        }
    }

    /// Runs an input and restores the variables afterwards.
    pub fn peek(&mut self, text: &str) -> Answer {
        let before = self.variables.values();
        let answer = self.input(text);
        self.variables.restore(before);
        answer
    }

    /// Runs a text, complete or not; its imports are relative to `folder`.
    pub fn run_text(&mut self, name: &str, text: &str, folder: Option<&Path>) -> Answer {
        match self.session.sources().add(name, text) {
            Some(source) => self.run_draft(InputDraft::of(source), folder, &mut |_| ()),
            None => no_room(name),
        }
    }

    /// Compiles and runs a parsed input. An input with errors leaves names, functions and variables as they were; a line that
    /// raises an exception leaves variables as they were, and keeps what the lines before it did.
    fn run_draft(
        &mut self,
        draft: InputDraft,
        folder: Option<&Path>,
        value: &mut dyn FnMut(LineValue),
    ) -> Answer {
        // Everything is compiled against copies of the session's state (scope, imports,
        // companions); only an input without errors replaces them. Names are the exception:
        // declaring needs them in the registry, so they are restored after an error.
        let InputDraft { source, module, diagnostics: mut parsed } = draft;
        let registry = &self.session.runtime().registry;
        let names = registry.names();
        let (imported, found) = Files::imported(&self.session, &module.imports, folder);
        parsed.extend(found);
        let scope = self.extended(&module);
        let functions = self.functions.clone();
        let declared = unit::declare_input(registry, &source, &module, scope.clone(), functions);
        let imports = self.with_imports(&imported);
        let companions = self.with_companions(&declared, &imported);
        registry.set_imports(declared.class, imports.clone());
        registry.set_companions(declared.class, companions.clone());
        let existing = self.variables.names();
        let variables = Variables::Shared(&existing);
        let script = Unit::Script { declared: &declared, body: &module.body, variables };
        let compiled = compile::unit(registry, &script, parsed);
        let code = match compiled.code {
            Some(code) if !has_errors(&compiled.diagnostics) => code,
            _ => {
                registry.restore(names);
                return Answer::Mistakes(compiled.diagnostics);
            }
        };
        (self.scope, self.imports, self.companions) = (scope, imports, companions);
        self.warnings = compiled.diagnostics;
        self.remember(&module);
        self.session.runtime().limits.renew();
        let mut groups = statements::groups(&module.body, &source);
        let Some(last) = groups.pop().filter(|_| !groups.is_empty()) else {
            return self.run_line(&declared, &code);
        };
        for group in groups {
            match self.run_group(&declared, &group) {
                Answer::Value(found) => value(LineValue { value: found, is_cut: self.is_cut }),
                failed => return failed,
            }
        }
        self.run_group(&declared, &last)
    }

    /// Runs some of the statements of an input that was compiled as a whole without errors.
    fn run_group(&mut self, declared: &Declared, group: &Block) -> Answer {
        let existing = self.variables.names();
        let registry = &self.session.runtime().registry;
        let code = unit::statements(registry, declared, group, Variables::Shared(&existing));
        // The whole has no errors, and its warnings are known.
        drop(registry.take_diagnostics());
        self.run_line(declared, &code)
    }

    fn run_line(&mut self, declared: &Declared, code: &Rc<crate::compile::ir::Chunk>) -> Answer {
        let before = self.variables.values();
        match self.run(declared.class, code) {
            Ok((value, is_cut)) => {
                self.is_cut = is_cut;
                Answer::Value(value)
            }
            Err(fault) => {
                self.variables.restore(before);
                Answer::Fault(fault)
            }
        }
    }

    fn with_imports(&self, imported: &[Declared]) -> Vec<ClassId> {
        // Later imports shadow earlier ones.
        let new = imported.iter().map(|file| file.class);
        new.chain(self.imports.iter().copied()).collect()
    }

    fn with_companions(&self, own: &Declared, imported: &[Declared]) -> Vec<ClassId> {
        let new = own.classes.iter().chain(imported.iter().flat_map(|file| &file.classes));
        new.copied().chain(self.companions.iter().copied()).collect()
    }

    fn extended(&self, parsed: &syntax::Module) -> Scope {
        let own = Scope::of_module(parsed);
        let mut scope = self.scope.clone();
        if !own.namespace.is_empty() {
            scope.namespace = own.namespace;
        }
        scope.prefixes.extend(own.prefixes);
        scope.usings.extend(own.usings);
        scope
    }

    fn remember(&mut self, parsed: &syntax::Module) {
        for function in &parsed.functions {
            self.functions.retain(|f| f.name.text != function.name.text);
            let usage = syntax::MethodUsage::Static;
            self.functions.push(Rc::new(syntax::Method { usage, ..(**function).clone() }));
        }
    }

    fn run(
        &mut self,
        class: ClassId,
        code: &Rc<crate::compile::ir::Chunk>,
    ) -> Outcome<(Value, bool)> {
        // Variables that this input assigns for the first time exist from now on, with the value null.
        let mut args = Vec::new();
        for (name, register) in &code.params {
            let cell = self.variables.cell(name);
            args.push((*register, cell));
        }
        let script = &mut self.script;
        self.session.in_task(|vm| {
            let class = vm.runtime().class(class)?;
            let script = script.get_or_insert_with(|| {
                let object = Rc::new(Object::new(class, None));
                object.set_state(State::Alive);
                object
            });
            vm.runtime().set_script(script.clone());
            let function = Function::link(vm.runtime(), code)?;
            let mut registers = vec![Value::Object(script.clone())];
            for (register, cell) in args {
                let register = register as usize;
                if registers.len() <= register {
                    registers.resize(register + 1, Value::Null);
                }
                registers[register] = cell;
            }
            let value = vm.run_code(&function, &registers)?;
            bounded::read(vm, value)
        })
    }
}

fn no_room(name: &str) -> Answer {
    Answer::Mistakes(vec![too_large(name)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn talk() -> Interactive {
        Interactive::new(Session::new())
    }

    fn value(talk: &mut Interactive, text: &str) -> String {
        match talk.input(text) {
            Answer::Value(value) => crate::runtime::value::repr::text(&value).unwrap_or_default(),
            Answer::Incomplete => "incomplete".into(),
            Answer::Mistakes(found) => format!("mistakes: {}", found[0].message),
            Answer::Fault(fault) => format!("fault: {}", fault.text()),
        }
    }

    #[test]
    fn inputs_share_variables_functions_and_classes() {
        let mut talk = talk();
        assert_eq!(value(&mut talk, "$x = 20"), "null");
        assert_eq!(value(&mut talk, "function twice(n: int!) { return $n * 2 }"), "null");
        assert_eq!(value(&mut talk, "class A { n: int! }"), "null");
        assert_eq!(value(&mut talk, "twice(new A { n: $x }.n) + 2"), "42");
        assert_eq!(value(&mut talk, "class A {"), "incomplete");
    }

    #[test]
    fn an_exception_leaves_variables_as_they_were() {
        let mut talk = talk();
        value(&mut talk, "$x = 1");
        assert!(value(&mut talk, "$x = 2; $y = 3; $z = 1 / 0").starts_with("fault"));
        assert_eq!(value(&mut talk, "$x"), "1");
        assert!(talk.variable("y").is_none());
    }

    #[test]
    fn a_mistaken_class_does_not_hide_the_right_one() {
        let mut talk = talk();
        value(&mut talk, "class A { n: int! }");
        assert!(value(&mut talk, "class A { n: Nosuch! }").starts_with("mistakes"));
        assert_eq!(value(&mut talk, "new A { n: 5 }.n"), "5");
    }

    #[test]
    fn extension_methods_stay() {
        let mut talk = talk();
        value(&mut talk, "class Shout { extension shout(text: string!) { return $text + '!' } }");
        assert_eq!(value(&mut talk, "'hey'.shout()"), "hey!");
    }

    #[test]
    fn peeking_changes_nothing() {
        let mut talk = talk();
        value(&mut talk, "$x = 1");
        assert!(matches!(talk.peek("$x = 2\n$y = $x\n$y"), Answer::Value(Value::Int(2))));
        assert_eq!(value(&mut talk, "$x"), "1");
        assert!(talk.variable("y").is_none());
    }

    #[test]
    fn a_file_is_run_as_if_it_were_typed() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::io::Write::write_all(
                &mut std::fs::File::create(&path).expect("a file"),
                text.as_bytes(),
            )
            .expect("written");
            path
        };
        write("lib.murano", "function half(n: int!) { return $n / 2 }\nclass B { n: int! }");
        let main = write(
            "main.murano",
            "namespace a.b\nimport './lib.murano'\nclass C { }\n$x = half(8)\n'last'",
        );
        let mut talk = talk();
        assert!(matches!(talk.load(&main), Answer::Value(Value::Str(_))));
        assert_eq!(value(&mut talk, "$x + half(2)"), "5");
        assert_eq!(value(&mut talk, "new C {} is C"), "true");
        let missing = talk.load(&folder.path().join("nosuch.murano"));
        assert!(matches!(missing, Answer::Mistakes(_)));
    }
}
