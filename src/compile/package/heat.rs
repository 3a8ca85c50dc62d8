//! Heat packages: generates the class that passes a template on to Heat.
//! See docs/language/yaml.md#manifest.
//!
//! The class has the package's name and extends `io.murano.Application`. Parameters of the template are those of
//! `templateParameters`, validated as the template says; its outputs are those of `templateOutputs`.

use std::fmt::Write as _;

use crate::diag::{Diagnostic, codes};
use crate::source::Source;
use crate::syntax::yaml::is_standard;
use crate::syntax::yaml::node::{self, Node, NodeKind, NodeStyle};

/// The template's file in a package.
pub(super) const TEMPLATE: &str = "template.yaml";

/// Generates the class file of a template.
///
/// # Errors
///
/// The template is not valid YAML, or not a mapping.
pub(crate) fn class_text(name: &str, template: &Source) -> Result<String, Box<Diagnostic>> {
    let documents = node::documents(template)?;
    let Some(root) = documents.first().filter(|d| matches!(d.kind, NodeKind::Map(_))) else {
        let message = "a Heat template must be a mapping";
        return Err(Box::new(Diagnostic::error(codes::BAD_PACKAGE, template.span(), message)));
    };
    let mut text = format!(
        "Namespaces: {{std: io.murano, sys: io.murano.system}}\nName: {name}\nExtends: std:Application\n\
         Properties:\n  name: {{Contract: $.string().notNull()}}\n  hotEnvironment: {{Contract: $.string()}}\n  \
         generatedHeatStackName: {{Contract: $.string(), Usage: Out}}\n  templateParameters:\n    Default: {{}}\n    Contract:\n"
    );
    let parameters = entries(root.get("parameters"));
    for (parameter, declared) in &parameters {
        let _ = writeln!(text, "      {}: {}", quoted(parameter), contract(declared));
    }
    if parameters.is_empty() {
        text += "      {}\n";
    }
    text += "  templateOutputs:\n    Usage: Out\n    Contract: {}\n";
    text += METHODS;
    let mut whole = String::new();
    write(root, &mut whole);
    Ok(text.replace("%TEMPLATE%", &whole))
}

/// The methods of the class.
const METHODS: &str = "Methods:
  deploy:
    Body:
      - $environment: $.find(std:Environment).require()
      - $environment.reporter.report($this, 'Creating the stack')
      - If: $.generatedHeatStackName = null
        Then:
          - $.generatedHeatStackName: randomName()
      - $stack: new(sys:HeatStack, $environment, name => $.generatedHeatStackName)
      - $template: %TEMPLATE%
      - $stack.setTemplate($template)
      - $parameters: $.templateParameters
      - $stack.setParameters($parameters.keys().where($parameters.get($) != null).toDict($, $parameters.get($)))
      - $stack.push()
      - $.templateOutputs: $stack.output()
      - $environment.reporter.report($this, 'The stack is there')
";

/// The contract of a parameter: its type and its constraints.
fn contract(declared: &Node) -> String {
    let kind = declared.get("type").and_then(|n| n.text()).map_or("string", |t| t);
    let required = declared.get("default").is_none();
    let base = match kind {
        "number" => "$.int()",
        "boolean" => "$.bool()",
        "json" => return "{}".into(),
        "comma_delimited_list" => return "[$.string()]".into(),
        _ => "$.string()",
    };
    let mut expression = base.to_owned();
    if required {
        expression += ".notNull()";
    }
    let listed = match declared.get("constraints").map(|n| &n.kind) {
        Some(NodeKind::List(items)) => items.as_slice(),
        _ => &[],
    };
    for condition in listed.iter().filter_map(|constraint| condition(constraint)) {
        let _ = write!(expression, ".check($ = null or {condition})");
    }
    format!("!yaql {}", quoted(&expression))
}

/// The predicate of a constraint; `None` if only Heat can check it.
fn condition(constraint: &Node) -> Option<String> {
    let bound = |of: &Node, key: &str, subject: &str, sign: &str| {
        let limit = of.get(key)?.text()?.parse::<i64>().ok()?;
        Some(format!("{subject} {sign} {limit}"))
    };
    let between = |of: &Node, subject: &str| {
        let bounds = [bound(of, "min", subject, ">="), bound(of, "max", subject, "<=")];
        let bounds: Vec<String> = bounds.into_iter().flatten().collect();
        (!bounds.is_empty()).then(|| bounds.join(" and "))
    };
    if let Some(range) = constraint.get("range") {
        return between(range, "$");
    }
    if let Some(length) = constraint.get("length") {
        return between(length, "len($)");
    }
    if let Some(pattern) = constraint.get("allowed_pattern").and_then(|n| n.text()) {
        return Some(format!("$.matches({})", in_yaql(pattern)));
    }
    let NodeKind::List(values) = &constraint.get("allowed_values")?.kind else { return None };
    let values: Vec<String> =
        values.iter().filter_map(|v| v.text()).map(|text| in_yaql(text)).collect();
    Some(format!("str($) in list({})", values.join(", ")))
}

fn entries(node: Option<&std::rc::Rc<Node>>) -> Vec<(String, &Node)> {
    let Some(NodeKind::Map(entries)) = node.map(|n| &n.kind) else { return Vec::new() };
    entries.iter().filter_map(|(k, v)| Some((k.text()?.to_string(), &**v))).collect()
}

/// A node as YAML on one line, with strings escaped so that none is an expression.
fn write(node: &Node, out: &mut String) {
    match &node.kind {
        NodeKind::Scalar(..) if node.is_null() => out.push_str("null"),
        NodeKind::Scalar(text, NodeStyle::Plain) if is_standard(text) => out.push_str(text),
        NodeKind::Scalar(text, _) => out.push_str(&quoted(text)),
        NodeKind::List(items) => {
            out.push('[');
            for (n, item) in items.iter().enumerate() {
                out.push_str(if n > 0 { ", " } else { "" });
                write(item, out);
            }
            out.push(']');
        }
        NodeKind::Map(entries) => {
            out.push('{');
            for (n, (key, value)) in entries.iter().enumerate() {
                out.push_str(if n > 0 { ", " } else { "" });
                write(key, out);
                out.push_str(": ");
                write(value, out);
            }
            out.push('}');
        }
    }
}

/// A string in double quotes, as YAML escapes it.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => drop(write!(out, "\\x{:02x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A string in single quotes, as YAQL escapes it.
fn in_yaql(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}
