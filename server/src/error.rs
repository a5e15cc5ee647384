//! Errors of the services: precise inside, localised for the reader, logged with an id.

use crate::{clock::random_bytes, store::faults::is_passing};
use app::{AppError, error::Problem};
use sea_orm::DbErr;

/// Reasons why a service failed.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// An error to show to the user.
    #[error(transparent)]
    App(#[from] AppError),
    #[error("database: {0}")]
    Database(#[from] DbErr),
    /// A stored value is invalid.
    #[error("stored data: {0}")]
    Stored(String),
    /// Something internal failed.
    #[error("internal: {0}")]
    Internal(String),
}

pub type Result<T> = std::result::Result<T, ServiceError>;

impl ServiceError {
    pub fn field(field: &str, text: impl Into<String>) -> Self {
        AppError::field(field, text).into()
    }

    pub fn fields(problems: Vec<Problem>) -> Self {
        AppError::Invalid(problems).into()
    }

    /// Converts into the error for the browser. Logs an internal error with the id that the user sees, so this is no
    /// `From` implementation: `?` must not log.
    pub fn into_app(self) -> AppError {
        match self {
            Self::App(error) => error,
            Self::Database(error) if is_passing(&error) => {
                tracing::warn!(%error, "the database cannot be asked");
                AppError::Unavailable
            }
            error => {
                let id = hex::encode(random_bytes::<4>());
                tracing::error!(%error, id, "internal error");
                AppError::Internal { id }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn into_app_keeps_user_errors_and_hides_internal_ones() {
        assert_eq!(ServiceError::from(AppError::NotFound).into_app(), AppError::NotFound);
        let AppError::Internal { id } = ServiceError::Internal("secret detail".to_owned()).into_app() else {
            panic!("an internal error is reported by its id only");
        };
        assert_eq!(id.len(), 8);
        let AppError::Internal { id: other } = ServiceError::Stored(String::new()).into_app() else {
            panic!("an invalid stored value is an internal error");
        };
        assert_ne!(id, other, "every failure has an id of its own");
    }
}
