//! Panel next to the figures while enforcement is off: consequences, and start now or on a date. The form
//! submits by GET (`?when=…`), so that the server validates the time before the password is entered. With script
//! (`/when.js`) the button's label follows the input.

use super::{
    dto::{Enforcement, PlannedSwitch},
    schedule_input::Typed,
};
use crate::{
    forms::account_page::account_field,
    routes,
    standalone::document::problem,
    ui::{Glyph, Icon, Time, command, locale},
};
use i18n::{calendar, enforcement as t};
use leptos::prelude::*;

#[component]
pub(super) fn SwitchOn(now: Enforcement, typed: Typed) -> impl IntoView {
    let locale = locale();
    let place = now.times.place.clone();
    let open = typed.is_there();
    let form = move |now: Enforcement| view! { <When now typed/> }.into_any();
    match now.planned.clone() {
        None => view! {
            <aside class="card switch" aria-labelledby="switch-title">
                <div class="pad">
                    <h2 id="switch-title">{t::switch_on(locale)}</h2>
                    <super::page::Consequences now=now.clone()/>
                    {form(now)}
                    <p class="muted">{t::switch_again(locale)}</p>
                </div>
            </aside>
        }
        .into_any(),
        Some(planned) => {
            let again = now.clone();
            view! {
                <aside class="card switch" aria-labelledby="switch-title">
                    <div class="pad">
                        <h2 id="switch-title">{t::is_set(locale)}</h2>
                        <Planned planned place/>
                        <super::page::Consequences now/>
                        <details class="again" open=open>
                            <summary><Icon of=Glyph::Right/>{t::set_another(locale)}</summary>
                            {form(again)}
                        </details>
                        <button class="btn danger" type="button" {..command("call-off", "show-modal")}
                            aria-haspopup="dialog">{t::call_off(locale)}</button>
                        <p class="muted">{t::planned_again(locale)}</p>
                    </div>
                </aside>
            }
            .into_any()
        }
    }
}

/// Scheduled time, its author, and the notifications sent.
#[component]
fn Planned(planned: PlannedSwitch, place: String) -> impl IntoView {
    let locale = locale();
    // Splits the sentence at the placeholder, where the date element goes.
    const HERE: &str = "\u{1}";
    let sentence = t::SetBy { by: planned.by, date: HERE }.text(locale);
    let (before, after) = sentence.split_once(HERE).unwrap_or((&sentence, ""));
    let clock = t::Clock { offset: planned.at.offset.clone(), place }.text(locale);
    let first = planned.at.twice.then(|| view! { <p class="muted">{t::first_of_two(locale, planned.at.offset)}</p> });
    let mailed = planned.mailed.map(|(count, all)| match all {
        true => t::mailed(locale, count),
        false if count == 0 => t::mailing(locale).to_owned(),
        false => t::mailed_so_far(locale, count),
    });
    view! {
        <div class="planned">
            <Icon of=Glyph::Calendar/>
            <div>
                <p><b><time datetime=planned.at.iso>{planned.at.full}</time></b></p>
                <p class="muted">{clock}</p>
                {first}
                <p class="muted">{before.to_owned()}<Time when=planned.set/>{after.to_owned()}</p>
                {mailed.map(|text| view! { <p class="muted">{text}</p> })}
            </div>
        </div>
    }
}

/// Form: now or on a date, notification of undecided addresses, and the button.
#[component]
fn When(now: Enforcement, typed: Typed) -> impl IntoView {
    let locale = locale();
    let form = typed.wish(&now);
    let wrong = |field: &str| typed.problem(field);
    let (date, time) = (wrong("date"), wrong("time"));
    let described = |wrong: &Option<String>, name: &str| match wrong {
        Some(_) => format!("{name}-problem when-hint"),
        None => "when-hint".to_owned(),
    };
    let (date_described, time_described) = (described(&date, "date"), described(&time, "time"));
    let (date_wrong, time_wrong) = (date.is_some(), time.is_some());
    let words = typed.words(&now);
    // Template for `/when.js`; must match the server's `appointment`.
    let pattern = t::set_for(locale, calendar::AppointmentIn { clock: "{time}", day: "{date}" }.text(locale));
    let times = now.times;
    view! {
        <form class="plan" method="get" action=routes::ENFORCEMENT novalidate>
            {account_field()}
            <fieldset class="when">
                <legend>{t::when(locale)}</legend>
                <label class="check"><input type="radio" name="when" value="now" checked=form.now/><span>{t::when_now(locale)}</span></label>
                <label class="check"><input type="radio" name="when" value="date" checked=!form.now/><span>{t::when_date(locale)}</span></label>
                <div class="dt">
                    <div class="field">
                        <label for="date">{t::date(locale)}</label>
                        <input class="input" id="date" name="date" type="date" value=form.date min=times.first max=times.last
                            aria-invalid=date_wrong.then_some("true") aria-describedby=date_described autofocus=date_wrong/>
                    </div>
                    <div class="field">
                        <label for="time">{t::time(locale)}</label>
                        <input class="input" id="time" name="time" type="time" value=form.time
                            aria-invalid=time_wrong.then_some("true") aria-describedby=time_described
                            autofocus=time_wrong && !date_wrong/>
                    </div>
                    <div class="field whole">{problem("date", date)}{problem("time", time)}
                        <span class="hint" id="when-hint">{t::place(locale, times.place)}</span></div>
                </div>
            </fieldset>
            {(now.undecided > 0).then(|| view! {
                <label class="check"><input type="checkbox" name="tell" value="true" checked=form.tell/>
                    <span>{t::tell(locale, now.undecided)}</span></label>
            }.into_any())}
            <button class="btn primary big" type="submit">
                <span class="at-now">{t::switch_on_now(locale)}</span>
                <span class="at-date" data-words=pattern data-bare=t::set_a_date(locale)>{words}</span>
            </button>
            <script src="/when.js" defer></script>
        </form>
    }
}
