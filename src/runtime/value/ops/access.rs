//! `x[i]`, and `x.name` where `x` is not an object.

use super::mismatch::mismatch;
use crate::diag::suggest;
use crate::runtime::options::Options;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::equality::check_key;
use crate::runtime::value::extended::{Moment, TimeSpan};
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::number;
use crate::runtime::value::repr;

/// `collection[key]`: an item of a list, a value of a dictionary.
#[inline]
pub(crate) fn index(collection: &Value, key: &Value) -> Outcome<Value> {
    match (collection, key) {
        (Value::List(items), Value::Int(_) | Value::Bool(_) | Value::Big(_)) => item(items, key),
        (Value::Seq(seq), Value::Int(_) | Value::Bool(_) | Value::Big(_)) => match seq.as_list() {
            Some(items) => item(items, key),
            None => Err(mismatch("[]", collection, key)),
        },
        (Value::Dict(dict), _) => match dict.get(key) {
            Some(value) => Ok(value.clone()),
            None => Err(check_key(key).err().unwrap_or_else(|| missing_key(dict, key))),
        },
        _ => Err(mismatch("[]", collection, key)),
    }
}

/// `value.name` for a moment or a time span; `None` if it has no such property.
pub(crate) fn moment_attribute(
    options: &Options,
    value: &Value,
    name: &str,
) -> Outcome<Option<Value>> {
    if let (Some(moment), "offset" | "utc" | "timestamp") = (value.as_moment(), name) {
        moment.checked()?;
    }
    if let (Some(moment), true) = (value.as_moment(), options.original)
        && let Some(value) = counted_twice(moment, name)?
    {
        return Ok(Some(value));
    }
    let (found, other) = match (value.as_moment(), value.as_time_span()) {
        (Some(moment), _) => (of_moment(moment, name)?, of_span(TimeSpan::ZERO, name)),
        (None, Some(span)) => (of_span(span, name), of_moment(Moment::default(), name)?),
        (None, None) => return Ok(None),
    };
    if found.is_none() && other.is_some() {
        let message = format!("{} has no property `{name}`", value.kind());
        return Err(Fault::no_matching_function(message));
    }
    Ok(found)
}

/// Whether moments or time spans have a property of that name.
#[must_use]
pub(crate) fn is_moment_attribute(name: &str) -> bool {
    of_span(TimeSpan::ZERO, name).is_some()
        || of_moment(Moment::default(), name).is_ok_and(|found| found.is_some())
}

/// The most keys that a message lists.
const MOST_KEYS: usize = 8;

fn item(items: &[Value], key: &Value) -> Outcome<Value> {
    let wanted = number::clamped(key);
    let len = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let place = if wanted < 0 { wanted.saturating_add(len) } else { wanted };
    match usize::try_from(place).ok().and_then(|place| items.get(place)) {
        Some(item) => Ok(item.clone()),
        None => Err(no_item(wanted, items.len())),
    }
}

/// The fault of an index that a list does not have.
#[must_use]
pub(crate) fn no_item(index: i64, length: usize) -> Fault {
    let message = match length {
        0 => format!("there is no item {index} in an empty list"),
        1 => format!("there is no item {index} in a list of one item"),
        _ => format!("there is no item {index} in a list of {length} items"),
    };
    let fault = Fault::index_error(message);
    match length.checked_sub(1) {
        Some(last) if index >= 0 => {
            fault.hint(format!("the last one is {last}: they are counted from 0"))
        }
        _ => fault,
    }
}

fn missing_key(dict: &Dict, key: &Value) -> Fault {
    if let Err(fault) = check_key(key) {
        return fault;
    }
    let text = repr::repr(key).unwrap_or_else(|_| key.kind().to_owned());
    let fault = Fault::key_error(format!("the dictionary has no key {text}")).compat_message(text);
    let names: Vec<&str> = dict.keys().filter_map(Value::as_str).collect();
    let near = key.as_str().and_then(|key| suggest::did_you_mean(key, names.iter().copied()));
    let are_few = (1..=MOST_KEYS).contains(&names.len());
    let keys = || are_few.then(|| format!("its keys are {}", names.join(", ")));
    fault.hint_if(near.or_else(keys))
}

fn of_moment(moment: Moment, name: &str) -> Outcome<Option<Value>> {
    let fields = moment.fields();
    Ok(Some(Value::Int(match name {
        "year" => fields.year,
        "month" => fields.month,
        "day" => fields.day,
        "hour" => fields.hour,
        "minute" => fields.minute,
        "second" => fields.second,
        "microsecond" => fields.micro,
        "weekday" => moment.weekday(),
        "date" => return Ok(Some(Value::moment(moment.midnight()))),
        "time" => {
            let span = TimeSpan::new(i128::from(moment.time_of_day()))?;
            return Ok(Some(Value::time_span(span)));
        }
        "offset" => return Ok(Some(Value::time_span(moment.offset()))),
        "utc" => return Ok(Some(Value::moment(moment.utc()))),
        "timestamp" => return Ok(Some(Value::float(seconds(moment.instant())))),
        _ => return Ok(None),
    })))
}

/// In the reference implementation `utc` keeps the offset that it subtracted, and `timestamp`
/// subtracts it once more.
fn counted_twice(moment: Moment, name: &str) -> Outcome<Option<Value>> {
    let twice = || {
        Moment::from_instant(
            i128::from(moment.instant()) - moment.offset().micros(),
            moment.offset(),
        )
    };
    Ok(match name {
        "utc" => Some(Value::moment(twice()?)),
        "timestamp" => Some(Value::float(seconds(twice()?.instant()))),
        _ => None,
    })
}

#[expect(clippy::cast_precision_loss, reason = "the property is a float")]
fn seconds(micros: i64) -> f64 {
    micros as f64 / 1e6
}

fn of_span(span: TimeSpan, name: &str) -> Option<Value> {
    let unit = match name {
        "days" => 86_400_000_000,
        "hours" => 3_600_000_000,
        "minutes" => 60_000_000,
        "seconds" => 1_000_000,
        "milliseconds" => 1000,
        "microseconds" => return Some(Value::big(span.micros().into())),
        _ => return None,
    };
    Some(Value::float(span.in_units(unit)))
}
