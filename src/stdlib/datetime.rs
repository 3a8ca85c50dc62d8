//! Dates with times, and time spans.

mod parse;
mod strftime;
mod strptime;

use num_bigint::BigInt;

use super::arguments::{big, given, int, moment, optional_text, span, text};
use crate::diag::{FaultKind, codes};
use crate::runtime::machine::native::Builtin;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::extended::datetime::Fields;
use crate::runtime::value::extended::{Moment, TimeSpan};
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::number::Number;

const OF_FIELDS: Builtin = Builtin {
    signature: "fn datetime(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0, microsecond: int = 0, offset: timespan = none)",
    doc: "Returns a date with a time of day, at an offset from UTC.",
    examples: &[("datetime(2024, 2, 29, 12).hour", "12")],
    run: of_fields,
};

fn of_fields(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let [year, month, day, hour, minute, second, micro] =
        [0, 1, 2, 3, 4, 5, 6].map(|i| int(&args[i]));
    fit_a_clock(&[year, month, day, hour, minute, second, micro])?;
    let fields = Fields { year, month, day, hour, minute, second, micro };
    Moment::new(fields, span(&args[7])).map(Value::moment)
}

/// The reference implementation's system fails from here on, in about two thousand million
/// years.
const BEYOND_CALENDARS: i128 = 67_768_036_191_676_800_000_000;

/// Checks that the parts fit in 32 bits, as the reference implementation does before it checks
/// their ranges.
fn fit_a_clock(parts: &[i64]) -> Outcome<()> {
    match parts.iter().find(|part| i32::try_from(**part).is_err()) {
        Some(part) => {
            Err(Fault::overflow_error(format!("{part} is too large for a part of a date")))
        }
        None => Ok(()),
    }
}

const OF_TIMESTAMP: Builtin = Builtin {
    signature: "fn datetime(timestamp: num, offset: timespan = none)",
    doc: "Converts a Unix timestamp, in seconds since 1970 in UTC, to a date.",
    examples: &[("datetime(86400).day", "2")],
    run: of_timestamp,
};

fn of_timestamp(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let micros = match Number::of(&args[0]) {
        Some(Number::Int(seconds)) => i128::from(seconds) * 1_000_000,
        Some(Number::Float(seconds)) => micros_of(seconds)?,
        Some(Number::Big(_)) | None => {
            return Err(Fault::overflow_error("the timestamp is too large"));
        }
    };
    // The reference reports both ends of UTC's calendar as values out of range, those of the offset's as overflows.
    if micros.abs() >= BEYOND_CALENDARS {
        let message = "the timestamp is outside of the years 1 to 9999";
        return Err(Fault::new(FaultKind::Os, codes::BAD_VALUE, message));
    }
    Moment::from_instant(micros, TimeSpan::ZERO)
        .map_err(|fault| Fault::value_error(fault.diagnostic.message.clone()))?;
    Moment::from_instant(micros, span(&args[1])).map(Value::moment)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "floats saturate, and the calendar ends far before"
)]
fn micros_of(seconds: f64) -> Outcome<i128> {
    if seconds.is_nan() {
        return Err(Fault::value_error("NaN cannot be a timestamp"));
    }
    if seconds.is_infinite() {
        return Err(Fault::overflow_error("the timestamp is infinite"));
    }
    let whole = seconds.floor();
    Ok(whole as i128 * 1_000_000 + ((seconds - whole) * 1e6).round_ties_even() as i128)
}

const OF_TEXT: Builtin = Builtin {
    signature: "fn datetime(string: str, format: str? = null)",
    doc: "Parses a date, by a format or in one of the usual notations.",
    examples: &[
        ("datetime('2024-02-29T10:20:30Z').minute", "20"),
        ("datetime('29.02.24', '%d.%m.%y').year", "2024"),
    ],
    run: of_text,
};

fn of_text(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let string = text(&args[0]);
    match optional_text(&args[1]) {
        None | Some("") => parse::parse(string, today(vm)?),
        Some(format) => strptime::strptime(string, format),
    }
    .map(Value::moment)
}

fn today(vm: &Vm<'_>) -> Outcome<Moment> {
    Ok(local_now(vm)?.midnight())
}

fn local_now(vm: &Vm<'_>) -> Outcome<Moment> {
    let (now, offset) = vm.runtime().clock.now_with_offset();
    Moment::from_instant(now, TimeSpan::new(i128::from(offset) * 1_000_000)?)
}

const TIME_SPAN: Builtin = Builtin {
    signature: "fn timespan(days: int = 0, hours: int = 0, minutes: int = 0, seconds: Int = 0, milliseconds: Int = 0, microseconds: Int = 0)",
    doc: "Returns a time span.",
    examples: &[("timespan(hours => 1, minutes => 30).minutes", "90.0")],
    run: time_span,
};

fn time_span(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    const UNITS: [i128; 6] = [86_400_000_000, 3_600_000_000, 60_000_000, 1_000_000, 1000, 1];
    let micros: BigInt = args.iter().zip(UNITS).map(|(count, unit)| big(count) * unit).sum();
    let micros =
        i128::try_from(micros).map_err(|_| Fault::overflow_error("the time span is too long"))?;
    TimeSpan::new(micros).map(Value::time_span)
}

const NOW: Builtin = Builtin {
    signature: "fn now(offset: timespan? = none)",
    doc: "Returns the current time at an offset from UTC.",
    examples: &[("now() > datetime(2020, 1, 1)", "true")],
    run: now,
};

fn now(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    if args[0].is_null() {
        // A time without an offset, which every function then treats as UTC.
        return local_now(vm)?.relabelled(TimeSpan::ZERO).map(Value::moment);
    }
    Moment::from_instant(vm.runtime().clock.now(), span(&args[0])).map(Value::moment)
}

const LOCAL_ZONE: Builtin = Builtin {
    signature: "fn localtz()",
    doc: "Returns the offset of the local clock from UTC.",
    examples: &[("isTimespan(localtz())", "true")],
    run: local_zone,
};

fn local_zone(vm: &mut Vm<'_>, _args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::time_span(local_now(vm)?.offset()))
}

const UTC_ZONE: Builtin = Builtin {
    signature: "fn utctz()",
    doc: "Returns the offset of UTC, which is zero.",
    examples: &[("utctz() = timespan()", "true")],
    run: utc_zone,
};

fn utc_zone(_vm: &mut Vm<'_>, _args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::time_span(TimeSpan::ZERO))
}

const IS_DATETIME: Builtin = Builtin {
    signature: "fn isDatetime(value: any)",
    doc: "Returns whether the value is a date with a time of day.",
    examples: &[("isDatetime(now())", "true")],
    run: is_datetime,
};

fn is_datetime(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::bool(args[0].as_moment().is_some()))
}

const IS_TIMESPAN: Builtin = Builtin {
    signature: "fn isTimespan(value: any)",
    doc: "Returns whether the value is a time span.",
    examples: &[("isTimespan(1)", "false")],
    run: is_timespan,
};

fn is_timespan(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::bool(args[0].as_time_span().is_some()))
}

const REPLACE: Builtin = Builtin {
    signature: "method replace(dt: datetime, year: int? = null, month: int? = null, day: int? = null, hour: int? = null, minute: int? = null, second: int? = null, microsecond: int? = null, offset: timespan? = null)",
    doc: "Returns the date with some parts replaced.",
    examples: &[("datetime(2024, 2, 29).replace(day => 1).day", "1")],
    run: replace,
};

fn replace(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let moment = moment(&args[0])?;
    let f = moment.fields();
    let old = [f.year, f.month, f.day, f.hour, f.minute, f.second, f.micro];
    let new = |i: usize| if args[i + 1].is_null() { old[i] } else { int(&args[i + 1]) };
    let [year, month, day, hour, minute, second, micro] = [0, 1, 2, 3, 4, 5, 6].map(new);
    fit_a_clock(&[year, month, day, hour, minute, second, micro])?;
    let offset = given(&args[8]).and_then(Value::as_time_span).unwrap_or(moment.offset());
    let fields = Fields { year, month, day, hour, minute, second, micro };
    Moment::new(fields, offset).map(Value::moment)
}

const FORMAT: Builtin = Builtin {
    signature: "method format(dt: datetime, format: str)",
    doc: "Formats a date with the directives of C's `strftime`, such as `%Y-%m-%d %H:%M:%S`.",
    examples: &[("datetime(2024, 2, 29).format('%d.%m.%Y')", "'29.02.2024'")],
    run: format,
};

fn format(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    strftime(&args[0], text(&args[1])).map(Value::string)
}

/// Formats a date with the directives of C's `strftime`.
pub(super) fn strftime(value: &Value, format: &str) -> Outcome<String> {
    strftime::strftime(moment(value)?, format)
}

/// The functions of this file, in the order of overload resolution.
pub(super) const FUNCTIONS: &[Builtin] = &[
    OF_FIELDS,
    OF_TIMESTAMP,
    OF_TEXT,
    TIME_SPAN,
    NOW,
    LOCAL_ZONE,
    UTC_ZONE,
    IS_DATETIME,
    IS_TIMESPAN,
    REPLACE,
    FORMAT,
];
