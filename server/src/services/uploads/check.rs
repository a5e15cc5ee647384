//! Judges a file for the command line, like the page except for the rule about one's own address.

use super::apply_known;
use crate::{
    error::Result,
    idn::to_ascii,
    services::{Services, not_found},
    store::{accounts, uploads},
};
use esecure::{
    AccountNumber, EmailKey,
    upload::{Judge, Sheet},
};

impl Services {
    /// Judges a file by the account's current data. The operator holds no seat, so no address is their own.
    ///
    /// # Errors
    /// [`app::AppError::NotFound`] for an account that is not activated.
    pub async fn check_upload(&self, number: &AccountNumber, sheet: Sheet) -> Result<Judge> {
        let account = accounts::by_number(&self.db, number).await?.ok_or_else(not_found)?;
        let domains = self.known_domains(&self.db, &account).await?;
        let knowledge = self.classification_inputs(&self.db, &account).await?.knowledge(domains, None);
        let mut judge = Judge::all(sheet, knowledge, &to_ascii);
        let keys: Vec<EmailKey> = judge.unresolved_addresses().map(EmailKey::from_stored).collect();
        let known = uploads::known(&self.db, &account.id, &keys).await?;
        apply_known(&mut judge, &known, self.now());
        Ok(judge)
    }
}
