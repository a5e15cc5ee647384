//! Pages of a decision link. Building one changes nothing.

use super::{LinkResponse, ResolvedLink, Visitor};
use crate::{
    error::Result,
    services::{Services, request_view::Number},
    store::{
        people::{self, AdministratorSeat},
        requests,
    },
};
use app::{
    pages::{
        decision_link::dto::{CodePage, CodeProblem, DecidedPage, DecisionPage, Proof},
        queue::{dto::DecisionInput, request_dto::RequestView},
        users::dto::Choice,
    },
    routes,
};
use esecure::{EmailAddress, person::Administrator, request::Decision};

/// Seconds for which one's own decision is shown as a fresh one, with the requests that wait next.
const FRESH_SECONDS: i64 = 600;

impl Services {
    /// Returns the page of an opened link. `None` for an unknown link and for one of a removed administrator.
    pub async fn decision_page(
        &self,
        token: &str,
        visitor: &Visitor,
        choice: Option<Choice>,
    ) -> Result<Option<LinkResponse>> {
        let Some(found) = self.find_link(token).await? else {
            return Ok(None);
        };
        let prover = self.authenticated_admin(&found, visitor).await?;
        let page = self.link_state(&found, visitor, prover.as_ref(), choice).await?;
        Ok(Some(found.response(page, prover)))
    }

    /// Returns the page on which the one-time code is entered; another page if this visitor needs no code. `problem` is
    /// that of the last submit.
    pub async fn code_page(
        &self,
        token: &str,
        visitor: &Visitor,
        form: DecisionInput,
        problem: Option<CodeProblem>,
        remember: bool,
    ) -> Result<Option<LinkResponse>> {
        let Some(found) = self.find_link(token).await? else {
            return Ok(None);
        };
        let prover = self.authenticated_admin(&found, visitor).await?;
        let page = match self.link_state(&found, visitor, prover.as_ref(), Some(form.choice)).await? {
            DecisionPage::Asked { request, proof: Proof::Code, .. } => {
                let status = self.code_status(&self.db, &found.row, &found.seat, &found.calendar).await?;
                let profile = &found.seat.profile;
                let over = status.current.is_none().then_some(CodeProblem::Expired);
                DecisionPage::Code(CodePage {
                    request,
                    choice: form.choice,
                    reason: form.reason,
                    words: form.words,
                    masked_email: EmailAddress::from_stored(&profile.email, &profile.email_key).masked(),
                    valid_until: status.current.map(|code| found.calendar.clock(code.expires_at)),
                    tries_left: status.tries_left,
                    remember,
                    problem: status.problem.or(problem).or(over),
                })
            }
            page => page,
        };
        Ok(Some(found.response(page, prover)))
    }

    /// Returns the page for the state of the request.
    async fn link_state(
        &self,
        found: &ResolvedLink,
        visitor: &Visitor,
        prover: Option<&Administrator>,
        choice: Option<Choice>,
    ) -> Result<DecisionPage> {
        if found.terms_wanted(prover) {
            return Ok(DecisionPage::Terms);
        }
        let own = prover.map_or_else(
            || EmailAddress::from_stored(&found.seat.profile.email, &found.seat.profile.email_key),
            |prover| prover.person().email.clone(),
        );
        let request = self.request_view(&found.row, &found.account, &found.calendar, Number::Masked, &own).await?;
        if !request.state.is_open() {
            return self.closed_page(found, visitor, prover, request).await;
        }
        if request.own {
            return self.own_page(found, request).await;
        }
        Ok(DecisionPage::Asked { request, proof: found.proof(prover), choice })
    }

    /// Returns the page of a request that is no longer open. The decider sees their own decision: for a while with undo
    /// and the requests that wait next, if they have proved who they are.
    async fn closed_page(
        &self,
        found: &ResolvedLink,
        visitor: &Visitor,
        prover: Option<&Administrator>,
        request: RequestView,
    ) -> Result<DecisionPage> {
        let proved = match prover {
            Some(prover) => Some(prover.clone()),
            None => self.verified_admin(found, visitor).await?,
        };
        let reader = proved.as_ref().map_or(&found.seat.profile.id, |proved| &proved.person().profile);
        let state = requests::rules(&found.row)?.state;
        let Some(decision) = state.decision().filter(|decision| decision.by == *reader) else {
            return Ok(DecisionPage::Late { request, pressed: false });
        };
        let now = self.now();
        if decision.at <= now.plus_seconds(-FRESH_SECONDS) {
            return Ok(DecisionPage::Yours { request });
        }
        let undo = Decision::undo_until(decision).filter(|until| proved.is_some() && now < *until);
        let next = match &proved {
            Some(proved) => Some(self.waiting_next(found, proved).await?),
            None => None,
        };
        Ok(DecisionPage::Decided(Box::new(DecidedPage {
            request,
            undo: undo.map(|until| found.calendar.clock_with_seconds(until)),
            next,
        })))
    }

    /// Returns the page about the reader's own address: other administrators decide, or nobody but the reader on the
    /// list.
    async fn own_page(&self, found: &ResolvedLink, request: RequestView) -> Result<DecisionPage> {
        let seats = people::seats(&self.db, people::SeatFilter::Account(&found.account.id)).await?;
        let other = |seat: &&AdministratorSeat| seat.is_active() && seat.profile.email_key != found.row.email_key;
        let name = |seat: &AdministratorSeat| match seat.profile.name.as_str() {
            "" => seat.profile.email.to_string(),
            name => name.to_owned(),
        };
        Ok(DecisionPage::Own {
            deciders: seats.iter().filter(other).map(name).collect(),
            user: routes::with_account(&routes::user(&found.row.user_id), Some(&found.account.id)),
            request,
        })
    }
}

impl ResolvedLink {
    fn response(&self, page: DecisionPage, prover: Option<Administrator>) -> LinkResponse {
        let profile = prover.map(|prover| prover.person().profile.clone());
        LinkResponse { locale: self.calendar.locale, page, profile }
    }
}
