//! View of a request for an administrator, formatted in the reader's language, with the evidence for the decision.

use super::{
    Services,
    queue::look_alikes::LookAlikes,
    texts::{lines_shown, shown_if_any},
};
use crate::{
    calendar::Calendar,
    error::Result,
    store::{
        applications,
        entity::{account, request},
        people, requests, users,
    },
};
use app::pages::queue::request_dto::{Fact, RequestView, ShipmentView, StateView};
use esecure::{
    EmailAddress, Locale, Timestamp,
    request::{Reason, State, StateKind},
    shipment::{Place, Shipment},
};
use sea_orm::ConnectionTrait;

/// Display of an account number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Number {
    /// For administrators in the portal.
    Full,
    Masked,
}

impl Services {
    /// Builds the view of a request in the language of `calendar`; `own` is the reader's own address.
    pub(crate) async fn request_view(
        &self,
        row: &request::Model,
        account: &account::Model,
        calendar: &Calendar,
        number: Number,
        own: &EmailAddress,
    ) -> Result<RequestView> {
        let application = self.application_of(&self.db, row).await?;
        Ok(RequestView {
            id: row.id.clone(),
            number: u64::try_from(row.number.get()).unwrap_or(0),
            account: account.id.clone(),
            user: row.user_id.clone(),
            account_number: match number {
                Number::Full => account.number.to_string(),
                Number::Masked => account.number.masked(),
            },
            company: account.company.to_string(),
            name: row.name.as_deref().map(str::to_owned),
            email: row.email.to_string(),
            facts: self.facts(&self.db, row, calendar, &application).await?,
            application,
            shipment: shipment_view(&shipment(row), calendar),
            message: row.message.as_deref().map(str::to_owned),
            asked: calendar.when(row.opened_at),
            attempts: u64::try_from(row.attempts).unwrap_or(0),
            told: u64::try_from(row.told).unwrap_or(0),
            expires: calendar.day(last_day(row)),
            state: state_view(row, calendar)?,
            until: self.until(row, calendar).await?,
            zone: account.time_zone.clone(),
            look_alike: self.look_alike(row, calendar.locale).await?,
            own: row.email_key == own.key(),
            deciders: self.other_administrators(row, own).await?,
        })
    }

    /// Returns the warning about the domain of an open request.
    async fn look_alike(&self, row: &request::Model, locale: Locale) -> Result<Option<String>> {
        if row.state != StateKind::Open {
            return Ok(None);
        }
        let known = LookAlikes::of_account(&self.db, &row.account_id).await?;
        Ok(known.imitated_by(row).map(|name| i18n::queue::look_alike_fact(locale, name)))
    }

    /// Returns the names of the other active administrators, if the open request is about the reader's `own` address
    ///
    async fn other_administrators(&self, row: &request::Model, own: &EmailAddress) -> Result<Vec<String>> {
        if row.state != StateKind::Open || row.email_key != own.key() {
            return Ok(Vec::new());
        }
        let seats = people::seats(&self.db, people::SeatFilter::Account(&row.account_id)).await?;
        let others = seats.iter().filter(|seat| seat.is_active() && seat.profile.email_key != own.key());
        Ok(others.map(|seat| people::person(&seat.profile).recorded_name().into()).collect())
    }

    /// Returns the last day of the approval that this request led to, if that approval is still in force and has an
    /// end.
    async fn until(&self, row: &request::Model, calendar: &Calendar) -> Result<Option<String>> {
        if row.state != StateKind::Approved {
            return Ok(None);
        }
        let user = users::get(&self.db, &row.account_id, &row.user_id).await?;
        let until = user.filter(|user| user.decided_at == row.ended_at).and_then(|user| user.valid_until);
        Ok(until.map(|end| calendar.day(end.just_before())))
    }

    /// Returns the name of the application that sent the request.
    pub(crate) async fn application_of<C: ConnectionTrait>(&self, db: &C, row: &request::Model) -> Result<String> {
        Ok(applications::name(db, &row.application_id).await?)
    }

    /// Collects the facts for and against the requester.
    pub(crate) async fn facts<C: ConnectionTrait>(
        &self,
        db: &C,
        row: &request::Model,
        calendar: &Calendar,
        application: &str,
    ) -> Result<Vec<Fact>> {
        let email = EmailAddress::from_stored(&row.email, &row.email_key);
        let application = application.to_owned();
        let domain = email.domain().to_string();
        let colleagues = users::approved_at_domain(db, &row.account_id, &email, self.now()).await?;
        let uses = users::uses(db, &row.user_id, calendar.thirteen_months_ago()).await?;
        Ok(vec![
            if row.authenticated {
                Fact::Authenticated { application }
            } else {
                Fact::NotAuthenticated { application }
            },
            if colleagues > 0 { Fact::Colleagues { count: colleagues, domain } } else { Fact::NoColleagues { domain } },
            if uses > 0 { Fact::Shipped { count: uses } } else { Fact::NeverShipped },
        ])
    }
}

/// Returns the last day on which a request is open: `expires_at` is the first instant after that day.
pub(crate) fn last_day(row: &request::Model) -> Timestamp {
    row.expires_at.just_before()
}

/// Returns the shipment as sent by the application, with its texts cleaned for display.
pub(crate) fn shipment(row: &request::Model) -> Shipment {
    let mut shipment = row.shipment.0.clone();
    let places = [&mut shipment.origin, &mut shipment.destination];
    let places = places.into_iter().flat_map(|place| [&mut place.country, &mut place.city, &mut place.company]);
    for text in places.chain([&mut shipment.reference, &mut shipment.draft]) {
        *text = shown_if_any(text.as_deref());
    }
    shipment
}

/// Formats a shipment for a reader.
pub(crate) fn shipment_view(shipment: &Shipment, calendar: &Calendar) -> ShipmentView {
    let place = |place: &Place| match (&place.city, &place.country) {
        (Some(city), Some(country)) => Some(format!("{city}, {country}")),
        (Some(only), None) | (None, Some(only)) => Some(only.clone()),
        (None, None) => None,
    };
    ShipmentView {
        from: place(&shipment.origin),
        from_company: shipment.origin.company.clone(),
        to: place(&shipment.destination),
        to_company: shipment.destination.company.clone(),
        weight: shipment.weight_kg.map(|kg| calendar.weight(kg)),
        pieces: shipment.pieces,
        value: shipment.value.as_ref().map(|v| calendar.money(&v.amount, &v.currency)),
        reference: shipment.reference.clone(),
        draft: shipment.draft.is_some(),
    }
}

/// Formats the state of a request for a reader.
pub(crate) fn state_view(row: &request::Model, calendar: &Calendar) -> Result<StateView> {
    Ok(match requests::rules(row)?.state {
        State::Open => StateView::Open,
        State::Approved(d) => {
            StateView::Approved { by: d.by_name.to_string(), when: calendar.when(d.at), channel: d.channel }
        }
        State::Rejected(d, reason) => StateView::Rejected {
            by: d.by_name.to_string(),
            when: calendar.when(d.at),
            channel: d.channel,
            reason: reason.map(|r| reason_text(&r, calendar.locale)),
        },
        State::Withdrawn { at } => StateView::Withdrawn { when: calendar.when(at) },
        State::Expired { at } => StateView::Expired { when: calendar.when(at) },
        State::Closed { at, .. } => StateView::Closed { when: calendar.when(at) },
    })
}

/// Returns the reason shown to the requester, in their language; free text is not translated.
pub(crate) fn reason_text(reason: &Reason, locale: Locale) -> String {
    use i18n::reason as t;
    match reason {
        Reason::Unknown => t::unknown(locale).to_owned(),
        Reason::OwnAccount => t::own_account(locale).to_owned(),
        Reason::AskContact => t::ask_contact(locale).to_owned(),
        Reason::Other(words) => lines_shown(Some(words)).unwrap_or_default(),
    }
}
