//! The server function of the terms.
#![allow(missing_docs, reason = "the macro makes a struct of the arguments")]

use crate::{AppError, wire::Spoken};
use leptos::prelude::*;

/// Accepts this version, and leads into the product.
#[server(prefix = "/fn", endpoint = "accept_terms", input = Spoken, output = Spoken)]
pub async fn accept_terms(version: u32) -> Result<(), AppError> {
    use crate::{
        backend::backend,
        session::{Answer, signed_in},
    };
    let (who, backend, answer) = (signed_in()?, backend()?, Answer::here());
    answer.give(backend.accept_terms(&who.person, version).await)?;
    leptos_axum::redirect("/esecure");
    Ok(())
}
