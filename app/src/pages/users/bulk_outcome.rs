//! Result of a decision about several addresses: the refused ones stay ticked, each with its reason.

use super::{
    page::{UsersState, focus},
    selection::SelectedUser,
    standing_dto::{UserAction, UserActionResult},
};
use crate::AppError;
use esecure::Locale;
use i18n::{common, users as t};
use leptos::prelude::*;

impl UsersState {
    /// Applies the results: refused addresses stay ticked, and the page is refetched.
    pub(super) fn settle_all(
        self,
        ruled: Vec<UserActionResult>,
        choice: Option<UserAction>,
        targets: Vec<SelectedUser>,
        locale: Locale,
    ) {
        let all = ruled.len();
        let mut refused = Vec::new();
        let mut stay = Vec::new();
        for it in ruled {
            let tick = targets.iter().find(|tick| tick.user == it.user);
            if let (Err(error), Some(tick)) = (it.result, tick) {
                refused.push((tick.email.clone(), reason(error, locale)));
                stay.push(tick.clone());
            }
        }
        let done = all - refused.len();
        let mut said = match choice {
            None | Some(UserAction::Approve) => t::approved_n(locale, done),
            Some(UserAction::Reject) => t::rejected_n(locale, done),
            Some(UserAction::End) => t::ended_n(locale, done),
            Some(UserAction::Clear) => t::cleared_n(locale, done),
        };
        if !refused.is_empty() {
            said.push(' ');
            said.push_str(&t::refused_n(locale, refused.len()));
        }
        self.selection.update(|desk| {
            // A key may decide about one row alone, so the ticks of other addresses stay.
            desk.ticked.retain(|tick| !targets.contains(tick) || stay.contains(tick));
            (desk.done, desk.refused) = (said, refused);
        });
        self.asking.set(false);
        self.page.refetch();
        focus("outcome");
    }
}

/// Returns the reason of a refusal as a sentence.
fn reason(error: AppError, locale: Locale) -> String {
    match error {
        AppError::Forbidden(why) | AppError::Conflict(why) => why,
        AppError::NotFound => common::error::not_found_text(locale).to_owned(),
        other => other.to_string(),
    }
}
