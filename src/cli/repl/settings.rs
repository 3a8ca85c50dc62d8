//! What users set: the width of output, colours, the length of the history.

use crate::cli::style::Style;

/// The greatest number of inputs in the history, unless it is set.
const DEFAULT_HISTORY: usize = 10_000;
/// The narrowest width.
pub(super) const LEAST_WIDTH: usize = 20;

/// The settings of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Settings {
    /// The width of output, in columns; `None`: that of the terminal.
    pub width: Option<usize>,
    /// Whether output is coloured; `None`: where the terminal shows colours.
    pub colour: Option<Style>,
    /// The greatest number of inputs in the history.
    pub history: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { width: None, colour: None, history: DEFAULT_HISTORY }
    }
}

/// The names of the settings, each with its values and what it is.
pub(super) const SETTINGS: &[(&str, &str, &str)] = &[
    ("width", "COLUMNS|auto", "the width of output"),
    ("color", "always|never|auto", "whether output is coloured"),
    ("history", "COUNT", "the number of inputs that the history keeps; 0 keeps none"),
];

impl Settings {
    /// Changes a setting.
    ///
    /// # Errors
    /// What the setting takes, if it does not take that value.
    pub(super) fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        let number = || value.parse::<usize>().ok();
        match (name, value) {
            ("width", "auto") => self.width = None,
            ("width", _) => match number().filter(|&columns| columns >= LEAST_WIDTH) {
                Some(columns) => self.width = Some(columns),
                None => return Err(format!("`auto`, or a number from {LEAST_WIDTH}")),
            },
            ("color", "auto") => self.colour = None,
            ("color", "always") => self.colour = Some(Style::Coloured),
            ("color", "never") => self.colour = Some(Style::Plain),
            ("color", _) => return Err("`always`, `never` or `auto`".to_owned()),
            ("history", _) => match number() {
                Some(count) => self.history = count,
                None => return Err("a number".to_owned()),
            },
            _ => return Err("no value".to_owned()),
        }
        Ok(())
    }

    /// The value of a setting, as it is set.
    pub(super) fn text(&self, name: &str) -> String {
        match name {
            "width" => self.width.map_or_else(|| "auto".to_owned(), |columns| columns.to_string()),
            "color" => match self.colour {
                None => "auto".to_owned(),
                Some(Style::Coloured) => "always".to_owned(),
                Some(Style::Plain) => "never".to_owned(),
            },
            _ => self.history.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_take_their_values_only() {
        let mut settings = Settings::default();
        for (name, value) in [("width", "60"), ("color", "never"), ("history", "0")] {
            assert_eq!(settings.set(name, value), Ok(()));
            assert_eq!(settings.text(name), value);
        }
        for (name, value) in [("width", "3"), ("color", "blue"), ("history", "x"), ("nosuch", "1")]
        {
            assert!(settings.set(name, value).is_err(), "{name} {value}");
        }
    }
}
