//! What live pages go by: a version that changes with every change of the accounts that somebody administers.

use super::Services;
use crate::{error::Result, store::accounts};
use esecure::person::Administrator;

impl Services {
    /// The version of these accounts together. It says that something has changed, never what.
    pub async fn version_of(&self, seats: &[Administrator]) -> Result<String> {
        let versions = accounts::versions(&self.db, seats.iter().map(|seat| seat.account().as_str())).await?;
        let versions: Vec<String> = versions.iter().map(ToString::to_string).collect();
        Ok(versions.join("."))
    }
}
