//! Sessions, and devices remembered behind mail links.

use super::{
    dto::{DeviceRow, SessionRow},
    page::HERE,
};
use crate::{
    dto::DisplayTime,
    forms::{PRESSED, Posted},
    ui::{Badge, Glyph, PageProfile, Time, Tone, locale, pager},
};
use i18n::profile as t;
use leptos::prelude::*;

/// Sessions; the current one is marked.
#[component]
pub(super) fn Sessions(rows: Vec<SessionRow>) -> impl IntoView {
    let locale = locale();
    let several = rows.len() > 1;
    let others = several.then(|| {
        view! {
            <form class="pad" method="post" action=HERE>
                <PageProfile/>
                <button class="btn danger" type="submit" name=PRESSED value="others">{t::end_others(locale)}</button>
            </form>
        }
        .into_any()
    });
    let (rows, pager) = pager::List { path: HERE, name: "sessions-part", anchor: "sessions" }.cut(rows);
    let rows = rows.into_iter().map(|row| {
        let here = row
            .current
            .then(|| view! { " "<Badge is=Tone::Accent icon=Glyph::Check>{t::this_one(locale)}</Badge> }.into_any());
        let end = (!row.current)
            .then(|| End::of("session", row.id.to_string(), t::end_session(locale), row.what.clone()).into_row());
        view! {
            <li>
                <div><p><b>{row.what}</b>{here}</p><Times since=row.since seen=row.seen/></div>
                {end}
            </li>
        }
        .into_any()
    });
    view! {
        <section class="card places" aria-labelledby="sessions">
            <div class="pad"><h2 id="sessions">{t::sessions(locale)}</h2><p class="muted">{t::sessions_text(locale)}</p>
                {Posted::by("session").refusal()}</div>
            <ul role="list">{rows.collect::<Vec<_>>()}</ul>
            {pager}
            {others}
        </section>
    }
}

#[component]
pub(super) fn Devices(rows: Vec<DeviceRow>) -> impl IntoView {
    let locale = locale();
    let none = rows.is_empty().then(|| view! { <p class="muted">{t::devices_none(locale)}</p> });
    let (rows, pager) = pager::List { path: HERE, name: "devices-part", anchor: "devices" }.cut(rows);
    let rows = rows.into_iter().map(|row| {
        let end = End::of("device", row.id.to_string(), t::forget(locale), row.what.clone()).into_row();
        view! {
            <li>
                <div>
                    <p><b>{row.what}</b></p>
                    <Times since=row.since seen=row.seen/>
                    <small class="muted">{t::remembered_until(locale)}" "<Time when=row.until/></small>
                </div>
                {end}
            </li>
        }
        .into_any()
    });
    view! {
        <section class="card places" aria-labelledby="devices">
            <div class="pad"><h2 id="devices">{t::devices(locale)}</h2><p class="muted">{t::devices_text(locale)}</p>{none}
                {Posted::by("device").refusal()}</div>
            <ul role="list">{rows.collect::<Vec<_>>()}</ul>
            {pager}
        </section>
    }
}

#[component]
fn Times(since: DisplayTime, seen: DisplayTime) -> impl IntoView {
    let locale = locale();
    view! {
        <small class="muted">{t::since(locale)}" "<Time when=since/>" · "{t::seen(locale)}" "<Time when=seen/></small>
    }
}

/// Button that ends a session or forgets a device.
struct End {
    press: &'static str,
    id: String,
    word: &'static str,
    what: String,
}

impl End {
    fn of(press: &'static str, id: String, word: &'static str, what: String) -> Self {
        Self { press, id, word, what }
    }

    fn into_row(self) -> AnyView {
        let Self { press, id, word, what } = self;
        view! {
            <form method="post" action=HERE>
                <PageProfile/>
                <input type="hidden" name="id" value=id/>
                <button class="btn small" type="submit" name=PRESSED value=press>{word}<span class="sr">" "{what}</span></button>
            </form>
        }
        .into_any()
    }
}
