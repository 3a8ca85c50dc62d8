//! Names of objects at a cluster: labels of RFC 1123, lower-case letters, digits and `-`, at most 63 characters.

use sha2::{Digest, Sha256};

/// The longest name; some kinds get a suffix.
const LONGEST: usize = 63;
/// The longest suffix that a caller adds.
const SUFFIX: usize = 8;

/// The name of an environment's object. A name that has to be changed by more than its case gets a digest, so that
/// different ones stay different.
#[must_use]
pub(crate) fn object(environment: &str, name: &str) -> String {
    label(&format!("{environment}-{name}"), LONGEST - SUFFIX)
}

/// The name of an application's container within its pod.
#[must_use]
pub(crate) fn container(application: &str) -> String {
    label(application, LONGEST)
}

/// The name of a service for all pods of its cluster.
#[must_use]
pub(crate) fn service(object: &str, namespace: &str) -> String {
    format!("{object}.{namespace}.svc")
}

fn label(text: &str, longest: usize) -> String {
    let lower = text.to_lowercase();
    let is_good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let starts_well = lower.starts_with(|c: char| c.is_ascii_lowercase());
    let ends_well = !lower.ends_with('-');
    if lower.chars().all(is_good) && starts_well && ends_well && lower.len() <= longest {
        return lower;
    }
    let replaced: String = lower.chars().map(|c| if is_good(c) { c } else { '-' }).collect();
    let digest = Sha256::digest(text);
    let digest = format!("{:02x}{:02x}{:02x}", digest[0], digest[1], digest[2]);
    let mut name = format!("m-{}", replaced.trim_matches('-'));
    if starts_well {
        name.drain(..2);
    }
    name.truncate(longest - digest.len() - 1);
    format!("{}-{digest}", name.trim_end_matches('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_fit_stay() {
        assert_eq!(object("shop", "Web"), "shop-web");
        assert_eq!(container("redis-master"), "redis-master");
    }

    #[test]
    fn other_names_are_made_to_fit_and_stay_different() {
        let long = "x".repeat(80);
        let names = ["a.b", "a_b", "1st", "-", &long].map(container);
        for name in &names {
            assert!(name.len() <= LONGEST && name.starts_with(|c: char| c.is_ascii_lowercase()));
            assert!(name.ends_with(|c: char| c.is_ascii_alphanumeric()), "{name}");
        }
        assert_ne!(names[0], names[1]);
    }
}
