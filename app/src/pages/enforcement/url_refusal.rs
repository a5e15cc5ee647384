//! Refusal of a form that was posted before hydration or without script: the server answers with the page, and puts the
//! refusal in its URL.

use crate::AppError;
use leptos::{
    prelude::*,
    server_fn::{ServerFn, client::Client},
};

/// Returns the refusal of the server function `F` in the URL, if any.
pub(super) fn refusal_in_url<F>() -> Option<AppError>
where
    F: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    F::Output: Clone + Send + Sync + 'static,
    F::Client: Client<AppError>,
{
    ServerAction::<F>::new().value().get_untracked()?.err()
}
