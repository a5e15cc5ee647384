//! *Domain names* page: the two domain lists of an account and changes to them. The `preview` module computes
//! the effect of a change, for the confirmation page and for the command alike.

mod closing;
mod preview;

pub(in crate::services) use preview::why_not;

use super::{
    Services,
    command::{Author as _, CommandContext},
    journal::{
        Change, Entry, JournalEvent, Origin, PersonalFields, Subject,
        event::{ListEntry, NewListEntry},
    },
    new_id,
};
use crate::{
    calendar::Calendar,
    domain_names::look_alike::LookAlikeIndex,
    error::Result,
    idn,
    store::{
        accounts, domain_rules,
        entity::{account, domain_rule},
    },
};
use app::pages::domains::dto::{DomainChange, DomainForm, DomainNames, DomainPreview, DomainRow, NameView};
use esecure::{
    DomainName, EmailAddress, SingleLine, Timestamp, id::DomainRuleId, person::Administrator, policy::DomainList,
};
use preview::{Plan, ReplayResult};
use sea_orm::ConnectionTrait;

impl Services {
    pub async fn domain_names(&self, by: &Administrator) -> Result<DomainNames> {
        let account = accounts::get(&self.db, by.account()).await?;
        let calendar = self.calendar(&account, by.person().locale);
        let rows = domain_rules::rows(&self.db, &account.id).await?;
        let looks = looks(&rows);
        let of = |list: DomainList| {
            let entries = rows.iter().filter(|row| row.list == list);
            entries.map(|row| domain_row(row, &looks, &calendar)).collect()
        };
        Ok(DomainNames { authorised: of(DomainList::Authorised), may_ask: of(DomainList::MayAsk) })
    }

    /// Computes the effect of a change without applying it.
    ///
    /// # Errors
    /// See [`Self::add_domain`] and [`Self::remove_domain`].
    pub async fn preview_domain(&self, by: &Administrator, change: DomainChange) -> Result<DomainPreview> {
        let account = accounts::get(&self.db, by.account()).await?;
        let rows = domain_rules::rows(&self.db, &account.id).await?;
        let plan = Plan::of(&rows, &change, &self.config.domains, by.person().locale)?;
        self.preview_plan(by, &account, &rows, plan).await
    }

    async fn preview_plan(
        &self,
        by: &Administrator,
        account: &account::Model,
        rows: &[domain_rule::Model],
        plan: Plan,
    ) -> Result<DomainPreview> {
        let replay = ReplayResult::of(&self.db, account, &plan, &by.person().email, self.now()).await?;
        Ok(DomainPreview {
            list: plan.list,
            name: name(&plan.rule.domain),
            with_subdomains: plan.rule.with_subdomains,
            look_alikes: looks(rows).warnings(&plan.rule.domain),
            gain: preview::addresses(&replay.gain),
            lose: preview::addresses(&replay.lose),
            may_ask: preview::addresses(&replay.may_ask),
            may_not_ask: preview::addresses(&replay.may_not_ask),
            approves: preview::addresses(&replay.approves),
            own_stays: replay.own_stays,
            enforced: account.enforced,
        })
    }

    /// Adds an entry, or updates the subdomain setting of a listed name. An entry on the authorised list approves the
    /// open requests that it covers and sends their outcome mails; rejected addresses stay rejected.
    ///
    /// # Errors
    /// [`app::AppError::Invalid`] at `domain`.
    pub async fn add_domain(&self, by: &Administrator, form: DomainForm) -> Result<DomainNames> {
        self.change_domains(by, DomainChange::Add(form)).await
    }

    /// Removes an entry. Open requests stay open.
    ///
    /// # Errors
    /// [`app::AppError::NotFound`] for an entry of another account, or one already removed.
    pub async fn remove_domain(&self, by: &Administrator, id: DomainRuleId) -> Result<DomainNames> {
        self.change_domains(by, DomainChange::Remove(id)).await
    }

    async fn change_domains(&self, by: &Administrator, change: DomainChange) -> Result<DomainNames> {
        self.change_and_answer(by, change, false).await?;
        self.domain_names(by).await
    }
}

/// Stores the change and its journal entry.
///
/// forbids administrators to decide about their own address, but a domain entry is a rule for a whole domain, and
/// an administrator's own domain is usually the first that a company adds. So they may add it, and it covers their own
/// address too (R-3.2 has no exception, and a verdict must not depend on the author of a rule). Their own open request
/// is not approved in their own name: it stays open, so that a colleague can still reject it, which takes precedence
/// over the domain. The preview shows this, and the journal records that the entry covers its author.
async fn write(cx: &CommandContext<Administrator>, plan: &Plan) -> Result<()> {
    let id = store_change(&cx.tx, &cx.account, plan, &cx.person().recorded_name(), cx.now).await?;
    let entry = Entry {
        event: journal_event(plan, &cx.person().email),
        actor: cx.by.actor(),
        origin: Origin::Page,
        subject: Subject::DomainRule(&id),
        personal: PersonalFields::None,
    };
    cx.record(entry).await
}

/// Inserts, updates or deletes the entry of a plan, and returns its identifier.
async fn store_change<C: ConnectionTrait>(
    tx: &C,
    account: &account::Model,
    plan: &Plan,
    author: &SingleLine,
    now: Timestamp,
) -> Result<DomainRuleId> {
    match (&plan.existing, plan.removes) {
        (Some(row), true) => {
            domain_rules::delete(tx, &row.id).await?;
            Ok(row.id.clone())
        }
        (Some(row), false) => {
            domain_rules::set_with_subdomains(tx, &row.id, plan.rule.with_subdomains, author, now).await?;
            Ok(row.id.clone())
        }
        (None, _) => {
            let id = new_id(DomainRuleId::from_bytes);
            let row = domain_rule::Model {
                id: id.clone(),
                account_id: account.id.clone(),
                list: plan.list,
                domain: plan.rule.domain.clone(),
                with_subdomains: plan.rule.with_subdomains,
                added_by: author.clone(),
                added_at: now,
            };
            domain_rules::insert(tx, row).await?;
            Ok(id)
        }
    }
}

/// Returns the journal's event for a plan.
fn journal_event(plan: &Plan, author: &EmailAddress) -> JournalEvent {
    let entry = |with_subdomains| ListEntry { list: plan.list, domain: plan.rule.domain.clone(), with_subdomains };
    let after = || NewListEntry {
        entry: entry(plan.rule.with_subdomains),
        covers_own_address: plan.rule.covers(author.domain()),
    };
    match (&plan.existing, plan.removes) {
        (Some(row), true) => JournalEvent::DomainRemoved(Change::removed(entry(row.with_subdomains))),
        (Some(row), false) => JournalEvent::DomainChanged(Change::new(entry(row.with_subdomains), after())),
        (None, _) => JournalEvent::DomainAdded(Change::added(after())),
    }
}

fn domain_row(row: &domain_rule::Model, looks: &LookAlikeIndex, calendar: &Calendar) -> DomainRow {
    DomainRow {
        id: row.id.clone(),
        name: name(&row.domain),
        with_subdomains: row.with_subdomains,
        by: row.added_by.to_string(),
        when: calendar.when(row.added_at),
        look_alikes: looks.warnings(&row.domain),
    }
}

fn name(domain: &DomainName) -> NameView {
    NameView { readable: idn::readable(domain), ascii: domain.to_string() }
}

/// Indexes the names of both lists for look-alike warnings.
fn looks(rows: &[domain_rule::Model]) -> LookAlikeIndex {
    LookAlikeIndex::of(rows.iter().map(|row| row.domain.clone()))
}
