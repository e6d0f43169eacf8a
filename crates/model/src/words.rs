//! Words of choices: the ones in addresses and forms, and the ones on screens.

/// Gives an enum its words: the one in addresses, and the one on screens.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $variant:ident => $word:literal, $label:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {$($(#[$of])* $variant,)+}

        impl $name {
            /// All there are, in the order in which they are offered.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// As addresses and forms say it.
            pub fn word(self) -> &'static str {
                match self {$(Self::$variant => $word,)+}
            }

            /// As a screen says it.
            pub fn label(self) -> &'static str {
                match self {$(Self::$variant => $label,)+}
            }

            /// The one of this word.
            pub fn of(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.word() == word)
            }
        }
    };
}

pub(crate) use words;
