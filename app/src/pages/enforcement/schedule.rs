//! Panel next to the figures while enforcement is off: consequences, and start now or on a date. The server
//! validates the input before the password is entered, and the button's label follows the input.

use super::{
    consequences::Consequences,
    dto::{Enforcement, PlannedSwitch, ScheduleForm},
    schedule_state::ScheduleState,
};
use crate::{
    layout::{AccountField, account_url, selected_account},
    routes,
    ui::{ErrorNotice, Glyph, Icon, Time, command, locale, on_click, optional_attr, string_attr, view_fn},
};
use i18n::enforcement as t;
use leptos::{ev::SubmitEvent, form::form_data_from_event, html, prelude::*, web_sys::FormData};

#[component]
pub(super) fn SwitchOn(
    now: Enforcement,
    state: ScheduleState,
    /// Open state of the dialog that cancels the schedule.
    calling_off: RwSignal<bool>,
) -> impl IntoView {
    let locale = locale();
    let place = now.times.place.clone();
    let form = move |now: Enforcement| view! { <When now state/> }.into_any();
    match now.planned.clone() {
        None => view! {
            <aside class="card switch" aria-labelledby="switch-title">
                <div class="pad">
                    <h2 id="switch-title">{t::switch_on(locale)}</h2>
                    <Consequences now=now.clone()/>
                    {form(now)}
                    <p class="muted">{t::switch_again(locale)}</p>
                </div>
            </aside>
        }
        .into_any(),
        Some(planned) => {
            let again = now.clone();
            let ask = on_click(move |event| {
                event.prevent_default();
                calling_off.set(true);
            });
            view! {
                <aside class="card switch" aria-labelledby="switch-title">
                    <div class="pad">
                        <h2 id="switch-title">{t::is_set(locale)}</h2>
                        <Planned planned place/>
                        <Consequences now/>
                        <details class="again" open=move || state.entered.with(Option::is_some)>
                            <summary><Icon of=Glyph::Right/>{t::set_another(locale)}</summary>
                            {form(again)}
                        </details>
                        <button class="btn danger" type="button" {..command("call-off", "show-modal")} on:click=ask
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

/// Form: now or on a date, notification of undecided addresses, and the button. Starts with the proposal.
#[component]
fn When(now: Enforcement, state: ScheduleState) -> impl IntoView {
    let locale = locale();
    let account = selected_account();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Ok(fields) = form_data_from_event(&event) {
            state.submit(account.get_untracked(), entered_in(&fields));
        }
    };
    // The browser may have filled the fields before hydration.
    Effect::new(move |_| {
        state.date.track();
        state.time.track();
        state.read_typed();
    });
    let (times, undecided) = (now.times.clone(), now.undecided);
    let words = view_fn(move || state.words(&times, locale));
    let here = account_url(routes::ENFORCEMENT);
    let refusal = view_fn(move || {
        state.refusal().map(|error| view! { <ErrorNotice error locale here=here.clone()/> }.into_any())
    });
    let busy = optional_attr(move || state.check.pending().get().then_some("true"));
    let times = now.times;
    // Before hydration a submit only opens the page again, for the same account.
    view! {
        <form class="plan" novalidate on:submit=submit on:input=move |_| state.read_typed() node_ref=state.form>
            <AccountField/>
            <fieldset class="when">
                <legend>{t::when(locale)}</legend>
                <label class="check"><input type="radio" name="when" value="now"/><span>{t::when_now(locale)}</span></label>
                <label class="check"><input type="radio" name="when" value="date" checked=true/><span>{t::when_date(locale)}</span></label>
                <div class="dt">
                    <p class="muted whole" id="when-hint">{t::place(locale, times.place)}</p>
                    <MomentField name="date" label=t::date(locale) value=times.date first=times.first last=times.last
                        state input=state.date/>
                    <MomentField name="time" label=t::time(locale) value=times.time state input=state.time/>
                    <div class="field whole"><FieldError name="date" state/><FieldError name="time" state/></div>
                </div>
            </fieldset>
            {(undecided > 0).then(|| view! {
                <label class="check"><input type="checkbox" name="tell" value="true" checked=true/>
                    <span>{t::tell(locale, undecided)}</span></label>
            }.into_any())}
            {refusal}
            <button class="btn primary big" type="submit" aria-busy=busy>
                <span class="at-now">{t::switch_on_now(locale)}</span>
                <span class="at-date">{words}</span>
            </button>
        </form>
    }
}

fn entered_in(fields: &FormData) -> ScheduleForm {
    let text = |name: &str| fields.get(name).as_string().unwrap_or_default();
    ScheduleForm { now: text("when") == "now", date: text("date"), time: text("time"), tell: fields.has("tell") }
}

/// Date or time of the start. The hint is above both fields, and an error below them.
#[component]
fn MomentField(
    /// `date` or `time`: name, id and type of the input.
    name: &'static str,
    label: &'static str,
    /// Proposal of the server.
    value: String,
    /// First day that can be chosen.
    #[prop(optional, into)]
    first: Option<String>,
    /// Last day that can be chosen.
    #[prop(optional, into)]
    last: Option<String>,
    state: ScheduleState,
    input: NodeRef<html::Input>,
) -> impl IntoView {
    let invalid = optional_attr(move || state.problem(name).is_some().then_some("true"));
    let described = string_attr(move || match state.problem(name) {
        Some(_) => format!("{name}-error when-hint"),
        None => "when-hint".to_owned(),
    });
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <input class="input" id=name name=name type=name value=value min=first max=last
                aria-invalid=invalid aria-describedby=described node_ref=input/>
        </div>
    }
}

#[component]
fn FieldError(name: &'static str, state: ScheduleState) -> impl IntoView {
    view_fn(move || {
        let text = state.problem(name)?;
        let id = format!("{name}-error");
        Some(view! { <span class="error" id=id><Icon of=Glyph::Alert/><span>{text}</span></span> }.into_any())
    })
}
