//! Latest uploads, and the undo of a whole upload. A confirmation first names the loss.

use super::{dto::UploadRow, send, state::UploadState};
use crate::{
    routes,
    ui::{Dialog, Glyph, Icon, Time, locale, on_click, view_fn},
};
use esecure::id::UploadId;
use i18n::upload as t;
use leptos::prelude::*;

/// Upload whose undo awaits confirmation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Undoing {
    pub id: UploadId,
    /// Number of addresses approved.
    pub approved: u64,
}

/// List of uploads; renders nothing before the first one.
#[component]
pub(super) fn Latest(state: UploadState) -> impl IntoView {
    let locale = locale();
    view_fn(move || {
        let rows = state.latest.get();
        (!rows.is_empty()).then(|| {
            let more = match state.earlier.get_untracked() {
                0 => None,
                n => {
                    let uploads = routes::with_query(routes::JOURNAL, "kind=uploads");
                    let to = routes::with_account(&uploads, Some(&state.account.get_value()));
                    Some(view! { <p class="muted"><a href=to>{t::earlier(locale, n)}</a></p> }.into_any())
                }
            };
            let rows: Vec<_> = rows.into_iter().map(|row| upload_row(row, state)).collect();
            view! {
                <section class="card latest" aria-labelledby="latest">
                    <header><h2 id="latest">{t::latest(locale)}</h2></header>
                    <ul role="list">{rows}</ul>
                    {more}
                </section>
            }
            .into_any()
        })
    })
}

fn upload_row(row: UploadRow, state: UploadState) -> AnyView {
    let locale = locale();
    let UploadRow { id, file, when, by, approved, left_out, undone, undoable } = row;
    let label = t::undo_which(locale, &file);
    let undo = undoable.then(|| {
        let ask = move |_| state.undoing.set(Some(Undoing { id: id.clone(), approved }));
        view! {
            <button class="btn small" type="button" on:click=on_click(ask)>
                <Icon of=Glyph::Undo/>{t::undo(locale)}<span class="sr">" "{label}</span>
            </button>
        }
        .into_any()
    });
    let state = match undone {
        Some((who, when)) => view! { <p>{t::undone_by(locale, who)}" "<Time when/></p> }.into_any(),
        None if !undoable && approved > 0 => view! { <p class="muted">{t::not_undoable(locale)}</p> }.into_any(),
        None => ().into_any(),
    };
    view! {
        <li>
            <div>
                <p class="mono name">{file}</p>
                <p class="muted">{t::uploaded_by(locale, by)}" "<Time when/></p>
                <p>{t::ApprovedAndLeft { approved, left: left_out }.text(locale)}</p>
                {state}
            </div>
            {undo}
        </li>
    }
    .into_any()
}

/// Confirmation dialog of the undo.
#[component]
pub(super) fn Question(state: UploadState) -> impl IntoView {
    let locale = locale();
    let open = RwSignal::new(false);
    Effect::new(move || open.set(state.undoing.read().is_some()));
    // Escape closes the dialog without the cancel button's handler.
    Effect::new(move || {
        if !open.get() && state.undoing.read_untracked().is_some() {
            state.undoing.set(None);
        }
    });
    view! {
        <Dialog id="undo" open>
            <div class="body">
                <h2 id="undo-title">{t::undo_title(locale)}</h2>
                <p>{view_fn(move || state.undoing.get().map(|undoing| t::undo_text(locale, undoing.approved)))}</p>
                <p class="btns">
                    <button class="btn" type="button" on:click=on_click(move |_| open.set(false))>{t::cancel(locale)}</button>
                    <button class="btn danger filled" type="button" on:click=on_click(move |_| send::undo(state))>{t::undo_all(locale)}</button>
                </p>
            </div>
        </Dialog>
    }
}
