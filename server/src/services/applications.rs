//! Registration of applications that send checks or import history.

use super::{Services, new_id};
use crate::{
    error::{Result, ServiceError},
    store::{accounts, columns::Scopes, entity::application},
    tokens,
};
use esecure::{SingleLine, codes, id::ApplicationId};
use sea_orm::{EntityTrait, IntoActiveModel as _, Set};

/// Permission of an application key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    Check,
    History,
}

codes!(Scope { Check = "check", History = "history" });

/// Parses an application's name.
pub(super) fn read_name(name: &str) -> std::result::Result<SingleLine, String> {
    let name = SingleLine::parse(name, 60).map_err(|error| error.to_string())?;
    name.ok_or_else(|| "a name has 1 to 60 characters".to_owned())
}

impl Services {
    /// Registers an application and returns its key, which cannot be read again later.
    ///
    /// # Errors
    /// [`ServiceError`] if the name is empty or taken.
    pub async fn register_application(&self, name: &str, scopes: &[Scope]) -> Result<String> {
        let name = read_name(name).map_err(|why| ServiceError::field("name", why))?;
        let key = format!("esk_{}", tokens::secret());
        let scopes = Scopes::new(scopes);
        match accounts::application_by_name(&self.db, &name).await? {
            Some(known) if !known.scopes.is_empty() => {
                return Err(ServiceError::field("name", format!("an application named {name} is registered already")));
            }
            // Created by a history import, so it has no key yet.
            Some(known) => {
                let mut row = known.into_active_model();
                row.key_hash = Set(tokens::hash(&key));
                row.scopes = Set(scopes);
                application::Entity::update(row).exec(&self.db).await?;
            }
            None => {
                application::Entity::insert(application::ActiveModel {
                    id: Set(new_id(ApplicationId::from_bytes)),
                    name: Set(name),
                    key_hash: Set(tokens::hash(&key)),
                    scopes: Set(scopes),
                    created_at: Set(self.now()),
                    revoked_at: Set(None),
                })
                .exec_without_returning(&self.db)
                .await?;
            }
        }
        Ok(key)
    }
}
