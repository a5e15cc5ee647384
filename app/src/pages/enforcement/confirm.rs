//! Confirmation dialogs of the switch: the consequence, the password, and on switching off the handling of open
//! requests.

use super::{
    api::{CancelSchedule, ScheduleSwitch, SwitchEnforcement},
    dialog_parts::{Cancel, Open, Password, Username, clear_when_closed},
    dto::{Enforcement, OpenRequests, PlannedSwitch, ScheduleForm, ZonedDisplayTime},
    list_messages::ListMessages,
    schedule_state::ScheduleState,
    url_refusal::refusal_in_url,
};
use crate::{
    layout::{AccountField, page_data, viewers},
    ui::{Dialog, Form, FormValues, Submission, locale, view_fn},
};
use i18n::enforcement as t;
use leptos::prelude::*;

/// State of the dialogs; outlives the fetches of the page's data.
#[derive(Clone, Copy)]
pub(super) struct DialogState {
    /// Input that is confirmed, and open state of the dialog that switches on or off.
    pub(super) schedule: ScheduleState,
    /// Open state of the dialog that cancels the schedule.
    pub(super) calling_off: RwSignal<bool>,
    messages: ListMessages,
}

impl DialogState {
    /// Creates the state. A dialog whose form was refused before hydration is open.
    pub(super) fn new(messages: ListMessages) -> Self {
        let asking = RwSignal::new(refusal_in_url::<SwitchEnforcement>().is_some());
        let calling_off = RwSignal::new(refusal_in_url::<CancelSchedule>().is_some());
        Self { schedule: ScheduleState::new(asking), calling_off, messages }
    }

    /// Returns the end of a successful command: closes the dialogs, shows a message, and fetches what has changed.
    fn completion(self) -> impl Fn(&'static str) + Copy + 'static {
        let (page, viewers) = (page_data(), viewers());
        move |text| {
            self.schedule.reset();
            self.calling_off.set(false);
            self.messages.leave_list();
            page.done(text);
            viewers.refetch();
        }
    }
}

/// Dialogs for the current state.
#[component]
pub(super) fn Confirmation(now: Enforcement, dialogs: DialogState) -> impl IntoView {
    if now.account.enforced {
        return view! { <SwitchOff now dialogs/> }.into_any();
    }
    let planned = now
        .planned
        .clone()
        .map(|planned| view! { <CallOff planned number=now.account.number.clone() dialogs/> }.into_any());
    view! { {planned}<SwitchOn now dialogs/> }.into_any()
}

/// Confirms switching on, now or at the entered time.
#[component]
fn SwitchOn(now: Enforcement, dialogs: DialogState) -> impl IntoView {
    let locale = locale();
    let (schedule, complete) = (dialogs.schedule, dialogs.completion());
    let action = ServerAction::<ScheduleSwitch>::new();
    let form = Submission::of(action, move |()| {
        complete(if schedule.is_now() { t::now_on(locale) } else { t::now_planned(locale) });
    });
    clear_when_closed(schedule.asking, form);
    let (place, undecided) = (now.times.place, now.undecided);
    let title = view_fn(move || match schedule.moment() {
        Some(moment) => t::ask_at(locale, &moment.short),
        None => t::ask_on(locale).to_owned(),
    });
    let moment =
        view_fn(move || schedule.moment().map(|moment| view! { <Moment moment place=place.clone()/> }.into_any()));
    let notified = view_fn(move || {
        let tells = undecided > 0 && schedule.entered.with(|entered| entered.as_ref().is_some_and(|form| form.tell));
        tells.then(|| view! { <p>{t::told_now(locale, undecided)}</p> }.into_any())
    });
    let go = view_fn(move || if schedule.moment().is_some() { t::set_the_date(locale) } else { t::switch_on(locale) });
    let refused = now.addresses.saturating_sub(now.may_ship);
    let cost = t::AskOnText { n: refused, number: now.account.number, total: now.addresses }.text(locale);
    view! {
        <Dialog id="ask" open=schedule.asking>
            <Form action read=read_schedule clear=true attr:novalidate=true>
                <AccountField/>
                <EnteredFields schedule/>
                <Username/>
                <h2 id="ask-title">{title}</h2>
                {moment}
                <p>{cost}</p>
                {notified}
                {form.notice(Some("password"))}
                <Password id="password" form/>
                <div class="btns">
                    <Cancel dialog="ask" open=schedule.asking word=t::keep_off(locale)/>
                    <button class="btn primary" type="submit" aria-busy=form.busy()>{go}</button>
                </div>
            </Form>
        </Dialog>
    }
}

/// Hidden fields with the confirmed input.
#[component]
fn EnteredFields(schedule: ScheduleState) -> impl IntoView {
    view_fn(move || {
        let ScheduleForm { now, date, time, tell } = schedule.entered.get()?;
        Some(
            view! {
                <input type="hidden" name="form[now]" value=now.to_string()/>
                <input type="hidden" name="form[date]" value=date/>
                <input type="hidden" name="form[time]" value=time/>
                <input type="hidden" name="form[tell]" value=tell.to_string()/>
            }
            .into_any(),
        )
    })
}

fn read_schedule(typed: &FormValues) -> Option<ScheduleSwitch> {
    let form = ScheduleForm {
        now: typed.text("form[now]") == "true",
        date: typed.text("form[date]"),
        time: typed.text("form[time]"),
        tell: typed.text("form[tell]") == "true",
    };
    Some(ScheduleSwitch { account: typed.account(), form, password: typed.text("password") })
}

/// Date, time and zone of the scheduled start.
#[component]
fn Moment(moment: ZonedDisplayTime, place: String) -> impl IntoView {
    let locale = locale();
    let twice = moment.twice.then(|| view! { <p>{t::first_of_two(locale, &moment.offset)}</p> }.into_any());
    let clock = t::Clock { offset: moment.offset, place }.text(locale);
    view! {
        <p>{moment.full}<br/><span class="muted">{clock}</span></p>
        {twice}
    }
}

/// Confirms cancelling the schedule.
#[component]
fn CallOff(planned: PlannedSwitch, number: String, dialogs: DialogState) -> impl IntoView {
    let locale = locale();
    let (open, complete) = (dialogs.calling_off, dialogs.completion());
    let action = ServerAction::<CancelSchedule>::new();
    let form = Submission::of(action, move |()| complete(t::now_called_off(locale)));
    clear_when_closed(open, form);
    view! {
        <Dialog id="call-off" open>
            <Form action read=read_cancellation clear=true attr:novalidate=true>
                <AccountField/>
                <Username/>
                <h2 id="call-off-title">{t::ask_call_off(locale, planned.at.short)}</h2>
                <p>{t::ask_call_off_text(locale, number)}</p>
                {form.notice(Some("password"))}
                <Password id="call-off-password" form/>
                <div class="btns">
                    <Cancel dialog="call-off" open word=t::keep_date(locale)/>
                    <button class="btn danger filled" type="submit" aria-busy=form.busy()>{t::call_off(locale)}</button>
                </div>
            </Form>
        </Dialog>
    }
}

fn read_cancellation(typed: &FormValues) -> Option<CancelSchedule> {
    Some(CancelSchedule { account: typed.account(), password: typed.text("password") })
}

/// Confirms switching off.
#[component]
fn SwitchOff(now: Enforcement, dialogs: DialogState) -> impl IntoView {
    let locale = locale();
    let (open, complete) = (dialogs.schedule.asking, dialogs.completion());
    let action = ServerAction::<SwitchEnforcement>::new();
    let form = Submission::of(action, move |()| complete(t::now_off(locale)));
    clear_when_closed(open, form);
    view! {
        <Dialog id="ask" open>
            <Form action read=read_switch_off clear=true attr:novalidate=true>
                <AccountField/>
                <input type="hidden" name="on" value="false"/>
                <Username/>
                <h2 id="ask-title">{t::ask_off(locale)}</h2>
                <p>{t::ask_off_text(locale, now.account.number)}</p>
                {form.notice(Some("password"))}
                <Open count=now.account.open/>
                <Password id="password" form/>
                <div class="btns">
                    <Cancel dialog="ask" open word=t::keep_on(locale)/>
                    <button class="btn danger filled" type="submit" aria-busy=form.busy()>{t::switch_off(locale)}</button>
                </div>
            </Form>
        </Dialog>
    }
}

fn read_switch_off(typed: &FormValues) -> Option<SwitchEnforcement> {
    Some(SwitchEnforcement {
        account: typed.account(),
        on: false,
        password: typed.text("password"),
        open: OpenRequests::from_code(&typed.text("open")).unwrap_or_default(),
    })
}
