//! Dialog of the command palette: a search field and the entries found, one of them selected.

use super::{
    api::search_palette,
    dto::{EntryKind, PaletteEntry, PaletteGroup},
};
use crate::{
    layout::selected_account,
    ui::{Dialog, Glyph, Icon, locale, optional_attr, view_fn},
};
use i18n::palette as t;
use leptos::{ev::KeyboardEvent, html, prelude::*, task::spawn_local};

/// State of the open palette.
#[derive(Clone, Copy)]
struct Search {
    groups: RwSignal<Vec<PaletteGroup>>,
    /// Index of the selected entry, counted over all groups.
    selected: RwSignal<usize>,
    failed: RwSignal<bool>,
    /// Number of the latest question; answers to earlier ones are dropped.
    latest: StoredValue<u32>,
}

impl Search {
    fn new() -> Self {
        Self {
            groups: RwSignal::new(Vec::new()),
            selected: RwSignal::new(0),
            failed: RwSignal::new(false),
            latest: StoredValue::new(0),
        }
    }

    /// Searches for `words`; the entries stay until the answer is there.
    fn run(self, words: String) {
        let account = selected_account().get_untracked();
        let number = self.latest.get_value().wrapping_add(1);
        self.latest.set_value(number);
        spawn_local(async move {
            let answer = search_palette(account, words).await;
            // The page may have been left, or another question asked.
            if self.latest.try_get_value() != Some(number) {
                return;
            }
            self.failed.set(answer.is_err());
            self.selected.set(0);
            self.groups.set(answer.unwrap_or_default());
        });
    }

    fn count(self) -> usize {
        self.groups.with_untracked(|groups| groups.iter().map(|group| group.entries.len()).sum())
    }

    /// Selects an entry on the arrow keys, follows the selected one on Enter.
    fn on_key(self, event: &KeyboardEvent) {
        let (count, at) = (self.count(), self.selected.get_untracked());
        let next = match event.key().as_str() {
            "ArrowDown" if count > 0 => (at + 1) % count,
            "ArrowUp" if count > 0 => (at + count - 1) % count,
            "Enter" => {
                event.prevent_default();
                follow(at);
                return;
            }
            _ => return,
        };
        event.prevent_default();
        self.selected.set(next);
        if let Some(entry) = entry(next) {
            entry.scroll_into_view_with_bool(false);
        }
    }
}

/// Renders the dialog. Opening it clears the last search.
pub(super) fn palette_dialog(open: RwSignal<bool>) -> AnyView {
    let locale = locale();
    let (search, input) = (Search::new(), NodeRef::<html::Input>::new());
    Effect::new(move |_| {
        if let (true, Some(input)) = (open.get(), input.get()) {
            input.set_value("");
            search.run(String::new());
        }
    });
    let active = move || Some(entry_id(search.selected.get()));
    view! {
        <Dialog id="palette" open>
            <h2 class="sr" id="palette-title">{t::title(locale)}</h2>
            <label>
                <Icon of=Glyph::Search/><span class="sr">{t::placeholder(locale)}</span>
                <input type="text" role="combobox" aria-expanded="true" aria-controls="palette-entries" autocomplete="off"
                    spellcheck="false" autocapitalize="none" maxlength="254" placeholder=t::placeholder(locale)
                    node_ref=input aria-activedescendant=active
                    on:input=move |_| if let Some(input) = input.get_untracked() { search.run(input.value()) }
                    on:keydown=move |event| search.on_key(&event)/>
                <kbd class="key" aria-hidden="true">"Esc"</kbd>
            </label>
            <div role="listbox" id="palette-entries" aria-label=t::results(locale)>
                {view_fn(move || groups(search, open))}
            </div>
            <p class="muted none" role="status">{move || search.failed.get().then(|| t::failed(locale))}</p>
        </Dialog>
    }
    .into_any()
}

fn groups(search: Search, open: RwSignal<bool>) -> Vec<AnyView> {
    let mut first = 0;
    let shown = search.groups.get().into_iter().map(|PaletteGroup { title, entries }| {
        let heading = format!("palette-{first}");
        let labelled_by = heading.clone();
        let rows: Vec<AnyView> =
            entries.into_iter().zip(first..).map(|(entry, at)| row(entry, at, search.selected, open)).collect();
        first += rows.len();
        view! {
            <div role="group" aria-labelledby=labelled_by><p class="title" id=heading>{title}</p>{rows}</div>
        }
        .into_any()
    });
    shown.collect()
}

/// Renders an entry as a link, which the router follows within the client.
fn row(entry: PaletteEntry, at: usize, selected: RwSignal<usize>, open: RwSignal<bool>) -> AnyView {
    let icon = match entry.kind {
        EntryKind::Request => Glyph::Inbox,
        EntryKind::Address => Glyph::User,
        EntryKind::Page => Glyph::Right,
        EntryKind::Account => Glyph::Key,
        EntryKind::Action => Glyph::Plus,
    };
    let is_selected = move || Some(if selected.get() == at { "true" } else { "false" });
    view! {
        <a role="option" id=entry_id(at) tabindex="-1" href=entry.href aria-selected=optional_attr(is_selected)
            on:click=move |_| open.set(false)>
            <Icon of=icon/><span>{entry.title}<small>{entry.detail}</small></span><span class="end">{entry.end}</span>
        </a>
    }
    .into_any()
}

fn entry_id(at: usize) -> String {
    format!("palette-entry-{at}")
}

fn entry(at: usize) -> Option<leptos::web_sys::HtmlElement> {
    use leptos::wasm_bindgen::JsCast;

    document().get_element_by_id(&entry_id(at))?.dyn_into().ok()
}

/// Follows the link of an entry.
fn follow(at: usize) {
    if let Some(entry) = entry(at) {
        entry.click();
    }
}
