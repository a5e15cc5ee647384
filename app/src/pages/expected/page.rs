//! Page of the expected shippers: the form that announces one, and the announcements with what became of them.

use super::{
    api::{AnnounceShipper, MoveAnnouncement, WithdrawAnnouncement, get_expected},
    dto::{AnnouncementRow, AnnouncementStateView, ExpectedShippers},
    list::Announcements,
};
use crate::{
    AppError,
    layout::{AccountField, PageUrl, account_page, account_url, page_data},
    routes,
    ui::{Field, FlashNotice, Form, FormValues, Glyph, Heading, Icon, Submission, flash, locale, question},
};
use esecure::id::AnnouncementId;
use i18n::expected as t;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};

/// Fetches the data of the page.
pub(crate) async fn fetch(url: PageUrl) -> Result<ExpectedShippers, AppError> {
    get_expected(url.account).await
}

/// `/esecure/expected`
#[component]
pub(crate) fn ExpectedPage() -> impl IntoView {
    let page = account_page(fetch, |data, account| view! { <OfAccount data number=account.number/> }.into_any());
    view! { <Title text=t::title(locale())/><div class="expected">{page}</div> }
}

#[component]
fn OfAccount(data: ExpectedShippers, number: String) -> impl IntoView {
    let locale = locale();
    let chosen = |parameter: &str| {
        let id = use_query_map().with_untracked(|query| query.get(parameter))?;
        let waits = |row: &&AnnouncementRow| row.state == AnnouncementStateView::Waiting;
        data.rows.iter().filter(waits).find(|row| row.id.as_str() == id)
    };
    let asked = match (chosen("withdraw"), chosen("day")) {
        (Some(row), _) => Some(withdrawal(row, &number)),
        (None, row) => row.map(move_day),
    };
    view! {
        <div class="head"><div>
            <Heading>{t::title(locale)}</Heading>
            <p>{t::lead(locale)}</p>
        </div></div>
        <FlashNotice/>
        {asked}
        <Announce today=data.today enforced=data.enforced/>
        <Announcements rows=data.rows waiting=data.waiting/>
    }
}

/// Form that announces an address or a domain, with its consequence.
#[component]
fn Announce(today: String, enforced: bool) -> impl IntoView {
    let locale = locale();
    let page = page_data();
    let action = ServerAction::<AnnounceShipper>::new();
    let form = Submission::of(action, move |()| page.done(t::done_announced(locale)));
    let effect = if enforced { t::effect(locale) } else { t::effect_off(locale) };
    view! {
        <section class="card" aria-labelledby="announce">
            <Form action read=read_form clear=true attr:class="pad announce" attr:novalidate=true>
                <AccountField/>
                <h2 id="announce">{t::announce(locale)}</h2>
                {form.notice(None)}
                <div class="fields">
                    <Field name="who" label=t::who(locale) plain=true max=254 error=form.problem("who")/>
                    <Field name="reference" label=t::reference(locale) max=80 error=form.problem("reference")/>
                    <Field name="until" label=t::last_day(locale) kind="date" value=today error=form.problem("until")/>
                </div>
                <p class="muted">{effect}</p>
                <p class="btns">
                    <button class="btn primary" type="submit" aria-busy=form.busy()>
                        <Icon of=Glyph::Calendar/>{t::announce(locale)}
                    </button>
                </p>
            </Form>
        </section>
    }
}

fn read_form(typed: &FormValues) -> Option<AnnounceShipper> {
    let (who, reference, until) = (typed.text("who"), typed.text("reference"), typed.text("until"));
    Some(AnnounceShipper { account: typed.account(), who, reference, until })
}

/// Confirmation of a withdrawal, naming the loss.
fn withdrawal(row: &AnnouncementRow, number: &str) -> AnyView {
    let locale = locale();
    let (flash, navigate, list) = (flash(), use_navigate(), account_url(routes::EXPECTED));
    let action = ServerAction::<WithdrawAnnouncement>::new();
    let submission = Submission::of(action, move |()| {
        flash.show_at(routes::EXPECTED, t::done_withdrawn(locale));
        navigate(&list, NavigateOptions::default());
    });
    let (title, text, id) = (t::ask_withdraw(locale, &row.who), t::withdraw_text(locale, number), row.id.to_string());
    question(account_url(routes::EXPECTED), move |cancel| {
        view! {
            <Form action read=read_withdrawal>
                <AccountField/>
                <h2 id="ask-title">{title}</h2>
                <p>{text}</p>
                {submission.notice(None)}
                <input type="hidden" name="id" value=id/>
                <p class="btns">
                    {cancel}
                    <button class="btn danger filled" type="submit" aria-busy=submission.busy()>{t::withdraw(locale)}</button>
                </p>
            </Form>
        }
        .into_any()
    })
}

fn read_withdrawal(typed: &FormValues) -> Option<WithdrawAnnouncement> {
    Some(WithdrawAnnouncement { account: typed.account(), id: AnnouncementId::parse(&typed.text("id"))? })
}

/// Form that moves the last day of an announcement.
fn move_day(row: &AnnouncementRow) -> AnyView {
    let locale = locale();
    let (flash, navigate, list) = (flash(), use_navigate(), account_url(routes::EXPECTED));
    let action = ServerAction::<MoveAnnouncement>::new();
    let submission = Submission::of(action, move |()| {
        flash.show_at(routes::EXPECTED, t::done_moved(locale));
        navigate(&list, NavigateOptions::default());
    });
    let (title, value, id) = (t::ask_day(locale, &row.who), row.last_day_value.clone(), row.id.to_string());
    question(account_url(routes::EXPECTED), move |cancel| {
        view! {
            <Form action read=read_day attr:novalidate=true>
                <AccountField/>
                <h2 id="ask-title">{title}</h2>
                <input type="hidden" name="id" value=id/>
                <Field name="until" id="new-until" label=t::last_day(locale) kind="date" value=value hint=t::move_hint(locale)
                    error=submission.problem("until")/>
                {submission.notice(Some("until"))}
                <p class="btns">
                    {cancel}
                    <button class="btn primary" type="submit" aria-busy=submission.busy()>{t::save_day(locale)}</button>
                </p>
            </Form>
        }
        .into_any()
    })
}

fn read_day(typed: &FormValues) -> Option<MoveAnnouncement> {
    let id = AnnouncementId::parse(&typed.text("id"))?;
    Some(MoveAnnouncement { account: typed.account(), id, until: typed.text("until") })
}
