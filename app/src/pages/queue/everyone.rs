//! *Approve everyone at this domain* (R-3.2): first what it comes to, then the press. It answers the open requests that it
//! covers; their rows leave the list.

use super::{ApproveEveryone, desk::Desk, leave, preview_everyone};
use crate::{
    locales::queue as t,
    ui::{ErrorNotice, Glyph, Icon, Notice, Tone, flag, locale, piece},
    view::{Addresses, DomainPreview, LookAlike, RequestView},
};
use esecure::id::RequestId;
use leptos::{prelude::*, task::spawn_local};

/// What it comes to, asked for when it is opened.
#[component]
pub(super) fn Everyone(request: RequestView, desk: Desk) -> impl IntoView {
    let locale = locale();
    let domain = request.email.rsplit('@').next().unwrap_or_default().to_lowercase();
    let title = t::everyone(locale, &domain);
    let (id, preview) = (StoredValue::new(request.id), RwSignal::new(None));
    let action = ServerAction::<ApproveEveryone>::new();
    let leave = leave::leave(desk);
    Effect::new({
        let domain = domain.clone();
        move |_| match action.value().get() {
            Some(Ok(answered)) => {
                desk.said.set(t::everyone_may(locale, answered.len() as u64, &domain));
                desk.undoable.set(Vec::new());
                leave(&answered);
            }
            Some(Err(error)) => preview.set(Some(Err(error))),
            None => {}
        }
    });
    let look = move |_| {
        if preview.with_untracked(Option::is_none) {
            let id = id.get_value();
            spawn_local(async move {
                let answer = preview_everyone(id).await;
                // The page may have been left meanwhile.
                let _ = preview.try_set(Some(answer));
            });
        }
    };
    let shown = piece(move || match preview.get() {
        None => view! { <p class="muted">{crate::locales::common::loading(locale)}</p> }.into_any(),
        Some(Ok(preview)) => view! { <Preview preview domain=domain.clone() id=id.get_value() action/> }.into_any(),
        Some(Err(error)) => view! { <ErrorNotice error locale/> }.into_any(),
    });
    view! {
        <details class="opt scripted" on:toggle=look>
            <summary><Icon of=Glyph::Right/>{title}</summary>
            <div class="comes-to">{shown}</div>
        </details>
    }
}

#[component]
fn Preview(
    preview: DomainPreview,
    domain: String,
    id: RequestId,
    action: ServerAction<ApproveEveryone>,
) -> impl IntoView {
    let locale = locale();
    let DomainPreview { gain, approves, own_stays, look_alikes, name, .. } = preview;
    let warnings = look_alikes.into_iter().map(|it| {
        let ascii = name.ascii.clone();
        let text = match it {
            LookAlike::MixedScripts => t::look_mixed(locale).to_owned(),
            LookAlike::Ascii { name } | LookAlike::Listed { name } => t::look_like(locale, name),
        };
        view! { <Notice is=Tone::Pending title=t::look(locale)><p>{text}" "<span class="mono">{ascii}</span></p></Notice> }
    });
    let warnings = warnings.collect::<Vec<_>>();
    let own = own_stays.then(|| view! { <li>{t::own_stays(locale)}</li> }.into_any());
    view! {
        {warnings}
        <ul class="facts-of">
            {some(&gain, |list| t::gain(locale, gain.count, list))}
            {some(&approves, |list| t::answers(locale, approves.count, list))}
            {own}
            <li>{t::everyone_text(locale)}</li>
        </ul>
        <button class="btn" type="button" aria-busy=flag(move || action.pending().get().then_some("true"))
            on:click=move |_| if !action.pending().get_untracked() { action.dispatch(ApproveEveryone { id: id.clone() }); }>
            <Icon of=Glyph::Globe/>{t::everyone(locale, domain)}
        </button>
    }
}

/// A sentence about the first of them by name and how many more there are; none about nobody.
fn some(addresses: &Addresses, sentence: impl Fn(String) -> String) -> Option<AnyView> {
    let mut text = addresses.first.join(", ");
    let more = addresses.count.saturating_sub(addresses.first.len() as u64);
    if more > 0 {
        text = t::and_more(locale(), text, more);
    }
    (addresses.count > 0).then(|| view! { <li>{sentence(text)}</li> }.into_any())
}
