//! *Approve everyone at this domain*, from a request in the queue: what it comes to, and doing it. It is the
//! same entry, with the same preview, as on the page of domain names.

use super::press::language;
use crate::{
    error::Result,
    services::Services,
    store::{entity::request, requests},
};
use app::{
    locales::queue as t,
    view::{Addresses, DomainChange, DomainForm, LookAlike, Press, Told},
};
use esecure::{EmailAddress, Locale, id::RequestId, person::Administrator, policy::DomainList, request::Way};

impl Services {
    /// What it would come to, a paragraph a sentence.
    pub(in crate::services) async fn preview_everyone(
        &self,
        seats: &[Administrator],
        id: &RequestId,
    ) -> Result<String> {
        let (seat, row) = self.one_of(seats, id).await?;
        let locale = seat.person().locale;
        let preview = self.preview_domain(seat, DomainChange::Add(everyone_like(&row))).await?;
        let look = |it: &LookAlike| match it {
            LookAlike::MixedScripts => t::look_mixed(locale, &preview.name.ascii),
            LookAlike::Ascii { name } | LookAlike::Listed { name } => t::look_like(locale, &preview.name.ascii, name),
        };
        let mut lines: Vec<String> = preview.look_alikes.iter().map(look).collect();
        lines.extend(some(&preview.gain, locale, |n, list| t::gain(locale, n, list)));
        lines.extend(some(&preview.approves, locale, |n, list| t::answers(locale, n, list)));
        if preview.own_stays {
            lines.push(t::own_stays(locale).to_owned());
        }
        lines.push(t::everyone_text(locale).to_owned());
        Ok(lines.join("\n\n"))
    }

    /// Authorises the domain.
    pub(in crate::services) async fn approve_everyone(&self, seats: &[Administrator], id: &RequestId) -> Result<Told> {
        let (seat, row) = self.one_of(seats, id).await?;
        let form = everyone_like(&row);
        let domain = form.domain.clone();
        let open = requests::open(&self.db, [row.account_id.as_str()]).await?;
        self.add_domain(seat, form).await?;
        let open: Vec<&str> = open.iter().map(|row| row.id.as_str()).collect();
        let answered = requests::these(&self.db, [row.account_id.as_str()], &open).await?;
        let answered = answered.iter().filter(|row| row.way.as_deref() == Some(Way::Domain.code()));
        let done: Vec<_> = answered.filter_map(|row| RequestId::parse(&row.id)).collect();
        let said = t::everyone_may(language(seats), done.len() as u64, domain);
        Ok(Told { press: Press::Everyone, done, others: Vec::new(), said })
    }
}

/// The domain of a request's address, as an entry of the authorised list. The names below it are not meant: nobody has
/// asked from there.
fn everyone_like(row: &request::Model) -> DomainForm {
    let email = EmailAddress::from_stored(&row.email, &row.email_key);
    DomainForm { list: DomainList::Authorised, domain: email.domain().to_string(), with_subdomains: false }
}

/// A sentence about the first of them by name and how many more there are; none about nobody.
fn some(addresses: &Addresses, locale: Locale, sentence: impl Fn(u64, String) -> String) -> Option<String> {
    let mut list = addresses.first.join(", ");
    let more = addresses.count.saturating_sub(addresses.first.len() as u64);
    if more > 0 {
        list = t::and_more(locale, list, more);
    }
    (addresses.count > 0).then(|| sentence(addresses.count, list))
}
