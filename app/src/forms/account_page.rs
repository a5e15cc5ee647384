//! Data loading for pages of one account.

use super::posted::SignedOut;
use crate::{
    AppError,
    backend::{Backend, backend},
    layout::{Failed, dto::AccountChoice, seat, selected_account, viewers},
    routes,
};
use esecure::person::Administrator;
use leptos::prelude::*;
use std::{future::Future, sync::Arc};

/// Loads data as the administrator of the account in the URL and renders it with that account, or renders the error.
pub(crate) fn account_page<T, Asking, BulkOutcome>(
    ask: Asking,
    show: impl FnOnce(T, AccountChoice) -> AnyView + Send + 'static,
) -> AnyView
where
    T: Send + 'static,
    Asking: FnOnce(Arc<dyn Backend>, Administrator) -> BulkOutcome + Send + 'static,
    BulkOutcome: Future<Output = Result<T, AppError>> + Send + 'static,
{
    let chosen = selected_account().get_untracked();
    let who = seat(chosen.as_ref()).and_then(|seat| Ok((seat, backend()?)));
    let viewers = viewers();
    let answer = async move {
        let (seat, backend) = who?;
        let account = seat.account().clone();
        let answer = ask(backend, seat).await?;
        let accounts = viewers.await?.ok_or(AppError::SignedOut)?.accounts;
        let account = accounts.into_iter().find(|choice| choice.id == account).ok_or(AppError::NotFound)?;
        Ok((answer, account))
    };
    let shown = Suspend::new(async move {
        match answer.await {
            Ok((answer, account)) => show(answer, account),
            Err(AppError::SignedOut) => view! { <SignedOut/> }.into_any(),
            Err(error) => view! { <Failed error/> }.into_any(),
        }
    });
    view! { <Suspense>{shown}</Suspense> }.into_any()
}

/// URL of a page for the current account; forms post to it.
pub(crate) fn action_url(path: &str) -> String {
    routes::with_account(path, selected_account().get_untracked().as_ref())
}

/// Hidden account field for forms with `method="get"`, since the browser replaces the query of their action.
pub(crate) fn account_field() -> Option<AnyView> {
    let account = selected_account().get_untracked()?;
    Some(view! { <input type="hidden" name="account" value=account.to_string()/> }.into_any())
}
