//! Carrier account numbers. A shipment booked on an account is paid by the account's holder.

use std::fmt;

/// Carrier account number: 5 to 15 ASCII letters or digits, upper-cased, without blanks and hyphens.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountNumber(String);

/// Parse error of an account number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccountNumberError {
    /// The text contains a character that is neither a letter nor a digit.
    #[error("an account number has letters and digits only")]
    Character,
    /// The number has fewer than 5 or more than 15 characters.
    #[error("an account number has 5 to 15 characters")]
    Length,
}

impl AccountNumber {
    /// Parses an account number as typed or printed.
    ///
    /// # Errors
    /// [`AccountNumberError::Character`] is checked before [`AccountNumberError::Length`].
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

    /// Wraps a number that was stored with [`Self::as_str`], without validation. For the database layer only.
    pub fn from_stored(stored: &str) -> Self {
        Self(stored.to_owned())
    }

    /// Full number, to be shown only to administrators in the portal.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Masked number for mails, decision pages and status pages: `•••••8204`. Always five dots, so that the length
    /// stays hidden; numbers shorter than 8 characters show only the last two.
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
    fn account_number_parses_printed_form_and_masks() {
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
