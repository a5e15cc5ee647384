//! Administrators of the account: list, add and remove. A confirmation (`?remove=…`) first names the loss.

use super::dto::{AdministratorRow, SeatState};
use crate::{
    forms::{
        PRESSED, Posted,
        account_page::{account_page, action_url},
        posted::done,
    },
    routes,
    standalone::document::{Input, input},
    ui::{Badge, Glyph, Heading, Icon, PageProfile, Time, Tone, locale, pager},
};
use esecure::Locale;
use i18n::administrators as t;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// `/esecure/administrators`
#[component]
pub(crate) fn AdministratorsPage() -> impl IntoView {
    let locale = locale();
    let leaving = use_query_map().read_untracked().get("remove");
    let page = account_page(
        |backend, seat| async move { backend.administrators(&seat).await },
        move |administrators, account| {
            let leaving = administrators.rows.iter().find(|row| leaving.as_deref() == Some(row.id.as_str())).cloned();
            let question = leaving
                .filter(|row| !row.last)
                .map(|row| view! { <Question row number=account.number.clone()/> }.into_any());
            let list = pager::List { path: routes::ADMINISTRATORS, name: "administrators-part", anchor: "list" };
            let (rows, pager) = list.cut(administrators.rows);
            let rows = rows.into_iter().map(|row| view! { <Row row/> }.into_any());
            view! {
                <div class="head"><div>
                    <Heading>{t::title(locale)}</Heading>
                    <p>{t::lead(locale, account.number)}</p>
                </div></div>
                {done(|what| flash_text(what, locale))}
                {Posted::by("again").refusal()}
                {Posted::by("remove").refusal()}
                {question}
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
                <Add/>
            }
            .into_any()
        },
    );
    view! { <Title text=t::title(locale)/><div class="administrators">{page}</div> }
}

fn flash_text(what: &str, locale: Locale) -> Option<String> {
    let text = match what {
        "added" => t::done_added(locale),
        "again" => t::done_again(locale),
        "removed" => t::done_removed(locale),
        _ => return None,
    };
    Some(text.to_owned())
}

#[component]
fn Row(row: AdministratorRow) -> impl IntoView {
    let locale = locale();
    let (is, icon, word) = match row.state {
        SeatState::Active => (Tone::Approved, Glyph::Approved, t::active(locale)),
        SeatState::Invited => (Tone::Pending, Glyph::Mail, t::invited(locale)),
        SeatState::TermsDue => (Tone::Pending, Glyph::Clock, t::terms_due(locale)),
    };
    let you = row.own.then(|| view! { " "<span class="muted">"("{t::you(locale)}")"</span> });
    let again = (row.state == SeatState::Invited).then(|| {
        view! {
            <form method="post" action=action_url(routes::ADMINISTRATORS)>
                <PageProfile/>
                <input type="hidden" name="id" value=row.id.to_string()/>
                <button class="btn small quiet" type="submit" name=PRESSED value="again">
                    {t::again(locale)}<span class="sr">" "{t::again_what(locale, &row.name)}</span>
                </button>
            </form>
        }
        .into_any()
    });
    let separator = if action_url("").contains('?') { '&' } else { '?' };
    let to = format!("{}{separator}remove={}", action_url(routes::ADMINISTRATORS), row.id);
    let remove = if row.last {
        view! { <small class="muted">{t::last(locale)}</small> }.into_any()
    } else {
        view! {
            <a class="btn small danger" href=to>
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
            <td role="cell" class="c-act"><div class="btns">{again}{remove}</div></td>
        </tr>
    }
}

/// Confirmation of a removal, naming the loss.
#[component]
fn Question(row: AdministratorRow, number: String) -> impl IntoView {
    let locale = locale();
    let (title, first, word) = if row.own {
        (t::ask_self(locale).to_owned(), t::self_1(locale, number), t::do_self(locale).to_owned())
    } else {
        (t::ask_remove(locale, &row.name), t::lose_1(locale, number), t::do_remove(locale, &row.name))
    };
    let links = (!row.own).then(|| view! { <li>{t::lose_2(locale)}</li> });
    view! {
        <section class="card ask" aria-labelledby="ask">
            <form class="pad" method="post" action=action_url(routes::ADMINISTRATORS)>
                <PageProfile/>
                <h2 id="ask" tabindex="-1" autofocus=true>{title}</h2>
                <p class="mono">{row.email}</p>
                <ul role="list" class="follows"><li>{first}</li>{links}<li>{t::lose_3(locale)}</li></ul>
                <input type="hidden" name="id" value=row.id.to_string()/>
                <p class="btns">
                    <a class="btn" href=action_url(routes::ADMINISTRATORS)>{t::cancel(locale)}</a>
                    <button class="btn danger filled" type="submit" name=PRESSED value="remove">{word}</button>
                </p>
            </form>
        </section>
    }
}

#[component]
fn Add() -> impl IntoView {
    let locale = locale();
    let posted = Posted::by("add");
    view! {
        <section class="card" aria-labelledby="add">
            <form class="pad add" method="post" action=action_url(routes::ADMINISTRATORS) novalidate>
                <PageProfile/>
                <h2 id="add">{t::add(locale)}</h2>
                <p class="muted">{t::add_text(locale)}</p>
                {posted.refusal()}
                {input(Input {
                    name: "email", label: t::email(locale), kind: "email", value: posted.value("email", ""), autocomplete: "off",
                    hint: Some(t::email_hint(locale).to_owned()), problem: posted.problem("email"), ..Input::default()
                })}
                {input(Input {
                    name: "name", label: t::name(locale), kind: "text", value: posted.value("name", ""), autocomplete: "off",
                    hint: Some(t::name_hint(locale).to_owned()), problem: posted.problem("name"), max: Some(80),
                    ..Input::default()
                })}
                <p class="btns">
                    <button class="btn primary" type="submit" name=PRESSED value="add"><Icon of=Glyph::Users/>{t::add(locale)}</button>
                </p>
            </form>
        </section>
    }
}
