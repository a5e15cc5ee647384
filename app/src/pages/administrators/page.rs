//! Administrators of the account: list, add and remove. A confirmation (`?remove=…`) first names the loss.

use super::{
    api::{AddAdministrator, InviteAgain, RemoveAdministrator, get_administrators},
    dto::{AdministratorRow, Administrators, SeatState},
};
use crate::{
    AppError,
    layout::{AccountField, List, PageUrl, account_page, account_url, page_data, viewers},
    routes,
    ui::{
        Badge, Field, FlashNotice, Form, FormValues, Glyph, Heading, Icon, Submission, Time, Tone, flash, locale,
        optional_attr, question,
    },
};
use esecure::id::AdministratorId;
use i18n::administrators as t;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};

/// Fetches the data of the page.
pub(crate) async fn fetch(url: PageUrl) -> Result<Administrators, AppError> {
    get_administrators(url.account).await
}

/// `/esecure/administrators`
#[component]
pub(crate) fn AdministratorsPage() -> impl IntoView {
    let page = account_page(fetch, |Administrators { rows }, account| {
        view! { <AdministratorsOfAccount rows number=account.number/> }.into_any()
    });
    view! { <Title text=t::title(locale())/><div class="administrators">{page}</div> }
}

/// List of the administrators, with the forms that change it.
#[component]
fn AdministratorsOfAccount(
    rows: Vec<AdministratorRow>,
    /// Account number.
    number: String,
) -> impl IntoView {
    let locale = locale();
    let page = page_data();
    let again = ServerAction::<InviteAgain>::new();
    let invitation = Submission::of(again, move |()| page.done(t::done_again(locale)));
    let id = use_query_map().with_untracked(|query| query.get("remove"));
    let leaving = rows.iter().find(|row| id.as_deref() == Some(row.id.as_str()) && !row.last).cloned();
    let remove = ServerAction::<RemoveAdministrator>::new();
    let removal = Submission::of(remove, after_removal(leaving.as_ref().is_some_and(|row| row.own)));
    let shown = match leaving {
        Some(row) => removal_question(row, &number, remove, removal),
        // A form posted without script may have been refused because the seat is gone.
        None => removal.notice(None),
    };
    let list = List { path: routes::ADMINISTRATORS, name: "administrators-part", anchor: "list" };
    let (rows, pager) = list.cut(rows);
    let rows = rows.into_iter().map(|row| view! { <AdministratorRowView row again/> }.into_any());
    view! {
        <div class="head"><div>
            <Heading>{t::title(locale)}</Heading>
            <p>{t::lead(locale, number)}</p>
        </div></div>
        <FlashNotice/>
        {invitation.notice(None)}
        {shown}
        <div class="card" id="list">
            <table class="table" role="table" aria-label=t::table(locale)>
                <thead role="rowgroup"><tr role="row">
                    <th role="columnheader" scope="col">{t::who(locale)}</th>
                    <th role="columnheader" scope="col">{t::state(locale)}</th>
                    <th role="columnheader" scope="col">{t::since(locale)}</th>
                    <th role="columnheader" scope="col"><span class="sr">{t::actions(locale)}</span></th>
                </tr></thead>
                <tbody role="rowgroup">{rows.collect::<Vec<_>>()}</tbody>
            </table>
            {pager}
        </div>
        <AddForm/>
    }
}

/// Returns the callback after a removal. Administrators who removed their own seat may not see this page any more.
fn after_removal(own: bool) -> impl Fn(()) {
    let (locale, flash, viewers, navigate) = (locale(), flash(), viewers(), use_navigate());
    let list = account_url(routes::ADMINISTRATORS);
    move |()| {
        if own {
            flash.show_at(routes::HOME, t::done_self(locale));
            viewers.refetch();
            navigate(routes::HOME, NavigateOptions::default());
        } else {
            flash.show_at(routes::ADMINISTRATORS, t::done_removed(locale));
            navigate(&list, NavigateOptions::default());
        }
    }
}

#[component]
fn AdministratorRowView(
    row: AdministratorRow,
    /// Action that mails the invitation again, shared by all rows.
    again: ServerAction<InviteAgain>,
) -> impl IntoView {
    let locale = locale();
    let (is, icon, word) = match row.state {
        SeatState::Active => (Tone::Approved, Glyph::Approved, t::active(locale)),
        SeatState::Invited => (Tone::Pending, Glyph::Mail, t::invited(locale)),
        SeatState::TermsDue => (Tone::Pending, Glyph::Clock, t::terms_due(locale)),
    };
    let you = row.own.then(|| view! { " "<span class="muted">"("{t::you(locale)}")"</span> });
    let invite = (row.state == SeatState::Invited).then(|| {
        let (id, value, recipient) = (row.id.clone(), row.id.to_string(), t::again_what(locale, &row.name));
        let pressed =
            move || again.pending().get() && again.input().read().as_ref().is_some_and(|input| input.id == id);
        view! {
            <Form action=again read=read_invitation>
                <AccountField/>
                <input type="hidden" name="id" value=value/>
                <button class="btn small" type="submit" aria-busy=optional_attr(move || pressed().then_some("true"))>
                    {t::again(locale)}<span class="sr">" "{recipient}</span>
                </button>
            </Form>
        }
        .into_any()
    });
    let remove = if row.last {
        view! { <small class="muted">{t::last(locale)}</small> }.into_any()
    } else {
        let to = routes::with_query(&account_url(routes::ADMINISTRATORS), &format!("remove={}", row.id));
        view! {
            <a class="btn small danger" href=to data-noscroll="true">
                {t::remove(locale)}<span class="sr">" "{t::remove_what(locale, &row.name)}</span>
            </a>
        }
        .into_any()
    };
    view! {
        <tr role="row">
            <td role="cell" class="c-who"><b>{row.name.clone()}</b>{you}<span class="addr">{row.email}</span></td>
            <td role="cell" class="c-st"><Badge is icon>{word}</Badge></td>
            <td role="cell" class="c-since"><Time when=row.when/><small class="muted">{t::added(locale, row.by)}</small></td>
            <td role="cell" class="c-act"><div class="btns">{invite}{remove}</div></td>
        </tr>
    }
}

fn read_invitation(typed: &FormValues) -> Option<InviteAgain> {
    Some(InviteAgain { account: typed.account(), id: AdministratorId::parse(&typed.text("id"))? })
}

/// Confirmation of a removal, naming the loss.
fn removal_question(
    row: AdministratorRow,
    number: &str,
    action: ServerAction<RemoveAdministrator>,
    submission: Submission,
) -> AnyView {
    let locale = locale();
    let (title, first, word) = if row.own {
        (t::ask_self(locale).to_owned(), t::self_1(locale, number), t::do_self(locale).to_owned())
    } else {
        (t::ask_remove(locale, &row.name), t::lose_1(locale, number), t::do_remove(locale, &row.name))
    };
    let links = (!row.own).then(|| view! { <li>{t::lose_2(locale)}</li> });
    question(account_url(routes::ADMINISTRATORS), move |cancel| {
        view! {
            <Form action read=read_removal>
                <AccountField/>
                <h2 id="ask-title">{title}</h2>
                <p class="mono">{row.email}</p>
                <ul role="list" class="follows"><li>{first}</li>{links}<li>{t::lose_3(locale)}</li></ul>
                {submission.notice(None)}
                <input type="hidden" name="id" value=row.id.to_string()/>
                <p class="btns">
                    {cancel}
                    <button class="btn danger filled" type="submit" aria-busy=submission.busy()>{word}</button>
                </p>
            </Form>
        }
        .into_any()
    })
}

fn read_removal(typed: &FormValues) -> Option<RemoveAdministrator> {
    Some(RemoveAdministrator { account: typed.account(), id: AdministratorId::parse(&typed.text("id"))? })
}

#[component]
fn AddForm() -> impl IntoView {
    let locale = locale();
    let page = page_data();
    let action = ServerAction::<AddAdministrator>::new();
    let form = Submission::of(action, move |()| page.done(t::done_added(locale)));
    view! {
        <section class="card" aria-labelledby="add">
            <Form action read=read_addition clear=true attr:class="pad add" attr:novalidate=true>
                <AccountField/>
                <h2 id="add">{t::add(locale)}</h2>
                <p class="muted">{t::add_text(locale)}</p>
                {form.notice(None)}
                <Field name="email" label=t::email(locale) kind="email" hint=t::email_hint(locale) error=form.problem("email")/>
                <Field name="name" label=t::name(locale) hint=t::name_hint(locale) max=80 error=form.problem("name")/>
                <p class="btns">
                    <button class="btn primary" type="submit" aria-busy=form.busy()><Icon of=Glyph::Users/>{t::add(locale)}</button>
                </p>
            </Form>
        </section>
    }
}

fn read_addition(typed: &FormValues) -> Option<AddAdministrator> {
    Some(AddAdministrator { account: typed.account(), email: typed.text("email"), name: typed.text("name") })
}
