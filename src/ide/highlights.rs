//! The tokens of a text with their classes, for highlighting. It need not parse.

use crate::syntax::tokens::{TokenKind, WordClass, tokens, word_class};

/// The class of a token, as editors colour it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HighlightClass {
    /// A comment.
    Comment,
    /// A comment that documents a declaration.
    Documentation,
    /// A part of a string.
    Text,
    /// A number.
    Number,
    /// A variable.
    Variable,
    /// A keyword, a constant, the brackets of an expression in a string.
    Keyword,
    /// A function or method that is called.
    Function,
    /// A class.
    Class,
    /// A property or key.
    Property,
    /// An operator.
    Operator,
}

/// A token with its class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Highlight {
    /// Offset of its first byte.
    pub start: usize,
    /// Offset after its last byte.
    pub end: usize,
    /// Its class.
    pub class: HighlightClass,
}

/// The tokens of a text that have a class, in order.
pub(crate) fn highlights(text: &str) -> Vec<Highlight> {
    let all = tokens(text).all;
    let class = |n: usize| match all[n].kind {
        TokenKind::Blank | TokenKind::Open | TokenKind::Close => None,
        TokenKind::Operator => {
            (!matches!(all[n].text, "," | ":" | ".")).then_some(HighlightClass::Operator)
        }
        TokenKind::Comment => Some(HighlightClass::Comment),
        TokenKind::Documentation => Some(HighlightClass::Documentation),
        TokenKind::Text => Some(HighlightClass::Text),
        TokenKind::Splice => Some(HighlightClass::Keyword),
        TokenKind::Variable => Some(HighlightClass::Variable),
        TokenKind::Number => Some(HighlightClass::Number),
        TokenKind::Word => match word_class(&all, n) {
            WordClass::Keyword | WordClass::Constant => Some(HighlightClass::Keyword),
            WordClass::Function => Some(HighlightClass::Function),
            WordClass::Class => Some(HighlightClass::Class),
            WordClass::Key => Some(HighlightClass::Property),
            WordClass::Plain => {
                let member = n > 0 && matches!(all[n - 1].text, "." | "?.");
                member.then_some(HighlightClass::Property)
            }
        },
    };
    let classed = (0..all.len()).filter_map(|n| Some((n, class(n)?)));
    classed.map(|(n, class)| Highlight { start: all[n].at, end: all[n].end(), class }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_have_their_classes() {
        let text = "$x = new Redis { name: \"a\\($y.z)\" } // c";
        let found: Vec<(&str, HighlightClass)> =
            highlights(text).iter().map(|h| (&text[h.start..h.end], h.class)).collect();
        use HighlightClass as C;
        assert_eq!(
            found,
            [
                ("$x", C::Variable),
                ("=", C::Operator),
                ("new", C::Keyword),
                ("Redis", C::Class),
                ("name", C::Property),
                ("\"a", C::Text),
                ("\\(", C::Keyword),
                ("$y", C::Variable),
                ("z", C::Property),
                (")", C::Keyword),
                ("\"", C::Text),
                ("// c", C::Comment),
            ]
        );
    }
}
