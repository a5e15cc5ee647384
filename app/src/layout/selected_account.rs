//! Account of a page: `?account=acc_…` in its URL. Without one, request lists cover all accounts, and every other page
//! uses the first.

use super::dto::{AccountChoice, Viewer};
use esecure::id::AccountId;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Account in the URL, in the context of the frame.
#[derive(Clone, Copy)]
pub struct SelectedAccount(Memo<Option<AccountId>>);

/// Reads the URL once for the whole frame.
pub(super) fn provide() {
    let query = use_query_map();
    provide_context(SelectedAccount(Memo::new(move |_| AccountId::parse(&query.read().get("account")?))));
}

/// Returns the account in the URL, if any.
pub fn selected_account() -> Memo<Option<AccountId>> {
    expect_context::<SelectedAccount>().0
}

/// Returns the chosen account of the viewer, or the first.
pub(super) fn account<'v>(viewer: &'v Viewer, chosen: Option<&AccountId>) -> Option<&'v AccountChoice> {
    chosen.and_then(|id| viewer.accounts.iter().find(|account| account.id == *id)).or_else(|| viewer.accounts.first())
}

/// Counts the open requests of the chosen account, or of all.
pub(super) fn open(viewer: &Viewer, chosen: Option<&AccountId>) -> u64 {
    let of = |account: &&AccountChoice| chosen.is_none_or(|id| account.id == *id);
    viewer.accounts.iter().filter(of).map(|account| account.open).sum()
}
