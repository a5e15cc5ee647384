//! Versions for live pages: a string that changes with every change to an administrator's accounts.

use super::Services;
use crate::{error::Result, store::accounts};
use esecure::person::Administrator;

impl Services {
    /// Returns the combined version of these accounts. It reveals that something changed, not the change itself.
    pub async fn seats_version(&self, seats: &[Administrator]) -> Result<String> {
        let versions = accounts::versions(&self.db, seats.iter().map(Administrator::account)).await?;
        let versions: Vec<String> = versions.iter().map(ToString::to_string).collect();
        Ok(versions.join("."))
    }
}
