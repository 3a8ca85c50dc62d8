//! Package versions and version specifications.
//! See docs/language/yaml.md#versions and docs/language/yaml.md#version-requirements.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// A semantic version.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Version {
    /// Major, minor and patch number.
    pub core: [u64; 3],
    /// The prerelease after `-`: it precedes the release of the same numbers.
    pub prerelease: Vec<String>,
    /// The build after `+`: it does not affect the order.
    pub build: String,
}

impl Version {
    /// A release without prerelease or build.
    #[must_use]
    pub fn release(major: u64, minor: u64, patch: u64) -> Self {
        Self { core: [major, minor, patch], ..Self::default() }
    }

    /// Parses a version: `1` is 1.0.0, `1.2.3.4` is 1.2.3+4. `None` if it does not begin with a number.
    #[must_use]
    pub fn coerce(text: &str) -> Option<Self> {
        let text = text.trim();
        let (core, mut rest) = numbers(text)?;
        let (mut prerelease, mut build) = (String::new(), String::new());
        if let Some(after) = rest.strip_prefix(['+', '.']) {
            build = after.to_owned();
        } else if !rest.is_empty() {
            rest = rest.strip_prefix('-').unwrap_or(rest);
            let (before, after) = rest.split_once('+').unwrap_or((rest, ""));
            (prerelease, build) = (before.to_owned(), after.to_owned());
        }
        let clean = |text: String| -> String {
            text.chars().map(|c| if is_identifier(c) { c } else { '-' }).collect()
        };
        let prerelease: Vec<String> = clean(prerelease)
            .split('.')
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect();
        Some(Self { core, prerelease, build: clean(build.replace('+', ".")) })
    }

    /// Returns whether it is a prerelease.
    fn is_before(&self, release: [u64; 3]) -> bool {
        self.core < release
    }
}

fn is_identifier(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+')
}

/// Up to three leading numbers; missing ones are 0.
fn numbers(text: &str) -> Option<([u64; 3], &str)> {
    let mut core = [0; 3];
    let mut rest = text;
    for (n, place) in core.iter_mut().enumerate() {
        let digits = match n {
            0 => rest,
            _ => match rest.strip_prefix('.') {
                Some(after) if after.starts_with(|c: char| c.is_ascii_digit()) => after,
                _ => break,
            },
        };
        let length = digits.bytes().take_while(u8::is_ascii_digit).count();
        *place = digits[..length].parse().ok()?;
        rest = &digits[length..];
    }
    Some((core, rest))
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, patch] = self.core;
        write!(f, "{major}.{minor}.{patch}")?;
        if !self.prerelease.is_empty() {
            write!(f, "-{}", self.prerelease.join("."))?;
        }
        if self.build.is_empty() { Ok(()) } else { write!(f, "+{}", self.build) }
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        let release = |v: &Self| v.prerelease.is_empty();
        self.core
            .cmp(&other.core)
            .then_with(|| release(self).cmp(&release(other)))
            .then_with(|| prereleases(&self.prerelease, &other.prerelease))
            .then_with(|| self.build.cmp(&other.build))
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Compares prereleases: numbers by value and before words, fewer parts before more.
fn prereleases(a: &[String], b: &[String]) -> Ordering {
    for (a, b) in a.iter().zip(b) {
        let order = match (a.parse::<u64>(), b.parse::<u64>()) {
            (Ok(a), Ok(b)) => a.cmp(&b),
            (Ok(_), Err(_)) => Ordering::Less,
            (Err(_), Ok(_)) => Ordering::Greater,
            (Err(_), Err(_)) => a.cmp(b),
        };
        if order.is_ne() {
            return order;
        }
    }
    a.len().cmp(&b.len())
}

/// A version specification: conditions that a version must all satisfy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionSpec(Vec<Condition>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Condition {
    /// Equal; the build matters only if it is written.
    Is(Version),
    /// Not equal.
    IsNot(Version),
    /// At least this version.
    From(Version),
    /// Later.
    After(Version),
    /// At most this version.
    UpTo(Version),
    /// Earlier, prereleases of that release not among them.
    Before([u64; 3]),
    /// Earlier than a prerelease.
    Below(Version),
    /// Outside a range.
    Outside([u64; 3], [u64; 3]),
}

/// A malformed specification.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a valid version specification")]
pub struct BadSpec(pub String);

impl Default for VersionSpec {
    fn default() -> Self {
        Self(vec![Condition::From(Version::default()), Condition::Before([1, 0, 0])])
    }
}

impl VersionSpec {
    /// Any version.
    #[must_use]
    pub fn any() -> Self {
        Self(Vec::new())
    }

    /// Exactly this version.
    #[must_use]
    pub fn exactly(version: &Version) -> Self {
        Self(vec![Condition::Is(version.clone())])
    }

    /// Returns whether a version satisfies the specification.
    #[must_use]
    pub fn matches(&self, version: &Version) -> bool {
        self.0.iter().all(|condition| condition.holds(version))
    }
}

impl Condition {
    fn holds(&self, version: &Version) -> bool {
        match self {
            Self::Is(wanted) => equal(version, wanted),
            Self::IsNot(wanted) => !equal(version, wanted),
            Self::From(least) => precedence(version, least).is_ge(),
            Self::After(least) => precedence(version, least).is_gt(),
            Self::UpTo(most) => precedence(version, most).is_le(),
            Self::Before(release) => version.is_before(*release),
            Self::Below(most) => precedence(version, most).is_lt(),
            Self::Outside(from, to) => version.is_before(*from) || !version.is_before(*to),
        }
    }
}

fn precedence(a: &Version, b: &Version) -> Ordering {
    let plain = |v: &Version| Version { build: String::new(), ..v.clone() };
    plain(a).cmp(&plain(b))
}

fn equal(version: &Version, wanted: &Version) -> bool {
    precedence(version, wanted).is_eq()
        && (wanted.build.is_empty() || wanted.build == version.build)
}

impl FromStr for VersionSpec {
    type Err = BadSpec;

    fn from_str(text: &str) -> Result<Self, BadSpec> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        if text.is_empty() {
            return Ok(Self::default());
        }
        let mut conditions = Vec::new();
        for part in text.split(',') {
            conditions.extend(condition(part).ok_or_else(|| BadSpec(text.clone()))?);
        }
        Ok(Self(conditions))
    }
}

/// A written version whose last numbers may be omitted.
struct Partial {
    version: Version,
    /// How many numbers are written, 0 to 3.
    given: usize,
}

impl Partial {
    /// The first release above every version it stands for.
    fn end(&self) -> [u64; 3] {
        next(self.version.core, self.given.saturating_sub(1))
    }
}

/// The next release in which the number at `place` is larger by one.
fn next(core: [u64; 3], place: usize) -> [u64; 3] {
    let mut core = core;
    core[place] = core[place].saturating_add(1);
    core[place + 1..].fill(0);
    core
}

const OPERATORS: [&str; 10] = ["==", "!=", ">=", "<=", "~=", "=", ">", "<", "^", "~"];

fn condition(text: &str) -> Option<Vec<Condition>> {
    if text.is_empty() || text == "*" {
        return (text == "*").then(Vec::new);
    }
    let operator = OPERATORS.iter().find(|o| text.starts_with(**o)).copied().unwrap_or("");
    let partial = partial(&text[operator.len()..])?;
    let whole = partial.given == 3;
    let (version, end) = (partial.version.clone(), partial.end());
    let range = |end| vec![Condition::From(version.clone()), Condition::Before(end)];
    Some(match operator {
        "" | "=" | "==" if whole => vec![Condition::Is(version)],
        "" | "=" | "==" => range(end),
        "!=" if whole => vec![Condition::IsNot(version)],
        "!=" => vec![Condition::Outside(version.core, end)],
        ">=" => vec![Condition::From(version)],
        ">" if whole => vec![Condition::After(version)],
        ">" => vec![Condition::From(Version { core: end, ..Version::default() })],
        "<" if version.prerelease.is_empty() => vec![Condition::Before(version.core)],
        "<" => vec![Condition::Below(version)],
        "<=" if whole => vec![Condition::UpTo(version)],
        "<=" => vec![Condition::Before(end)],
        "^" => {
            let place = version.core.iter().position(|n| *n > 0).unwrap_or(2);
            range(next(version.core, place.min(partial.given.saturating_sub(1))))
        }
        "~" => range(next(version.core, partial.given.saturating_sub(1).min(1))),
        // As `~`, except that with two numbers the second may increase.
        _ => range(next(version.core, partial.given.saturating_sub(2))),
    })
}

/// `1`, `1.2`, `1.2.3-beta+5`, `1.*`.
fn partial(text: &str) -> Option<Partial> {
    let text = text.strip_suffix(".*").or_else(|| text.strip_suffix(".*.*")).unwrap_or(text);
    let end = text.find(['-', '+']).unwrap_or(text.len());
    let numbers: Vec<&str> = text[..end].split('.').collect();
    let digits = |n: &&str| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit());
    let whole = end == text.len() || numbers.len() == 3;
    let good = numbers.len() <= 3 && numbers.iter().all(digits) && whole;
    let version = Version::coerce(text).filter(|_| good)?;
    Some(Partial { version, given: numbers.len() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        Version::coerce(text).expect("a version")
    }

    fn matches(spec: &str, text: &str) -> bool {
        spec.parse::<VersionSpec>().expect("a specification").matches(&version(text))
    }

    #[test]
    fn written_versions_are_completed() {
        for (written, meant) in [
            ("1", "1.0.0"),
            ("1.2", "1.2.0"),
            ("1.10", "1.10.0"),
            ("1.2.3.4", "1.2.3+4"),
            ("1.2.3-dev+a", "1.2.3-dev+a"),
            ("1.2beta", "1.2.0-beta"),
        ] {
            assert_eq!(version(written).to_string(), meant, "{written}");
        }
        assert_eq!(Version::coerce("beta"), None);
    }

    #[test]
    fn order_is_that_of_semantic_versions() {
        let order = ["1.0.0-1", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-beta", "1.0.0", "1.0.1"];
        for pair in order.windows(2) {
            assert!(version(pair[0]) < version(pair[1]), "{pair:?}");
        }
    }

    #[test]
    fn each_form_selects_what_it_should() {
        // For each form of a condition: versions that satisfy it, and the nearest ones that do
        // not.
        for (spec, yes, no) in [
            ("", "0.9.9 0.0.0", "1.0.0 1.0.0-beta"),
            ("0", "0.9.9", "1.0.0"),
            ("1", "1.0.0 1.9.9", "0.9.0 2.0.0 2.0.0-beta"),
            ("= 1", "1.0.0 1.9.9", "2.0.0"),
            ("==1.2", "1.2.0 1.2.9", "1.3.0"),
            ("1.2.3", "1.2.3 1.2.3+b", "1.2.4 1.2.3-b"),
            (">1", "2.0.0 3.0.0", "1.9.9 2.0.0-beta"),
            (">1.2", "1.3.0", "1.2.9"),
            (">=1", "1.0.0 2.0.0-beta", "0.9.0"),
            ("<2", "1.9.9 0.0.0", "2.0.0 2.0.0-beta"),
            ("<=2", "2.9.9", "3.0.0"),
            ("<=2.1", "2.1.9", "2.2.0"),
            ("^1.2.3", "1.2.3 1.9.0", "1.2.2 2.0.0"),
            ("^0.2.3", "0.2.9", "0.3.0"),
            ("~1.2.3", "1.2.9", "1.3.0"),
            ("~=1.2.3", "1.2.9", "1.3.0 1.2.2"),
            ("~=1.2", "1.9.0", "2.0.0"),
            ("*", "0.0.0 9.9.9", "0.0.0-never"),
            ("!=1", "0.9.0 2.0.0", "1.0.0 1.5.0"),
            ("!=1.2.3", "1.2.4", "1.2.3"),
            ("1.*", "1.0.0 1.9.9", "2.0.0"),
            (">=1.2, <1.5", "1.2.0 1.4.9", "1.1.9 1.5.0"),
        ] {
            yes.split(' ').for_each(|v| assert!(matches(spec, v), "{spec} takes {v}"));
            no.split(' ')
                .filter(|v| !v.ends_with("never"))
                .for_each(|v| assert!(!matches(spec, v), "{spec} refuses {v}"));
        }
        for bad in ["1.x", "v1", ">", "1,,2", "a"] {
            assert!(bad.parse::<VersionSpec>().is_err(), "{bad}");
        }
    }
}
