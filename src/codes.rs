//! Codes of enums: the text that stands for a value in the database, the journal, the API and URLs.

/// Implements `ALL`, `code` and `from_code` for an enum without data. A code never changes once it has been stored.
#[macro_export]
macro_rules! codes {
    ($name:ident { $($variant:ident = $code:literal),+ $(,)? }) => {
        impl $name {
            /// All values, in the order of their declaration.
            pub const ALL: [Self; [$($code),+].len()] = [$(Self::$variant),+];

            /// Code of this value in the database and in texts for programs.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)+
                }
            }

            /// Parses a code of [`Self::code`]. Returns `None` for any other text.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|value| value.code() == code)
            }
        }
    };
}
