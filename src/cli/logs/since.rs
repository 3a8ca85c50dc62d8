//! The value of `--since`: an age or a time, as seconds since 1970.

use jiff::{SignedDuration, Timestamp};

/// Parses an age such as `10m`, or a time with its zone such as `2026-01-31T12:00:00Z`.
pub(super) fn parse(text: &str) -> Result<i64, String> {
    parse_at(text, Timestamp::now())
}

fn parse_at(text: &str, now: Timestamp) -> Result<i64, String> {
    if let Ok(time) = text.parse::<Timestamp>() {
        return Ok(time.as_second());
    }
    let age = text.parse::<SignedDuration>().ok().filter(|age| !age.is_negative());
    let time = age.and_then(|age| now.checked_sub(age).ok());
    let time = time.ok_or(
        "expected an age such as `90s`, `10m` or `2h`, or a time such as `2026-01-31T12:00:00Z`",
    )?;
    Ok(time.as_second())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_and_times_are_parsed() {
        let now: Timestamp = "2026-01-31T12:00:00Z".parse().expect("a time");
        let parsed = |text: &str| parse_at(text, now).ok().map(|seconds| now.as_second() - seconds);
        assert_eq!(parsed("90s"), Some(90));
        assert_eq!(parsed("10m"), Some(600));
        assert_eq!(parsed("1h 30m"), Some(5400));
        assert_eq!(parsed("2026-01-31T11:59:00Z"), Some(60));
        assert_eq!(parsed("2026-01-31T13:59:00+02:00"), Some(60));
        for wrong in ["", "ten", "-5m", "2026-01-31", "99999999999h"] {
            assert_eq!(parsed(wrong), None, "{wrong}");
        }
    }
}
