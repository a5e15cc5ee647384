//! What can go wrong in a service: precise inside, told in the reader's language outside, logged with a number.

use crate::{clock::random_bytes, store::faults::is_passing};
use app::{AppError, error::Problem};
use sea_orm::DbErr;

/// Why a service did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// Something for the person who asked.
    #[error(transparent)]
    App(#[from] AppError),
    #[error("database: {0}")]
    Database(#[from] DbErr),
    /// A stored value is not what it must be.
    #[error("stored data: {0}")]
    Stored(String),
    /// Something of ours broke.
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

    /// What the browser hears. What broke is logged with the number that the person is given.
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

impl From<ServiceError> for AppError {
    fn from(error: ServiceError) -> Self {
        error.into_app()
    }
}
