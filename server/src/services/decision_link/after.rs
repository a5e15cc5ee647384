//! Next steps after a decision behind a link: ten seconds of undo, and the request that waits next. Both need the
//! proof of the decision: a sign-in, a remembered device, or the one-time code that was just entered on this link.

use super::{ResolvedLink, Visitor, vouch};
use crate::{
    error::{Result, ServiceError},
    services::{Services, request_view::Number},
    store::{columns::CodeId, decision_links, entity::decision_link, one_time_codes, requests},
    tokens,
};
use app::{
    AppError,
    pages::decision_link::dto::{LinkNotice, WaitingNext},
};
use esecure::person::Administrator;

/// Seconds for which an entered code proves who its link's visitor is.
const VERIFIED_SECONDS: i64 = 600;

impl Services {
    /// Undoes the visitor's own decision. `None` for a visitor who has not proved who they are.
    pub async fn undo_by_link(&self, token: &str, visitor: &Visitor) -> Result<Option<LinkNotice>> {
        let Some((found, administrator)) = self.proved(token, visitor).await? else {
            return Ok(None);
        };
        match self.undo(&[administrator], found.row.id.clone()).await {
            Ok(undone) => Ok(Some(LinkNotice::Undone { bookings: undone.bookings })),
            Err(ServiceError::App(AppError::Conflict(why))) => Ok(Some(LinkNotice::UndoRefused(why))),
            Err(error) => Err(error),
        }
    }

    /// Creates a link to the request that waits next, for the visitor; returns its token. `None` if there is none, or for
    /// a visitor who has not proved who they are.
    pub async fn next_link(&self, token: &str, visitor: &Visitor) -> Result<Option<String>> {
        let Some((found, administrator)) = self.proved(token, visitor).await? else {
            return Ok(None);
        };
        let own = administrator.person().email.key();
        let (Some(next), _) = requests::waiting_next(&self.db, &found.account.id, &own).await? else {
            return Ok(None);
        };
        let token = tokens::link_token();
        let link = decision_link::Model {
            token_hash: tokens::hash(&token),
            request_id: next.id,
            administrator_id: administrator.seat().clone(),
        };
        decision_links::insert(&self.db, link).await?;
        Ok(Some(token))
    }

    /// Returns the requests of the account that wait for this administrator, the longest waiting one in full.
    pub(super) async fn waiting_next(&self, found: &ResolvedLink, by: &Administrator) -> Result<WaitingNext> {
        let own = &by.person().email;
        let (next, count) = requests::waiting_next(&self.db, &found.account.id, &own.key()).await?;
        let first = match next {
            Some(row) => Some(self.request_view(&row, &found.account, &found.calendar, Number::Masked, own).await?),
            None => None,
        };
        Ok(WaitingNext { first, count })
    }

    /// Returns the administrator who entered the one-time code of this link a short while ago on this page.
    pub(super) async fn verified_admin(
        &self,
        found: &ResolvedLink,
        visitor: &Visitor,
    ) -> Result<Option<Administrator>> {
        let by_mail = found.seat.is_active() && found.seat.profile.decides_by_mail;
        let Some(proof) = visitor.verified.as_ref().filter(|_| by_mail) else {
            return Ok(None);
        };
        let Some(code) = one_time_codes::get(&self.db, &CodeId::new(proof.clone())).await? else {
            return Ok(None);
        };
        let now = self.now();
        let used = code.ended_at.filter(|at| *at > now.plus_seconds(-VERIFIED_SECONDS) && *at <= now.latest_recorded());
        let theirs = code.request_id == found.row.id && code.profile_id == found.seat.profile.id;
        Ok(used.filter(|_| theirs).map(|_| vouch(&found.seat)))
    }

    /// Resolves a link together with the administrator that the visitor has proved to be.
    async fn proved(&self, token: &str, visitor: &Visitor) -> Result<Option<(ResolvedLink, Administrator)>> {
        let Some(found) = self.find_link(token).await? else {
            return Ok(None);
        };
        let prover = match self.authenticated_admin(&found, visitor).await? {
            Some(prover) => Some(prover),
            None => self.verified_admin(&found, visitor).await?,
        };
        Ok(prover.map(|prover| (found, prover)))
    }
}
