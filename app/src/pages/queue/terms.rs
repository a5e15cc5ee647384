//! *Approve with an end date or a note* (R-3.4): the same decision, and what an approval may carry.

use super::{act, desk::Desk};
use crate::{
    locales::queue as t,
    ui::{Field, Form, Glyph, Icon, flag, locale},
    view::{Choice, NOTE_LIMIT, RequestView},
};
use leptos::prelude::*;

/// The form, closed until it is asked for.
#[component]
pub(super) fn WithTerms(request: RequestView, desk: Desk) -> impl IntoView {
    let locale = locale();
    let action = desk.decide;
    let error = move |field: &'static str| {
        ArcSignal::derive(move || {
            let answer = action.value().read();
            answer.as_ref().and_then(|it| it.as_ref().err()).and_then(|it| it.of(field)).map(str::to_owned)
        })
    };
    let RequestView { id, zone, .. } = request;
    let once = act::once(desk, id.clone());
    view! {
        <details class="opt" on:submit:capture=once>
            <summary><Icon of=Glyph::Right/>{t::with_terms(locale)}</summary>
            <Form action read=act::read attr:novalidate=true>
                <input type="hidden" name="id" value=id.to_string()/>
                <Field name="until" kind="date" label=t::until_day(locale) error=error("until")
                    hint=t::until_hint(locale, zone)/>
                <Field name="note" label=t::note(locale) hint=t::note_hint(locale, NOTE_LIMIT) error=error("note")/>
                <button class="btn" type="submit" name="choice" value=Choice::Approve.code()
                    aria-busy=flag(move || action.pending().get().then_some("true"))>
                    <Icon of=Glyph::Approved/>{t::approve_so(locale)}
                </button>
            </Form>
        </details>
    }
}
