//! YAML texts. Several documents are a list; the reader limits what aliases may unfold to.

use num_bigint::BigInt;
use saphyr::{Scalar, ScalarStyle, ScanError, Tag, Yaml, YamlLoader};
use saphyr_parser::Parser;
use std::borrow::Cow;

use super::BadData;
use crate::runtime::value::Value;

/// The documents of a text: one is itself, none is null.
pub(super) fn text(text: &str) -> Result<Value, BadData> {
    let mut loader = YamlLoader::<Yaml<'_>>::default();
    loader.early_parse(false);
    let loaded = Parser::new_from_str(text).load(&mut loader, true);
    loaded.map_err(|error| bad(&error))?;
    if let Some(error) = loader.error() {
        return Err(bad(error));
    }
    let documents = loader.into_documents();
    let mut values = documents.iter().map(value).collect::<Result<Vec<_>, _>>()?;
    Ok(match values.len() {
        0 | 1 => values.pop().unwrap_or(Value::Null),
        _ => Value::list(values),
    })
}

fn bad(error: &ScanError) -> BadData {
    let (line, column) = (error.marker().line(), error.marker().col() + 1);
    BadData { message: error.info().to_owned(), line, column }
}

fn value(node: &Yaml<'_>) -> Result<Value, BadData> {
    Ok(match node {
        Yaml::Value(scalar) => scalar_value(scalar),
        Yaml::Representation(text, style, tag) => written(text, *style, tag.as_ref())?,
        Yaml::Sequence(items) => Value::list(items.iter().map(value).collect::<Result<_, _>>()?),
        Yaml::Mapping(entries) => {
            let entry = |(k, v): (&Yaml<'_>, &Yaml<'_>)| Ok((value(k)?, value(v)?));
            Value::dict(entries.iter().map(entry).collect::<Result<_, BadData>>()?)
        }
        Yaml::Tagged(_, inside) => value(inside)?,
        Yaml::Alias(_) | Yaml::BadValue => {
            return Err(misfit("an alias of nothing"));
        }
    })
}

fn misfit(what: &str) -> BadData {
    BadData { message: what.to_owned(), line: 1, column: 1 }
}

fn written(text: &str, style: ScalarStyle, tag: Option<&Cow<'_, Tag>>) -> Result<Value, BadData> {
    if style == ScalarStyle::Plain
        && tag.is_none()
        && let Some(long) = long(text)
    {
        return Ok(long);
    }
    let scalar = Scalar::parse_from_cow_and_metadata(text.into(), style, tag);
    let scalar = scalar.ok_or_else(|| misfit(&format!("`{text}` does not fit its tag")))?;
    Ok(scalar_value(&scalar))
}

fn scalar_value(scalar: &Scalar<'_>) -> Value {
    match scalar {
        Scalar::Null => Value::Null,
        Scalar::Boolean(b) => Value::bool(*b),
        Scalar::Integer(i) => Value::Int(*i),
        Scalar::FloatingPoint(f) => Value::float(f.into_inner()),
        Scalar::String(text) => Value::str(text),
    }
}

/// An integer that no machine word holds.
fn long(text: &str) -> Option<Value> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let plain = digits.len() > 18 && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse::<BigInt>().ok().map(Value::big)).flatten()
}
