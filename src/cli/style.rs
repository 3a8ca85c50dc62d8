//! How the output of commands looks: tones of text, signs of changes, durations. Every command takes them from here, so that one
//! thing looks the same everywhere.
//!
//! Nothing is said by a colour alone: without colours the same words and signs are left.

use std::time::Duration;

use crate::deploy::{ContainerState, HealthState};
use crate::diag::escape::escape_controls;

use super::wording::ContainerChange;

/// The sign of what failed.
pub(super) const FAILED_SIGN: &str = "✗";
/// The sign of what succeeded.
pub(super) const PASSED_SIGN: &str = "✓";

/// The sign of what was stopped, and is still there.
pub(super) const STOPPED_SIGN: &str = "■";

/// The colours of things of one kind that are told apart: cyan, yellow, green, magenta, blue, and their bright ones.
const SERIES: [u8; 10] = [36, 33, 32, 35, 34, 96, 93, 92, 95, 94];

/// What a piece of text is, as far as its look depends on it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Tone {
    /// Ordinary text.
    #[default]
    Plain,
    /// Details that one may skip.
    Faint,
    /// Names, headings.
    Strong,
    /// What is new, runs or passed.
    Good,
    /// What goes on or starts.
    Active,
    /// What changes or needs attention.
    Caution,
    /// What failed or is removed.
    Bad,
    /// In code and values: a string.
    Text,
    /// A number.
    Number,
    /// `true`, `false`, `null`.
    Constant,
    /// A keyword.
    Keyword,
    /// A class.
    Class,
    /// A property or a key.
    Name,
    /// A variable.
    Variable,
    /// A function or method.
    Function,
}

impl Tone {
    /// The parameters of the ANSI sequence that selects it; empty for ordinary text.
    fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Faint => "90",
            Self::Strong => "1",
            Self::Good => "32",
            Self::Active => "36",
            Self::Caution => "33",
            Self::Bad => "31",
            Self::Text => "32",
            Self::Number => "36",
            Self::Constant => "36;1",
            Self::Keyword => "35",
            Self::Class => "33",
            Self::Name => "34",
            Self::Variable => "94",
            Self::Function => "96",
        }
    }

    /// The tone of a container's state.
    pub(super) fn of_state(state: ContainerState, health: HealthState) -> Self {
        match (state, health) {
            (_, HealthState::Unhealthy) => Self::Bad,
            (ContainerState::Running, HealthState::Starting) => Self::Caution,
            (ContainerState::Running, _) => Self::Good,
            (ContainerState::Paused | ContainerState::Created, _) => Self::Caution,
            _ => Self::Bad,
        }
    }
}

impl ContainerChange {
    /// The sign that stands before an application.
    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::Create => "+",
            Self::Replace => "~",
            Self::Start | Self::Repair => ">",
            Self::Keep => "=",
            Self::Remove => "-",
        }
    }

    /// The tone of its sign and its words.
    pub(super) fn tone(self) -> Tone {
        match self {
            Self::Create => Tone::Good,
            Self::Replace => Tone::Caution,
            Self::Start | Self::Repair => Tone::Active,
            Self::Keep => Tone::Faint,
            Self::Remove => Tone::Bad,
        }
    }
}

/// Whether an output has colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// It has none.
    Plain,
    /// ANSI colours.
    Coloured,
}

impl Style {
    /// An empty text in this style.
    pub(super) fn text(self) -> StyledText {
        StyledText { style: self, text: String::new() }
    }

    /// Adds a piece in a tone to a text. Its control characters are escaped, except line breaks and tabs.
    pub(super) fn put(self, text: &mut String, tone: Tone, piece: &str) {
        let piece = escape_controls(piece);
        if self == Self::Plain || tone == Tone::Plain || piece.is_empty() {
            *text += &piece;
        } else {
            *text += &format!("\x1b[{}m{piece}\x1b[0m", tone.code());
        }
    }

    /// A piece in a tone.
    pub(super) fn paint(self, tone: Tone, piece: &str) -> String {
        let mut text = String::new();
        self.put(&mut text, tone, piece);
        text
    }
}

/// A text with the colours of a terminal. The pieces that it is made of are escaped, so it is printed as it is.
#[derive(Debug, Clone)]
pub(super) struct StyledText {
    style: Style,
    text: String,
}

impl StyledText {
    /// Adds a piece in a tone. Its control characters are escaped, except line breaks and tabs.
    pub(super) fn put(mut self, tone: Tone, piece: &str) -> Self {
        self.push(tone, piece);
        self
    }

    /// Adds a piece of ordinary text.
    pub(super) fn plain(self, piece: &str) -> Self {
        self.put(Tone::Plain, piece)
    }

    /// Adds a piece to a text that is built step by step.
    pub(super) fn push(&mut self, tone: Tone, piece: &str) {
        self.style.put(&mut self.text, tone, piece);
    }

    /// Adds a piece in the colour that tells a thing from the others of its kind.
    pub(super) fn series(mut self, index: usize, piece: &str) -> Self {
        let piece = escape_controls(piece);
        self.text += &match self.style {
            Style::Plain => piece.into_owned(),
            Style::Coloured => format!("\x1b[{}m{piece}\x1b[0m", SERIES[index % SERIES.len()]),
        };
        self
    }

    /// Adds another text.
    pub(super) fn append(&mut self, other: &Self) {
        self.text += &other.text;
    }

    /// The text with its escape sequences.
    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// Its style.
    pub(super) fn style(&self) -> Style {
        self.style
    }
}

/// A duration as people read it: `12 ms`, `1.2 s`, `2m 5s`.
pub(super) fn duration(time: Duration) -> String {
    let milliseconds = time.as_millis();
    match milliseconds {
        0..1000 => format!("{milliseconds} ms"),
        1000..60_000 => format!("{}.{} s", milliseconds / 1000, milliseconds % 1000 / 100),
        _ => age(i64::try_from(time.as_secs()).unwrap_or(i64::MAX)),
    }
}

/// A time in its two largest units: `3d 4h`.
pub(super) fn age(seconds: i64) -> String {
    let seconds = seconds.max(0);
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    match () {
        () if days > 0 => format!("{days}d {}h", hours % 24),
        () if hours > 0 => format!("{hours}h {}m", minutes % 60),
        () if minutes > 0 => format!("{minutes}m {}s", seconds % 60),
        () => format!("{seconds}s"),
    }
}

/// A number with its noun: `1 test`, `2 tests`.
pub(super) fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_have_two_units() {
        let cases = [
            (0, "0s"),
            (59, "59s"),
            (61, "1m 1s"),
            (3_660, "1h 1m"),
            (90_000, "1d 1h"),
            (-5, "0s"),
        ];
        for (seconds, text) in cases {
            assert_eq!(age(seconds), text);
        }
    }

    #[test]
    fn durations_have_the_unit_that_fits() {
        let cases = [(0, "0 ms"), (999, "999 ms"), (1_250, "1.2 s"), (59_999, "59.9 s")];
        for (milliseconds, text) in cases {
            assert_eq!(duration(Duration::from_millis(milliseconds)), text);
        }
        assert_eq!(duration(Duration::from_secs(125)), "2m 5s");
    }

    #[test]
    fn pieces_are_escaped_and_coloured() {
        let text = |style: Style| style.text().put(Tone::Bad, "a\x1b[2J").plain("\x07b");
        assert_eq!(text(Style::Plain).as_str(), "a\\x1b[2J\\x07b");
        assert_eq!(text(Style::Coloured).as_str(), "\x1b[31ma\\x1b[2J\x1b[0m\\x07b");
    }
}
