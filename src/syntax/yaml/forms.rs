//! The constructs of method bodies, each identified by its exact set of keys.
//! See docs/language/yaml.md#instructions.

use crate::diag::suggest;

/// A construct, such as `If`, with the keys of its mapping.
pub(super) struct Construct {
    /// The key that identifies it.
    pub lead: &'static str,
    /// Its required keys.
    needs: &'static [&'static str],
    /// Its optional keys.
    takes: &'static [&'static str],
}

const fn form(
    lead: &'static str,
    needs: &'static [&'static str],
    takes: &'static [&'static str],
) -> Construct {
    Construct { lead, needs, takes }
}

/// All constructs. The leading key of one may be a part of another, which then comes first.
const FORMS: &[Construct] = &[
    form("If", &["Then"], &["Else"]),
    form("While", &["Do"], &[]),
    form("For", &["In", "Do"], &[]),
    form("Repeat", &["Do"], &[]),
    form("Match", &["Value"], &["Default"]),
    form("Switch", &[], &["Default"]),
    form("Try", &[], &["Catch", "Else", "Finally"]),
    form("Throw", &[], &["Message", "Extra", "Cause"]),
    form("Parallel", &[], &["Limit"]),
    form("Rethrow", &[], &[]),
    form("Return", &[], &[]),
    form("Break", &[], &[]),
    form("Continue", &[], &[]),
    form("Do", &[], &[]),
];

/// Why no construct has the keys of a statement.
pub(super) struct Misfit {
    pub message: String,
    pub hint: String,
    /// The index of the key that is wrong, if it is one.
    pub key: Option<usize>,
}

/// Finds the construct with exactly these keys.
pub(super) fn find(keys: &[&str]) -> Result<&'static Construct, Misfit> {
    let fits = |f: &&Construct| {
        let known = |k: &&str| *k == f.lead || f.needs.contains(k) || f.takes.contains(k);
        keys.contains(&f.lead) && f.needs.iter().all(|k| keys.contains(k)) && keys.iter().all(known)
    };
    FORMS.iter().find(fits).ok_or_else(|| trouble(keys))
}

fn trouble(keys: &[&str]) -> Misfit {
    let quoted: Vec<String> = keys.iter().map(|k| format!("`{k}`")).collect();
    let listed = quoted.join(", ");
    // `Do` leads a statement of its own, but most often belongs to a misspelt one.
    let is_part = |lead: &str| lead == "Do" && keys.iter().any(|key| meant(key).is_some());
    let Some(form) = FORMS.iter().find(|f| keys.contains(&f.lead) && !is_part(f.lead)) else {
        let message = format!("no statement has the keys {listed}");
        let near = |(n, key): (usize, &&str)| Some((n, meant(key)?));
        let near = keys.iter().enumerate().find_map(near);
        let hint = match near {
            Some((_, near)) => format!("did you mean `{near}`?"),
            None => "assignments begin with a variable: `$name: value`".into(),
        };
        return Misfit { message, hint, key: near.map(|(n, _)| n) };
    };
    let all = || form.needs.iter().chain(form.takes).copied();
    let extra = keys.iter().position(|k| *k != form.lead && !all().any(|known| known == *k));
    if let Some(key) = extra {
        let message = format!("`{}` cannot have the key `{}`", form.lead, keys[key]);
        let hint = suggest::did_you_mean(keys[key], all()).unwrap_or_else(|| shape(form));
        return Misfit { message, hint, key: extra };
    }
    let missing = form.needs.iter().find(|k| !keys.contains(k)).unwrap_or(&"Do");
    Misfit { message: format!("`{}` needs `{missing}`", form.lead), hint: shape(form), key: None }
}

/// The construct that a key is most likely meant to lead.
fn meant(key: &str) -> Option<&'static str> {
    if FORMS.iter().any(|form| form.lead == key) {
        return None;
    }
    match key.to_lowercase().as_str() {
        "foreach" => Some("For"),
        _ => {
            let near = suggest::nearest(key, FORMS.iter().map(|form| form.lead))?;
            FORMS.iter().map(|form| form.lead).find(|lead| *lead == near)
        }
    }
}

/// The construct that the first word of a text leads, if only the colon is missing: `return $x`.
pub(super) fn without_colon(text: &str) -> Option<&'static str> {
    let word = text.split_whitespace().next()?;
    FORMS.iter().map(|form| form.lead).find(|lead| lead.eq_ignore_ascii_case(word))
}

/// The keys of a construct, for hints.
fn shape(form: &Construct) -> String {
    let list = |keys: &[&str]| keys.iter().map(|k| format!("`{k}`")).collect::<Vec<_>>().join(", ");
    match (form.needs, form.takes) {
        ([], []) => format!("`{}` has no other keys", form.lead),
        (needs, []) => format!("`{}` goes with {}", form.lead, list(needs)),
        ([], takes) => format!("`{}` may have {}", form.lead, list(takes)),
        (needs, takes) => {
            format!("`{}` goes with {}, and may have {}", form.lead, list(needs), list(takes))
        }
    }
}
