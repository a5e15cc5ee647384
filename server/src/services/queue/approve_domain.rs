//! *Approve everyone at this domain*, from a request in the queue: preview and execution. Uses the same
//! entry and the same preview as the page of domain names.

use super::bulk::reader_locale;
use crate::{error::Result, services::Services, store::entity::request};
use app::pages::{
    domains::dto::{Addresses, DomainChange, DomainForm, LookAlike},
    queue::dto::{BulkOutcome, KNOWN_LIMIT, QueueAction},
};
use esecure::{EmailAddress, Locale, id::RequestId, person::Administrator, policy::DomainList};
use i18n::queue as t;

impl Services {
    /// Returns the preview as text, one paragraph per sentence.
    pub(in crate::services) async fn preview_everyone(
        &self,
        seats: &[Administrator],
        id: &RequestId,
    ) -> Result<String> {
        let (seat, row) = self.find_request(seats, id).await?;
        let locale = seat.person().locale;
        let (preview, again) = self.preview_everyone_at(seat, everyone_like(&row)).await?;
        let look = |it: &LookAlike| match it {
            LookAlike::MixedScripts => t::look_mixed(locale, &preview.name.ascii),
            LookAlike::Ascii { name } | LookAlike::Listed { name } => {
                t::LookLike { name: &preview.name.ascii, other: name }.text(locale)
            }
        };
        let mut lines: Vec<String> = preview.look_alikes.iter().map(look).collect();
        if again {
            lines.push(t::everyone_listed(locale, &preview.name.readable));
        }
        lines.extend(some(&preview.gain, locale, |n, list| t::Gain { n, list }.text(locale)));
        lines.extend(some(&preview.approves, locale, |n, list| t::Answers { n, list }.text(locale)));
        if preview.own_stays {
            lines.push(t::own_stays(locale).to_owned());
        }
        if !again {
            lines.push(t::everyone_text(locale).to_owned());
        }
        Ok(lines.join("\n\n"))
    }

    /// Authorises the domain, and answers the open requests that it covers. Returns as many of them as the page can
    /// show.
    pub(in crate::services) async fn approve_everyone(
        &self,
        seats: &[Administrator],
        id: &RequestId,
    ) -> Result<BulkOutcome> {
        let (seat, row) = self.find_request(seats, id).await?;
        let form = everyone_like(&row);
        let domain = form.domain.clone();
        let answered = self.change_and_answer(seat, DomainChange::Add(form), true).await?;
        let locale = reader_locale(seats);
        let mut said = t::EveryoneMay { n: answered.closed.len() as u64, domain }.text(locale);
        if answered.left > 0 {
            said = format!("{said}\n{}", t::everyone_left(locale, answered.left));
        }
        let done = answered.closed.into_iter().take(KNOWN_LIMIT).collect();
        Ok(BulkOutcome { press: QueueAction::Everyone, done, others: Vec::new(), said })
    }
}

/// Builds an entry of the authorised list for the domain of a request's address. Excludes its subdomains, as no request
/// came from there.
fn everyone_like(row: &request::Model) -> DomainForm {
    let email = EmailAddress::from_stored(&row.email, &row.email_key);
    DomainForm { list: DomainList::Authorised, domain: email.domain().to_string(), with_subdomains: false }
}

/// Builds a sentence that names the first addresses and counts the rest; `None` if there are no addresses.
fn some(addresses: &Addresses, locale: Locale, sentence: impl Fn(u64, String) -> String) -> Option<String> {
    let mut list = addresses.first.join(", ");
    let more = addresses.count.saturating_sub(addresses.first.len() as u64);
    if more > 0 {
        list = t::AndMore { list, n: more }.text(locale);
    }
    (addresses.count > 0).then(|| sentence(addresses.count, list))
}
