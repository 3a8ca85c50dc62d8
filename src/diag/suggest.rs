//! Near-miss names: "did you mean …?".

/// A name that nothing has, and the one that was probably meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SimilarName<'a> {
    /// The name as written.
    pub wrong: &'a str,
    /// The most similar name.
    pub right: &'a str,
    /// How many insertions, deletions, substitutions and transpositions of neighbours lie between them, upper and lower case being the
    /// same.
    pub distance: usize,
    /// No other name is as similar.
    pub only: bool,
}

impl SimilarName<'_> {
    /// "did you mean `x`?"
    pub(crate) fn hint(&self) -> String {
        format!("did you mean `{}`?", self.right)
    }
}

/// The candidate that is most similar to `name`, if it is similar enough to be meant.
pub(crate) fn similar<'a>(
    name: &'a str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<SimilarName<'a>> {
    let length = name.chars().count();
    let limit = (length / 3).max(1);
    let lower = name.to_lowercase();
    // Names whose lengths differ by more cannot be near: most candidates are not compared.
    let may_be_near = |c: &&str| c.chars().count().abs_diff(length) <= limit;
    let distances = candidates
        .into_iter()
        .filter(|c| *c != name)
        .filter(may_be_near)
        .map(|c| (strsim::osa_distance(&lower, &c.to_lowercase()), c));
    let mut best: Option<SimilarName<'a>> = None;
    for (distance, right) in distances.filter(|(distance, _)| *distance <= limit) {
        match &mut best {
            Some(best) if distance > best.distance || right == best.right => {}
            Some(best) if distance == best.distance => {
                best.only = false;
                if right.len() < best.right.len() {
                    best.right = right;
                }
            }
            _ => best = Some(SimilarName { wrong: name, right, distance, only: true }),
        }
    }
    best
}

/// The name of [`similar`].
pub(crate) fn nearest<'a>(
    name: &'a str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    similar(name, candidates).map(|near| near.right)
}

/// "a `Disk`", "an `com.example.Item`": the article is that of the last part, which reports show.
#[must_use]
pub(crate) fn with_article(class: &str) -> String {
    let last = class.rsplit('.').next().unwrap_or(class);
    let article =
        if last.starts_with(['A', 'E', 'I', 'O', 'a', 'e', 'i', 'o']) { "an" } else { "a" };
    format!("{article} `{class}`")
}

/// The candidate that differs in one or two letters only, so that hardly anything else can be meant.
pub(crate) fn misspelt<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    const MOST: usize = 2;
    let near = |c: &&str| c.len().abs_diff(name.len()) <= MOST;
    candidates.into_iter().filter(near).find(|c| strsim::osa_distance(name, c) <= MOST)
}

/// "did you mean `x`?" for the nearest candidate.
pub(crate) fn did_you_mean<'a>(
    name: &'a str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    similar(name, candidates).map(|near| near.hint())
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
