//! Sessions, and devices remembered behind mail links.

use super::{
    api::{EndOtherSessions, EndSession, ForgetDevice},
    dto::{DeviceRow, SessionRow},
};
use crate::{
    dto::DisplayTime,
    layout::{List, page_data},
    routes,
    ui::{Badge, Form, FormValues, Glyph, Submission, Time, Tone, locale, optional_attr},
};
use esecure::id::{DeviceId, SessionId};
use i18n::profile as t;
use leptos::prelude::*;

/// Sessions; the current one is marked.
#[component]
pub(super) fn Sessions(rows: Vec<SessionRow>) -> impl IntoView {
    let locale = locale();
    let page = page_data();
    let end = ServerAction::<EndSession>::new();
    let ended = Submission::of(end, move |()| page.done(t::done_session(locale)));
    let end_others = ServerAction::<EndOtherSessions>::new();
    let others_ended = Submission::of(end_others, move |()| page.done(t::done_others(locale)));
    let others = (rows.len() > 1).then(|| {
        view! {
            <Form action=end_others read=read_others attr:class="pad">
                <button class="btn danger" type="submit" aria-busy=others_ended.busy()>{t::end_others(locale)}</button>
            </Form>
        }
        .into_any()
    });
    let (rows, pager) = List { path: routes::PROFILE, name: "sessions-part", anchor: "sessions" }.cut(rows);
    let rows = rows.into_iter().map(|row| {
        let here = row
            .current
            .then(|| view! { " "<Badge is=Tone::Accent icon=Glyph::Check>{t::this_one(locale)}</Badge> }.into_any());
        let button = (!row.current).then(|| {
            let id = row.id.to_string();
            let is_sent = move || {
                end.pending().get() && end.input().read().as_ref().is_some_and(|sent| sent.id == row.id)
            };
            let what = row.what.clone();
            view! {
                <Form action=end read=read_session>
                    <input type="hidden" name="id" value=id/>
                    <RowButton word=t::end_session(locale) what busy=optional_attr(move || is_sent().then_some("true"))/>
                </Form>
            }
            .into_any()
        });
        view! {
            <li>
                <div><p><b>{row.what}</b>{here}</p><Times since=row.since seen=row.seen/></div>
                {button}
            </li>
        }
        .into_any()
    });
    view! {
        <section class="card places" aria-labelledby="sessions">
            <div class="pad"><h2 id="sessions">{t::sessions(locale)}</h2><p class="muted">{t::sessions_text(locale)}</p>
                {ended.notice(None)}{others_ended.notice(None)}</div>
            <ul role="list">{rows.collect::<Vec<_>>()}</ul>
            {pager}
            {others}
        </section>
    }
}

fn read_session(typed: &FormValues) -> Option<EndSession> {
    Some(EndSession { id: SessionId::parse(&typed.text("id"))? })
}

fn read_others(_: &FormValues) -> Option<EndOtherSessions> {
    Some(EndOtherSessions {})
}

#[component]
pub(super) fn Devices(rows: Vec<DeviceRow>) -> impl IntoView {
    let locale = locale();
    let page = page_data();
    let forget = ServerAction::<ForgetDevice>::new();
    let forgotten = Submission::of(forget, move |()| page.done(t::done_device(locale)));
    let none = rows.is_empty().then(|| view! { <p class="muted">{t::devices_none(locale)}</p> });
    let (rows, pager) = List { path: routes::PROFILE, name: "devices-part", anchor: "devices" }.cut(rows);
    let rows = rows.into_iter().map(|row| {
        let (id, what) = (row.id.to_string(), row.what.clone());
        let is_sent =
            move || forget.pending().get() && forget.input().read().as_ref().is_some_and(|sent| sent.id == row.id);
        view! {
            <li>
                <div>
                    <p><b>{row.what}</b></p>
                    <Times since=row.since seen=row.seen/>
                    <small class="muted">{t::remembered_until(locale)}" "<Time when=row.until/></small>
                </div>
                <Form action=forget read=read_device>
                    <input type="hidden" name="id" value=id/>
                    <RowButton word=t::forget(locale) what busy=optional_attr(move || is_sent().then_some("true"))/>
                </Form>
            </li>
        }
        .into_any()
    });
    view! {
        <section class="card places" aria-labelledby="devices">
            <div class="pad"><h2 id="devices">{t::devices(locale)}</h2><p class="muted">{t::devices_text(locale)}</p>{none}
                {forgotten.notice(None)}</div>
            <ul role="list">{rows.collect::<Vec<_>>()}</ul>
            {pager}
        </section>
    }
}

fn read_device(typed: &FormValues) -> Option<ForgetDevice> {
    Some(ForgetDevice { id: DeviceId::parse(&typed.text("id"))? })
}

#[component]
fn Times(since: DisplayTime, seen: DisplayTime) -> impl IntoView {
    let locale = locale();
    view! {
        <small class="muted">{t::since(locale)}" "<Time when=since/>" · "{t::seen(locale)}" "<Time when=seen/></small>
    }
}

/// Button that ends a session or forgets a device; its accessible name includes the browser.
#[component]
fn RowButton(
    word: &'static str,
    what: String,
    /// Value of `aria-busy`, set while the command about this row is pending.
    busy: Box<dyn Fn() -> Option<&'static str> + Send>,
) -> impl IntoView {
    view! {
        <button class="btn small" type="submit" aria-busy=busy>{word}<span class="sr">" "{what}</span></button>
    }
}
