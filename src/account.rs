//! A carrier account number: the blank cheque that eSecure guards.

use std::fmt;

/// A carrier account number, parsed: 5 to 15 letters or digits, letters in upper case, blanks and hyphens dropped.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountNumber(String);

/// Why a text is not an account number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccountNumberError {
    /// A character that is neither letter nor digit.
    #[error("an account number has letters and digits only")]
    Character,
    /// Fewer than 5 or more than 15 characters.
    #[error("an account number has 5 to 15 characters")]
    Length,
}

impl AccountNumber {
    /// Parses an account number as typed or printed.
    ///
    /// # Errors
    /// [`AccountNumberError::Character`] before [`AccountNumberError::Length`].
    pub fn parse(input: &str) -> Result<Self, AccountNumberError> {
        let number: String =
            input.chars().filter(|c| !matches!(c, ' ' | '-' | '\u{a0}')).map(|c| c.to_ascii_uppercase()).collect();
        if !number.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(AccountNumberError::Character);
        }
        if !(5..=15).contains(&number.len()) {
            return Err(AccountNumberError::Length);
        }
        Ok(Self(number))
    }

    /// Takes back what [`Self::as_str`] gave: for the database only.
    pub fn from_stored(stored: &str) -> Self {
        Self(stored.to_owned())
    }

    /// The number in full, for administrators in the portal only.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `•••••8204`: for mails, decision pages and status pages. Always five dots, so that the length stays hidden;
    /// short numbers show only two characters.
    pub fn masked(&self) -> String {
        let shown = if self.0.len() >= 8 { 4 } else { 2 };
        format!("•••••{}", &self.0[self.0.len() - shown..])
    }
}

impl fmt::Display for AccountNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_printed_and_shown_masked() {
        let number = AccountNumber::parse(" 963 118-204 ").unwrap();
        assert_eq!(number.as_str(), "963118204");
        assert_eq!(number.masked(), "•••••8204");
        assert_eq!(AccountNumber::parse("a1b2c3").unwrap().masked(), "•••••C3");
        assert_eq!(AccountNumber::parse("1234"), Err(AccountNumberError::Length));
        assert_eq!(AccountNumber::parse(""), Err(AccountNumberError::Length));
        assert_eq!(AccountNumber::parse("12345;"), Err(AccountNumberError::Character));
        assert_eq!(AccountNumber::parse("12345٦"), Err(AccountNumberError::Character));
    }
}
