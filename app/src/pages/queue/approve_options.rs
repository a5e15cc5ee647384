//! Further decisions about a request: approval with an end date or a note, and approval of everyone at the
//! domain.

use super::{actions, api::preview_everyone, dto::QueueAction, request_dto::RequestView, state::QueueState};
use crate::{
    pages::users::standing_dto::NOTE_LIMIT,
    ui::{ErrorNotice, Field, Form, Glyph, Icon, locale, view_fn},
};
use esecure::id::RequestId;
use i18n::{common, queue as t};
use leptos::{prelude::*, task::spawn_local};

/// Renders *Approve with an end date or a note*: the same decision with optional terms.
#[component]
pub(super) fn WithTerms(id: RequestId, zone: String, state: QueueState) -> impl IntoView {
    let locale = locale();
    let text = id.to_string();
    let error = move |field: &'static str| {
        ArcSignal::derive(move || actions::refused(state).and_then(|error| error.of(field).map(str::to_owned)))
    };
    view! {
        <details class="opt" on:submit:capture=actions::once(state)>
            <summary><Icon of=Glyph::Right/>{t::with_terms(locale)}</summary>
            <Form action=state.decide read=actions::read(move || vec![id.clone()])>
                <input type="hidden" name=actions::ID value=text/>
                <input type="hidden" name="choice" value=QueueAction::Approve.code()/>
                <Field name="until" kind="date" label=t::until_day(locale) hint=t::until_hint(locale, zone) error=error("until")/>
                <Field name="note" label=t::note(locale) hint=t::note_hint(locale, NOTE_LIMIT) error=error("note")/>
                <button class="btn" type="submit">{t::approve_so(locale)}</button>
            </Form>
        </details>
    }
}

/// Renders *Approve everyone at this domain*: opening loads a preview of the effect, with the button that approves.
#[component]
pub(super) fn Everyone(request: RequestView, state: QueueState) -> impl IntoView {
    let locale = locale();
    let title = t::everyone(locale, request.email.rsplit('@').next().unwrap_or_default());
    let (id, preview) = (request.id, RwSignal::new(None));
    let press = {
        let (id, title) = (id.clone(), title.clone());
        move || {
            let id = id.clone();
            view! {
                <button class="btn" type="button" on:click=move |_| actions::send(state, vec![id.clone()], QueueAction::Everyone)>
                    {title.clone()}
                </button>
            }
            .into_any()
        }
    };
    let comes_to = view_fn(move || match preview.get() {
        None => common::loading(locale).into_any(),
        Some(Ok(text)) => view! { <p>{text}</p>{press()} }.into_any(),
        Some(Err(error)) => view! { <ErrorNotice error locale/> }.into_any(),
    });
    view! {
        <details class="opt scripted" on:toggle=move |_| load_preview(id.clone(), preview)>
            <summary><Icon of=Glyph::Right/>{title}</summary>
            <div class="comes-to">{comes_to}</div>
        </details>
    }
}

fn load_preview(id: RequestId, preview: RwSignal<Option<Result<String, crate::AppError>>>) {
    if preview.with_untracked(Option::is_none) {
        spawn_local(async move {
            let answer = preview_everyone(id).await;
            // The page may have been left meanwhile.
            let _ = preview.try_set(Some(answer));
        });
    }
}
