//! Confirmation dialogs of the switch: the consequence, the password, and on switching off the handling of open
//! requests.

use super::{
    dto::{Enforcement, OpenRequests, PlannedSwitch, ScheduleForm, ZonedDisplayTime},
    schedule_input::Typed,
};
use crate::{
    forms::{PRESSED, Posted, account_page::action_url},
    layout::viewers,
    routes,
    standalone::document::{Input, input},
    ui::{Check, PageProfile, command, locale, suspend_fn},
};
use i18n::enforcement as t;
use leptos::prelude::*;

/// Dialog for the current state. Open on load if a submit was refused or a time was entered.
#[component]
pub(super) fn Ask(now: Enforcement, typed: Typed) -> impl IntoView {
    if now.account.enforced {
        return view! { <SwitchOff now/> }.into_any();
    }
    let planned = now.planned.clone().map(|planned| view! { <CallOff planned number=now.account.number.clone()/> });
    let asked = typed.plan().map(|(form, moment)| view! { <SwitchOn now form moment/> });
    view! { {planned}{asked} }.into_any()
}

/// Confirms switching on, now or at a scheduled time.
#[component]
fn SwitchOn(now: Enforcement, form: ScheduleForm, moment: Option<ZonedDisplayTime>) -> impl IntoView {
    let locale = locale();
    let refused = now.addresses.saturating_sub(now.may_ship);
    let (title, go) = match &moment {
        Some(moment) => (t::ask_at(locale, &moment.short), t::set_the_date(locale)),
        None => (t::ask_on(locale).to_owned(), t::switch_on(locale)),
    };
    let clock = moment.map(|moment| {
        let twice = moment.twice.then(|| t::first_of_two(locale, &moment.offset));
        view! {
            <p>{moment.full}<br/><span class="muted">{t::Clock { offset: moment.offset, place: now.times.place }.text(locale)}</span></p>
            {twice.map(|text| view! { <p>{text}</p> })}
        }
    });
    let tell = form.tell && now.undecided > 0;
    let posted = Posted::by("plan");
    view! {
        <dialog class="dialog" id="ask" aria-labelledby="ask-title" open>
            <form method="post" action=action_url(routes::ENFORCEMENT) novalidate>
                <PageProfile/>
                <input type="hidden" name=PRESSED value="plan"/>
                <input type="hidden" name="when" value=if form.now { "now" } else { "date" }/>
                <input type="hidden" name="date" value=form.date/>
                <input type="hidden" name="time" value=form.time/>
                {tell.then(|| view! { <input type="hidden" name="tell" value="true"/> })}
                <Whose/>
                <h2 id="ask-title">{title}</h2>
                {clock}
                <p>{t::AskOnText { n: refused, number: now.account.number, total: now.addresses }.text(locale)}</p>
                {tell.then(|| view! { <p>{t::told_now(locale, now.undecided)}</p> })}
                {refusal(&posted)}
                {password(&posted)}
                <div class="btns">
                    <button class="btn" type="button" {..command("ask", "close")}>{t::keep_off(locale)}</button>
                    <button class="btn primary" type="submit">{go}</button>
                </div>
            </form>
        </dialog>
    }
}

/// Confirms cancelling the schedule.
#[component]
fn CallOff(planned: PlannedSwitch, number: String) -> impl IntoView {
    let locale = locale();
    let posted = Posted::by("call-off");
    view! {
        <dialog class="dialog" id="call-off" aria-labelledby="call-off-title" open=posted.is_there()>
            <form method="post" action=action_url(routes::ENFORCEMENT) novalidate>
                <PageProfile/>
                <input type="hidden" name=PRESSED value="call-off"/>
                <Whose/>
                <h2 id="call-off-title">{t::ask_call_off(locale, planned.at.short)}</h2>
                <p>{t::ask_call_off_text(locale, number)}</p>
                {refusal(&posted)}
                {input(Input { id: Some("call-off-password"), ..field(&posted) })}
                <div class="btns">
                    <button class="btn" type="button" {..command("call-off", "close")}>{t::keep_date(locale)}</button>
                    <button class="btn danger filled" type="submit">{t::call_off(locale)}</button>
                </div>
            </form>
        </dialog>
    }
}

#[component]
fn SwitchOff(now: Enforcement) -> impl IntoView {
    let locale = locale();
    let posted = Posted::from_context();
    // A submit made before another administrator switched enforcement on is refused above the page.
    let posted = if posted.fields.contains_key(PRESSED) { Posted::default() } else { posted };
    let kept = OpenRequests::from_code(&posted.value("open", ""));
    view! {
        <dialog class="dialog" id="ask" aria-labelledby="ask-title" open=posted.is_there()>
            <form method="post" action=action_url(routes::ENFORCEMENT) novalidate>
                <PageProfile/>
                <input type="hidden" name="on" value="false"/>
                <Whose/>
                <h2 id="ask-title">{t::ask_off(locale)}</h2>
                <p>{t::ask_off_text(locale, now.account.number)}</p>
                {refusal(&posted)}
                <Open count=now.account.open kept/>
                {password(&posted)}
                <div class="btns">
                    <button class="btn" type="button" {..command("ask", "close")}>{t::keep_on(locale)}</button>
                    <button class="btn danger filled" type="submit">{t::switch_off(locale)}</button>
                </div>
            </form>
        </dialog>
    }
}

/// Error of a submit, unless it belongs to the password field.
fn refusal(posted: &Posted) -> Option<AnyView> {
    posted.error.as_ref().filter(|error| error.of("password").is_none()).and_then(|_| posted.refusal())
}

fn password(posted: &Posted) -> AnyView {
    input(field(posted)).into_any()
}

fn field(posted: &Posted) -> Input {
    let locale = locale();
    Input {
        name: "password",
        label: t::password(locale),
        kind: "password",
        autocomplete: "current-password",
        hint: Some(t::password_hint(locale).to_owned()),
        problem: posted.problem("password"),
        max: Some(1000),
        focus: true,
        ..Input::default()
    }
}

/// Username for password managers. Has no `name`, so it is not submitted.
#[component]
fn Whose() -> impl IntoView {
    let viewers = viewers();
    view! {
        <Suspense>
            {suspend_fn(move || async move {
                viewers.await.ok().flatten().map(|viewer| view! {
                    <input type="text" autocomplete="username" value=viewer.email hidden readonly/>
                }.into_any())
            })}
        </Suspense>
    }
}

/// Handling of open requests.
#[component]
fn Open(count: u64, kept: OpenRequests) -> impl IntoView {
    let locale = locale();
    let legend = match count {
        0 => t::open_none(locale).to_owned(),
        n => t::open_title(locale, n),
    };
    view! {
        <fieldset class="open">
            <legend>{legend}</legend>
            <Check kind="radio" name="open" value="keep" checked=kept == OpenRequests::Keep label=t::open_keep(locale) hint=t::open_keep_text(locale)/>
            <Check kind="radio" name="open" value="close" checked=kept == OpenRequests::Close label=t::open_close(locale) hint=t::open_close_text(locale)/>
        </fieldset>
    }
}
