//! The notation of a class file. Packages written for OpenStack Murano name their YAML files as they like, `App.murano` too, so the
//! content decides.

/// The notation of a class file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ClassNotation {
    /// MuranoPL's YAML.
    Yaml,
    /// `.murano`.
    Murano,
}

/// The keys of a class in YAML, of which any may come first.
pub(crate) const CLASS_KEYS: [&str; 9] = [
    "Name",
    "Namespaces",
    "Extends",
    "Properties",
    "Methods",
    "Workflow",
    "Usage",
    "Import",
    "Meta",
];

impl ClassNotation {
    /// Decides by a file's name and text.
    pub(crate) fn of(file: &str, text: &str) -> Self {
        let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending);
        match ending.eq_ignore_ascii_case("murano") && !is_yaml(text) {
            true => Self::Murano,
            false => Self::Yaml,
        }
    }

    /// The name of a class file in the other notation.
    pub(crate) fn renamed(self, file: &str) -> String {
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        match self {
            Self::Yaml => format!("{stem}.murano"),
            Self::Murano => format!("{stem}.yaml"),
        }
    }
}

/// Whether the first line that says something is a key of a class in YAML: no statement of `.murano` begins like that.
fn is_yaml(text: &str) -> bool {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let says_something =
        |line: &&str| !(line.trim().is_empty() || line.starts_with(['#', '%', '-']));
    let first = text.lines().find(says_something).unwrap_or("");
    first.split_once(':').is_some_and(|(key, _)| CLASS_KEYS.contains(&key.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_decides() {
        let yaml = "%YAML 1.1\n---\n# A class.\n\nNamespaces: {=: x}\nName: A\n";
        assert_eq!(ClassNotation::of("A.murano", yaml), ClassNotation::Yaml);
        assert_eq!(ClassNotation::of("A.yaml", yaml), ClassNotation::Yaml);
        let murano = "#!/usr/bin/env murano\nnamespace x\nclass A { }\n";
        assert_eq!(ClassNotation::of("A.murano", murano), ClassNotation::Murano);
        assert_eq!(ClassNotation::of("A.murano", ""), ClassNotation::Murano);
        assert_eq!(ClassNotation::of("A.txt", "Name: A\n"), ClassNotation::Yaml);
    }
}
