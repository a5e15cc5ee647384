//! Decisions on the list: one address, several ticked ones, one that never shipped. Each
//! command is one transaction; the writes for one address are in `standing_change`.

use super::{list::RowContext, standing_change::StandingChange};
use crate::{
    error::{Result, ServiceError},
    services::{
        Services,
        command::CommandContext,
        new_id, not_found, parse_email,
        texts::{self, single_line},
    },
    store::{
        entity::{account, account_user},
        users,
    },
};
use app::{
    AppError,
    pages::users::{
        dto::{Choice, UserRow},
        standing_dto::{NOTE_LIMIT, NewUserForm, TICKED_LIMIT, UserAction, UserActionInput, UserActionResult},
    },
};
use esecure::{Locale, SingleLine, TextError, Timestamp, id::UserId, person::Administrator, policy::StandingKind};
use futures::FutureExt as _;
use i18n::error as t;
use std::collections::HashSet;

/// Maximum length of the name of an address's holder, in characters.
const NAME: usize = 80;

impl Services {
    /// Approves or rejects one address of the list, and closes its open request with the outcome mail. Rejecting an
    /// approved address sends it a mail; other decisions on the list send none.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for an address of another account, [`AppError::Forbidden`] for one's own.
    pub async fn decide_user(&self, by: &Administrator, user: UserId, choice: Choice) -> Result<UserRow> {
        let choice = match choice {
            Choice::Approve => UserAction::Approve,
            Choice::Reject => UserAction::Reject,
        };
        let form = UserActionInput { choice, ..UserActionInput::default() };
        let results = self.change_standings(by, vec![user], form).await?;
        Ok(results.into_iter().next().ok_or_else(not_found)?.result?)
    }

    /// Decides the ticked addresses, each with its own result: a refusal of one does not affect the others.
    ///
    /// # Errors
    /// [`AppError::Invalid`] for an invalid date or note, or too many addresses; then nothing is decided.
    pub async fn change_standings(
        &self,
        by: &Administrator,
        ticked: Vec<UserId>,
        form: UserActionInput,
    ) -> Result<Vec<UserActionResult>> {
        self.change_standings_if(by, ticked, form, |_| Ok(())).await
    }

    /// Decides the ticked addresses that `may` accepts in their stored state, because an address may have been decided
    /// since the page was loaded.
    ///
    /// # Errors
    /// As [`Self::change_standings`].
    pub(in crate::services) async fn change_standings_if(
        &self,
        by: &Administrator,
        ticked: Vec<UserId>,
        form: UserActionInput,
        may: impl Fn(&account_user::Model) -> std::result::Result<(), AppError> + Send + 'static,
    ) -> Result<Vec<UserActionResult>> {
        if ticked.len() > TICKED_LIMIT {
            return Err(ServiceError::field("user", t::too_many(by.person().locale, TICKED_LIMIT)));
        }
        let (account, done) =
            self.command(by, move |services, cx| change_all(services, cx, ticked, form, may).boxed()).await?;
        self.results(by, account, done).await
    }

    /// Approves an address that may never have shipped, and closes its open request.
    ///
    /// # Errors
    /// [`AppError::Invalid`] for input that is not an address, one's own address, and a rejected one.
    pub async fn add_user(&self, by: &Administrator, form: NewUserForm) -> Result<UserRow> {
        let locale = by.person().locale;
        let email = parse_email(&form.email)
            .map_err(|error| ServiceError::field("email", crate::api::email_problem(error, locale)))?;
        if email == by.person().email {
            return Err(ServiceError::field("email", t::own_address(locale)));
        }
        let name = single_line("name", &form.name, NAME, locale)?;
        let (account, user) = self
            .command(by, move |services, cx| {
                async move {
                    let standing = UserActionInput { choice: UserAction::Approve, until: form.until, note: form.note };
                    let change = services.read_change(&cx.account, locale, &standing)?;
                    let id = new_id(UserId::from_bytes);
                    let row = users::ensure(&cx.tx, &cx.account.id, &email, name.as_ref(), id, cx.now).await?;
                    if row.standing == StandingKind::Rejected {
                        return Err(ServiceError::field("email", t::was_rejected(locale)));
                    }
                    // Rejected addresses were refused above, so this cannot override another administrator.
                    let effects = services.apply_change(cx, &row, &change).await?;
                    if let Some(request) = effects.closed {
                        cx.publish(&request.id);
                    }
                    Ok((cx.account.clone(), row.id))
                }
                .boxed()
            })
            .await?;
        self.one_row(by, account, &user).await
    }

    fn read_change(&self, account: &account::Model, locale: Locale, form: &UserActionInput) -> Result<StandingChange> {
        let until = || self.read_until(account, locale, &form.until);
        let note = read_note(locale, &form.note)?;
        Ok(match form.choice {
            UserAction::Approve => StandingChange::Approve { until: until()?, note },
            UserAction::Reject => StandingChange::Reject { note },
            UserAction::End => StandingChange::End { until: until()? },
            UserAction::Clear => StandingChange::Clear,
        })
    }

    /// Parses the last day of an approval in the account's zone, and returns the first instant after it; `None` if the
    /// approval is permanent.
    ///
    /// # Errors
    /// [`AppError::Invalid`] at `until` for an invalid day, or one that is over.
    pub(in crate::services) fn read_until(
        &self,
        account: &account::Model,
        locale: Locale,
        day: &str,
    ) -> Result<Option<Timestamp>> {
        match day.trim() {
            "" => Ok(None),
            day => match self.calendar(account, locale).end_of_day(day) {
                Some(end) if end > self.now() => Ok(Some(end)),
                _ => Err(ServiceError::field("until", t::end_date(locale))),
            },
        }
    }

    /// Loads the decided rows in their current state, and adds the refusals.
    async fn results(&self, by: &Administrator, account: account::Model, done: Done) -> Result<Vec<UserActionResult>> {
        let calendar = self.calendar(&account, by.person().locale);
        let (account, authorised) = self.with_fresh_stats(account).await?;
        let decided = done.iter().filter(|(_, result)| result.is_ok()).map(|(user, _)| user);
        let rows = users::by_ids(&self.db, &account.id, decided).await?;
        let mut rows_now = self.to_rows(rows, &RowContext { by, calendar: &calendar, authorised: &authorised }).await?;
        Ok(done
            .into_iter()
            .map(|(user, result)| {
                let at = rows_now.iter().position(|row| row.id == user);
                let result = result.and_then(|()| at.map(|at| rows_now.swap_remove(at)).ok_or(AppError::NotFound));
                UserActionResult { user, result }
            })
            .collect())
    }
}

/// Result of a decision for each address.
type Done = Vec<(UserId, std::result::Result<(), AppError>)>;

/// Decides the ticked addresses in one transaction; returns the account with the result for each address.
async fn change_all(
    services: &Services,
    cx: &mut CommandContext<Administrator>,
    ticked: Vec<UserId>,
    form: UserActionInput,
    may: impl Fn(&account_user::Model) -> std::result::Result<(), AppError> + Send,
) -> Result<(account::Model, Done)> {
    let change = services.read_change(&cx.account, cx.locale(), &form)?;
    let (mut done, mut closed, mut against, mut seen) = (Done::new(), Vec::new(), Vec::new(), HashSet::new());
    for user in ticked.into_iter().filter(|user| seen.insert(user.clone())) {
        let row = users::get(&cx.tx, &cx.account.id, &user).await?;
        let Some(row) = row else {
            done.push((user, Err(AppError::NotFound)));
            continue;
        };
        if let Err(refused) = may(&row) {
            done.push((user, Err(refused)));
            continue;
        }
        match services.apply_change(cx, &row, &change).await {
            Ok(effects) => {
                closed.extend(effects.closed.map(|request| request.id));
                against.extend(effects.overridden);
                done.push((user, Ok(())));
            }
            Err(ServiceError::App(refused)) => done.push((user, Err(refused))),
            Err(error) => return Err(error),
        }
    }
    // If all were refused, nothing was written and the account's version stays unchanged.
    if done.iter().all(|(_, result)| result.is_err()) {
        cx.roll_back();
        return Ok((cx.account.clone(), done));
    }
    services.notify_overridden(&cx.tx, &cx.account, cx.person(), &against, None, cx.now).await?;
    closed.iter().for_each(|request| cx.publish(request));
    Ok((cx.account.clone(), done))
}

/// Validates the administrators' internal note about a decision.
///
/// # Errors
/// [`AppError::Invalid`] at `note` for an invalid note.
pub(in crate::services) fn read_note(locale: Locale, note: &str) -> Result<Option<SingleLine>> {
    let problem = |error| match error {
        TextError::TooLong(limit) => t::note_long(locale, limit),
        error => texts::problem(error, locale),
    };
    SingleLine::parse(note, NOTE_LIMIT).map_err(|error| ServiceError::field("note", problem(error)))
}
