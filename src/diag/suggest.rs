//! Near-miss names: "did you mean …?".

/// The candidate that is most similar to `name`, if it is similar enough to be meant.
pub(crate) fn nearest<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let length = name.chars().count();
    let limit = (length / 3).max(1);
    let lower = name.to_lowercase();
    // Names whose lengths differ by more cannot be near: most candidates are not compared.
    let may_be_near = |c: &&str| c.chars().count().abs_diff(length) <= limit;
    candidates
        .into_iter()
        .filter(|c| *c != name)
        .filter(may_be_near)
        .map(|c| (strsim::osa_distance(&lower, &c.to_lowercase()), c))
        .filter(|(d, _)| *d <= limit)
        .min_by_key(|(d, c)| (*d, c.len()))
        .map(|(_, c)| c)
}

/// "a `Disk`", "an `com.example.Item`": the article is that of the last part, which reports show.
#[must_use]
pub(crate) fn with_article(class: &str) -> String {
    let last = class.rsplit('.').next().unwrap_or(class);
    let article =
        if last.starts_with(['A', 'E', 'I', 'O', 'a', 'e', 'i', 'o']) { "an" } else { "a" };
    format!("{article} `{class}`")
}

/// "did you mean `x`?" for the nearest candidate.
pub(crate) fn did_you_mean<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    nearest(name, candidates).map(|c| format!("did you mean `{c}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found_and_far_ones_not() {
        assert_eq!(nearest("Dockr", ["Docker", "Redis"]), Some("Docker"));
        assert_eq!(nearest("deploy", ["destroy", "x"]), None);
        assert_eq!(nearest("getcontainer", ["getContainer"]), Some("getContainer"));
    }
}
