//! Journal page of an administrator: filtered, paginated entries in words, and verification of the chain.

use super::{
    ActorCode, EventCode, EventGroup, JournalEvent, labels, personal,
    verify::{ChainError, verify},
    wording::Wording,
};
use crate::{
    api::email_problem,
    calendar::Calendar,
    error::Result,
    services::{Services, parse_email, texts::displayable},
    store::{
        accounts, applications,
        columns::EntryNumber,
        entity::{account, journal as journal_entry},
        journal::{self, Filter, PageDirection, StoredEntry},
        people,
    },
};
use app::{
    dto::DisplayTime,
    error::Problem,
    pages::journal::dto::{Choices, JournalAbout, JournalEntry, JournalPage, JournalQuery, JournalWho, Verified},
};
use esecure::{Locale, SingleLine, Timestamp, id::ProfileId, person::Administrator, policy::StandingKind};
use i18n::journal as t;
use serde_json::Value;
use std::collections::HashMap;

/// Maximum length of an actor filter: an application's name with its prefix.
const ACTORS: usize = 200;
/// Entries on a page.
const PAGE: usize = 50;
/// Maximum number of people, and of applications, in the filter.
const LONGEST_CHOICE_LIST: usize = 200;

impl Services {
    /// Returns one page of the journal of the administrator's account. Invalid filters are reported in the page.
    pub async fn journal(&self, by: &Administrator, query: &JournalQuery) -> Result<JournalPage> {
        let account = accounts::get(&self.db, by.account()).await?;
        let calendar = self.calendar(&account, by.person().locale);
        let (filter, problems) = read(query, &calendar);
        let (mut kept, mut older, mut newer) = (Vec::new(), None, None);
        if problems.is_empty() {
            (kept, older, newer) = self.page(&account, &filter, query).await?;
        }
        let names = self.names(&kept).await?;
        let entries = kept.into_iter().map(|one| {
            let first = first_decision(&one.0, calendar.locale);
            let entry = to_entry(one, &names, &calendar);
            JournalEntry { what: first.map_or(entry.what, str::to_owned), ..entry }
        });
        let entries = entries.collect();
        let total = u64::try_from(account.journal_seq.get()).unwrap_or(0);
        let who = self.actor_choices(&account, &query.who, calendar.locale).await?;
        let (older, newer) = (older.map(EntryNumber::get), newer.map(EntryNumber::get));
        Ok(JournalPage { entries, total, kinds: kind_choices(calendar.locale), who, problems, older, newer })
    }

    /// Loads the entries of a page, newest first, with the cursors of the older and the newer page.
    async fn page(
        &self,
        account: &account::Model,
        filter: &Filter,
        query: &JournalQuery,
    ) -> Result<(Vec<StoredEntry>, Option<EntryNumber>, Option<EntryNumber>)> {
        let asked = |side| journal::page(&self.db, &account.id, filter, side, PAGE as u64 + 1);
        if let Some(after) = query.after {
            let mut kept = asked(PageDirection::After(EntryNumber::new(after))).await?;
            let more = kept.len() > PAGE;
            kept.truncate(PAGE);
            kept.reverse();
            if let (Some((first, _)), Some((last, _))) = (kept.first(), kept.last()) {
                let (newer, older) = (more.then_some(first.seq), Some(last.seq));
                return Ok((kept, older, newer));
            }
        }
        let before = EntryNumber::new(query.before.unwrap_or(i64::MAX));
        let mut kept = asked(PageDirection::Before(before)).await?;
        let older = (kept.len() > PAGE).then(|| kept[PAGE - 1].0.seq);
        kept.truncate(PAGE);
        let newer = kept.first().filter(|_| query.before.is_some()).map(|(first, _)| first.seq);
        Ok((kept, older, newer))
    }

    /// Verifies the whole chain of the administrator's account.
    pub async fn verify_journal(&self, by: &Administrator) -> Result<Verified> {
        let locale = by.person().locale;
        let account = accounts::get(&self.db, by.account()).await?;
        Ok(match verify(&self.db, &account).await? {
            Ok(entries) => Verified::Whole(entries),
            Err(broken) => Verified::Broken(chain_error_text(broken, locale)),
        })
    }

    /// Lists the choices of the actor filter: everyone who ever held a seat, the applications, and the other actors.
    /// Beyond [`LONGEST_CHOICE_LIST`] only the first ones and the selected one are listed.
    async fn actor_choices(&self, account: &account::Model, chosen: &str, locale: Locale) -> Result<Vec<Choices>> {
        let people = people::all_time_administrators(&self.db, &account.id).await?.into_iter().map(|profile| {
            let name = if profile.name.is_empty() { t::erased(locale).to_owned() } else { profile.name };
            (profile.id.to_string(), name)
        });
        let applications = applications::names(&self.db).await?;
        let applications = applications.into_iter().map(|name| (ActorCode::Application(&name).code(), name.into()));
        let others = [ActorCode::Operator, ActorCode::System, ActorCode::Requester];
        let others = others.iter().filter_map(|actor| Some((actor.code(), labels::actor(actor, locale)?)));
        let group = |title: &str, choices: Vec<(String, String)>| choice_group(title, choices, chosen, locale);
        Ok(vec![
            group(t::people(locale), people.collect()),
            group(t::applications(locale), applications.collect()),
            group(t::others(locale), others.collect()),
        ])
    }

    /// Loads the current names of actors whose entries hold no personal fields any more: an erasure of another person
    /// may have removed the actor's name too.
    pub(super) async fn names(&self, kept: &[StoredEntry]) -> Result<HashMap<ProfileId, String>> {
        let erased = kept.iter().filter(|(_, kept)| kept.is_none());
        let missing: Vec<ProfileId> = erased.filter_map(|(entry, _)| person_id(entry)).collect();
        if missing.is_empty() {
            return Ok(HashMap::new());
        }
        let profiles = people::profiles(&self.db, &missing).await?;
        Ok(profiles.into_iter().filter(|profile| !profile.name.is_empty()).map(|p| (p.id, p.name)).collect())
    }
}

/// Builds a filter group with at most [`LONGEST_CHOICE_LIST`] choices and the selected one; its title gives the total.
fn choice_group(title: &str, mut choices: Vec<(String, String)>, chosen: &str, locale: Locale) -> Choices {
    let total = choices.len();
    if total <= LONGEST_CHOICE_LIST {
        return Choices { title: title.to_owned(), choices };
    }
    let beyond = choices.split_off(LONGEST_CHOICE_LIST).into_iter().find(|(code, _)| code == chosen);
    choices.extend(beyond);
    Choices { title: t::FirstOf { n: LONGEST_CHOICE_LIST, title, total }.text(locale), choices }
}

/// Parses the actor filter. Invalid text becomes an empty actor, which matches nothing, because PostgreSQL rejects a
/// NUL.
fn actor(who: &str) -> Option<String> {
    SingleLine::parse(who, ACTORS).map_or_else(|_| Some(String::new()), |who| who.map(String::from))
}

/// Parses the filters; returns the invalid ones as problems by field.
pub(super) fn read(query: &JournalQuery, calendar: &Calendar) -> (Filter, Vec<Problem>) {
    let locale = calendar.locale;
    let mut problems = Vec::new();
    let mut refuse =
        |field: &str, text: &str| problems.push(Problem { field: field.to_owned(), text: text.to_owned() });
    let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let mut filter =
        Filter { events: EventCode::filtered_by(&query.kind), actor: actor(&query.who), ..Filter::default() };
    if let Some(address) = some(&query.address) {
        match parse_email(&address) {
            Ok(email) => filter.address = Some(email.key()),
            Err(error) => refuse("address", email_problem(error, locale)),
        }
    }
    let mut day = |field, text: &str, read: &dyn Fn(&str) -> Option<Timestamp>| {
        let day = some(text)?;
        let at = read(&day);
        if at.is_none() {
            refuse(field, t::no_day(locale));
        }
        at
    };
    filter.from = day("from", &query.from, &|text| calendar.start_of_day(text));
    filter.to = day("to", &query.to, &|text| calendar.end_of_day(text));
    (filter, problems)
}

fn kind_choices(locale: Locale) -> Vec<Choices> {
    let groups = EventGroup::ALL.into_iter().map(|group| {
        let title = labels::group(group, locale);
        let mut choices = vec![(group.code().to_owned(), t::kind_whole(locale, title))];
        choices.extend(group.events().map(|event| (event.code().to_owned(), labels::event(event, locale).to_owned())));
        Choices { title: title.to_owned(), choices }
    });
    groups.collect()
}

/// Parses the actor of an entry as a person.
fn person_id(entry: &journal_entry::Model) -> Option<ProfileId> {
    match ActorCode::parse(entry.actor.as_str()) {
        Some(ActorCode::Person(profile)) => Some(profile),
        _ => None,
    }
}

/// Names a first decision by its outcome, on the page alone: the export keeps the text of its event.
fn first_decision(entry: &journal_entry::Model, locale: Locale) -> Option<&'static str> {
    let event = JournalEvent::read(entry.event.as_str(), entry.before.as_str(), entry.after.as_str()).ok()?;
    match event.first_decision()? {
        StandingKind::Approved => Some(t::approved_first(locale)),
        StandingKind::Rejected => Some(t::rejected_first(locale)),
        StandingKind::Undecided => None,
    }
}

/// Formats an entry in words.
pub(super) fn to_entry(
    (entry, kept): StoredEntry,
    names: &HashMap<ProfileId, String>,
    calendar: &Calendar,
) -> JournalEntry {
    let locale = calendar.locale;
    let personal = personal::read(&entry, kept);
    let text = |name: &str, of: &Option<personal::Fields>| {
        of.as_ref().and_then(|fields| fields.get(name)).and_then(Value::as_str).map(displayable)
    };
    let who = match ActorCode::parse(entry.actor.as_str()).and_then(|actor| labels::actor(&actor, locale)) {
        Some(other) => JournalWho::Other(other),
        None => match (text("actor_name", &personal.actor), person_id(&entry).and_then(|id| names.get(&id))) {
            (Some(name), _) => JournalWho::Person { name, email: text("actor_email", &personal.actor) },
            (None, Some(name)) => JournalWho::Person { name: displayable(name), email: None },
            (None, None) => JournalWho::Erased,
        },
    };
    let about = match (text("email", &personal.about), &personal.about) {
        (Some(email), _) => JournalAbout::Address { email, name: text("name", &personal.about) },
        (None, Some(_)) => JournalAbout::Nobody,
        (None, None) => JournalAbout::Erased,
    };
    let at = entry.at;
    let when = DisplayTime { text: format!("{} {}", calendar.day(at), calendar.clock(at)), ..calendar.when(at) };
    let Wording { what, origin, changes } = Wording::of(&entry, personal.about.as_ref(), calendar);
    JournalEntry { number: entry.seq.get(), when, who, what, origin, about, changes }
}

/// Returns the sentence for a broken chain.
fn chain_error_text(broken: ChainError, locale: Locale) -> String {
    match broken {
        ChainError::Sequence(number) => t::broken::sequence(locale, number),
        ChainError::Link(number) => t::broken::link(locale, number),
        ChainError::Altered(number) => t::broken::altered(locale, number),
        ChainError::Personal(number) => t::broken::personal(locale, number),
        ChainError::Surplus(number) => t::broken::surplus(locale, number),
        ChainError::End(number) => t::broken::end(locale, number),
    }
}
