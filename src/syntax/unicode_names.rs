//! Characters by their Unicode names, for `\N{NAME}` in string literals and regular expressions.
//!
//! Names match loosely, by rule LM2 of Unicode Standard Annex #44: case, spaces, underscores
//! and hyphens inside words are ignored. The table has the names and aliases of Unicode 16.0;
//! scripts/unicode-names generates it and describes its format. It is searched from the start,
//! which takes a millisecond: programs look up few names, each once.

/// The name table.
static TABLE: &[u8] = include_bytes!("unicode_names.bin");

/// The ranges of ideographs whose names consist of a common prefix and their code points.
const IDEOGRAPHS: [(u32, u32); 10] = [
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B739),
    (0x2B740, 0x2B81D),
    (0x2B820, 0x2CEA1),
    (0x2CEB0, 0x2EBE0),
    (0x2EBF0, 0x2EE5D),
    (0x30000, 0x3134A),
    (0x31350, 0x323AF),
];

/// Short names of the leading consonants, vowels and trailing consonants of Hangul syllables,
/// by index.
const LEADING: [&str; 19] = [
    "G", "GG", "N", "D", "DD", "R", "M", "B", "BB", "S", "SS", "", "J", "JJ", "C", "K", "T", "P",
    "H",
];
const VOWELS: [&str; 21] = [
    "A", "AE", "YA", "YAE", "EO", "E", "YEO", "YE", "O", "WA", "WAE", "OE", "YO", "U", "WEO", "WE",
    "WI", "YU", "EU", "YI", "I",
];
const TRAILING: [&str; 28] = [
    "", "G", "GG", "GS", "N", "NJ", "NH", "D", "L", "LG", "LM", "LB", "LS", "LT", "LP", "LH", "M",
    "B", "BS", "S", "SS", "NG", "J", "C", "K", "T", "P", "H",
];

/// The first Hangul syllable.
const FIRST_SYLLABLE: u32 = 0xAC00;

/// The vowel `OE` as a separate letter, and the one whose name differs from it only by a medial
/// hyphen, which is significant there.
const JUNGSEONG_OE: char = '\u{116C}';
const JUNGSEONG_O_E: char = '\u{1180}';

/// The character with a name or alias.
pub(crate) fn character(name: &str) -> Option<char> {
    let wanted = normalized(name)?;
    if let Some(syllable) = wanted.strip_prefix("HANGULSYLLABLE") {
        return hangul(syllable);
    }
    if let Some(code) = wanted.strip_prefix("CJKUNIFIEDIDEOGRAPH") {
        return ideograph(code);
    }
    match find(&wanted)? {
        JUNGSEONG_OE if ends_in_lone_hyphen(name) => Some(JUNGSEONG_O_E),
        found => Some(found),
    }
}

/// Normalizes a name: in capitals, without ignored characters; `None` if no name has such
/// characters.
fn normalized(name: &str) -> Option<String> {
    let bytes = name.as_bytes();
    let is_word =
        |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphanumeric);
    let mut kept = String::with_capacity(name.len());
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'_' => {}
            byte if byte.is_ascii_whitespace() => {}
            b'-' if is_word(at.checked_sub(1)) && is_word(Some(at + 1)) => {}
            b'-' => kept.push('-'),
            byte if byte.is_ascii_alphanumeric() => kept.push(byte.to_ascii_uppercase().into()),
            _ => return None,
        }
    }
    (!kept.is_empty()).then_some(kept)
}

/// Whether a name ends in a hyphen and one character.
fn ends_in_lone_hyphen(name: &str) -> bool {
    let name = name.trim_end_matches(|c: char| c.is_ascii_whitespace() || c == '_');
    name.bytes().nth_back(1) == Some(b'-')
}

/// The ideograph with a code point in hexadecimal.
fn ideograph(code: &str) -> Option<char> {
    // `from_str_radix` accepts a sign, which is not a digit.
    let is_code = code.len() <= 5 && code.bytes().all(|b| b.is_ascii_hexdigit());
    let code = u32::from_str_radix(code, 16).ok().filter(|_| is_code)?;
    let known = IDEOGRAPHS.iter().any(|(first, last)| (*first..=*last).contains(&code));
    known.then(|| char::from_u32(code)).flatten()
}

/// The syllable with this name, spelled by the short names of its letters.
fn hangul(name: &str) -> Option<char> {
    // Consonants and vowels share no letters, so the longest match of each is the right one.
    let (leading, rest) = longest_prefix(&LEADING, name)?;
    let (vowel, rest) = longest_prefix(&VOWELS, rest)?;
    let trailing = TRAILING.iter().position(|short| *short == rest)?;
    let number = (leading * VOWELS.len() + vowel) * TRAILING.len() + trailing;
    char::from_u32(FIRST_SYLLABLE + u32::try_from(number).ok()?)
}

/// The index of the longest of some texts that `name` begins with, and the rest of the name.
fn longest_prefix<'n>(texts: &[&str], name: &'n str) -> Option<(usize, &'n str)> {
    let matching = texts.iter().enumerate().filter(|(_, text)| name.starts_with(**text));
    let (index, text) = matching.max_by_key(|(_, text)| text.len())?;
    Some((index, &name[text.len()..]))
}

/// Searches the table for a normalized name.
fn find(wanted: &str) -> Option<char> {
    let mut table = TableReader(TABLE);
    let words: Vec<&[u8]> = (0..table.integer()?).map(|_| table.word()).collect::<Option<_>>()?;
    let mut code: u32 = 0;
    // The words of the current entry. Each entry stores only those that differ from the entry
    // before it.
    let mut entry: Vec<usize> = Vec::new();
    while !table.0.is_empty() {
        let step = table.integer()? as u32;
        // Zigzag encoding: even numbers are steps forward, odd ones steps back.
        code = code.wrapping_add((step >> 1) ^ 0u32.wrapping_sub(step & 1));
        entry.truncate(table.integer()?);
        for _ in 0..table.integer()? {
            entry.push(table.integer()?);
        }
        if spells(&entry, &words, code, wanted) {
            return char::from_u32(code);
        }
    }
    None
}

/// Whether the words of an entry make up a name.
fn spells(entry: &[usize], words: &[&[u8]], code: u32, wanted: &str) -> bool {
    let mut rest = wanted.as_bytes();
    for index in entry {
        let found = match index.checked_sub(1) {
            Some(word) => words.get(word).and_then(|word| rest.strip_prefix(*word)),
            None => rest.strip_prefix(format!("{code:04X}").as_bytes()),
        };
        match found {
            Some(after) => rest = after,
            None => return false,
        }
    }
    rest.is_empty()
}

/// The rest of the table. All reads return `None` at its end, which a complete table never
/// reaches within an entry.
struct TableReader(&'static [u8]);

impl TableReader {
    /// Reads an integer in LEB128.
    fn integer(&mut self) -> Option<usize> {
        let mut value = 0;
        for shift in (0..).step_by(7) {
            let (first, rest) = self.0.split_first()?;
            self.0 = rest;
            value |= usize::from(first & 0x7F) << shift;
            if first & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    /// Reads a word: its length, then its bytes.
    fn word(&mut self) -> Option<&'static [u8]> {
        let length = self.integer()?;
        let (word, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_match_loosely() {
        for name in ["LATIN SMALL LETTER A WITH GRAVE", "latin_small_lettera-with grave"] {
            assert_eq!(character(name), Some('à'), "{name}");
        }
        assert_eq!(character("black star"), Some('★'));
        assert_eq!(character("ZERO WIDTH NO-BREAK SPACE"), Some('\u{feff}'));
        for name in ["", "-", "NO SUCH NAME", "BLACK STAR!", "STAR", "BLACK STARS", "À"] {
            assert_eq!(character(name), None, "{name}");
        }
    }

    #[test]
    fn hyphens_are_significant_where_names_differ_by_them() {
        assert_eq!(character("TIBETAN LETTER A"), Some('ཨ'));
        assert_eq!(character("TIBETAN LETTER -A"), Some('འ'));
        assert_eq!(character("HANGUL JUNGSEONG OE"), Some(JUNGSEONG_OE));
        assert_eq!(character("HANGUL JUNGSEONG O-E"), Some(JUNGSEONG_O_E));
        assert_eq!(character("hangul jungseong o-e_"), Some(JUNGSEONG_O_E));
    }

    #[test]
    fn computed_names_are_found() {
        assert_eq!(character("HANGUL SYLLABLE GAG"), Some('각'));
        assert_eq!(character("HANGUL SYLLABLE A"), Some('아'));
        assert_eq!(character("HANGUL SYLLABLE HIH"), Some('힣'));
        assert_eq!(character("HANGUL SYLLABLE HIHH"), None);
        assert_eq!(character("CJK UNIFIED IDEOGRAPH-4E2D"), Some('中'));
        for name in
            ["CJK UNIFIED IDEOGRAPH-0041", "CJK UNIFIED IDEOGRAPH-", "CJK UNIFIED IDEOGRAPH 4E2G"]
        {
            assert_eq!(character(name), None, "{name}");
        }
        assert_eq!(character("CJK COMPATIBILITY IDEOGRAPH-F900"), Some('\u{f900}'));
        assert_eq!(character("EGYPTIAN HIEROGLYPH-13460"), Some('\u{13460}'));
    }

    #[test]
    fn aliases_come_after_names() {
        assert_eq!(character("BACKSPACE"), Some('\u{8}'));
        assert_eq!(character("ALERT"), Some('\u{7}'));
        assert_eq!(character("BELL"), Some('🔔'));
    }
}
