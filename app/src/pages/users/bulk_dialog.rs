//! Dialog before a decision about several addresses: their number, the consequence, and the end date or note; each
//! address gets its own result. The same dialog adds an address that has never shipped.

use super::{
    api::{AddUser, add_user, rule_users},
    page::UsersState,
    selection::SelectedUser,
    standing_dto::UserAction,
};
use crate::{
    layout::{Viewers, selected_account, viewers},
    ui::{
        Dialog, ErrorNotice, Field, Glyph, Icon, PageProfile, command, locale, on_click, optional_attr, string_attr,
        view_fn,
    },
};
use esecure::{Locale, id::AccountId};
use i18n::{common, users as t};
use leptos::{
    ev::SubmitEvent,
    prelude::*,
    server_fn::ServerFn,
    task::spawn_local,
    wasm_bindgen::JsCast,
    web_sys::{HtmlElement, HtmlInputElement},
};

/// Number of addresses listed in the dialog; the rest are only counted.
const NAMED: usize = 5;

/// `id` of every input; the decision determines which ones are shown.
static FIELDS: [&str; 4] = ["email", "name", "until", "note"];

impl UsersState {
    /// Opens the dialog for a decision about these addresses, or without `choice` for a new one.
    pub(super) fn ask(self, choice: Option<UserAction>, targets: Vec<SelectedUser>) {
        // Clears the input typed for other addresses.
        FIELDS.into_iter().filter_map(field).for_each(|field| field.set_value(""));
        self.refused.set(None);
        self.selection.update(|desk| (desk.choice, desk.targets) = (choice, targets));
        self.asking.set(true);
    }
}

/// Renders the button that opens the dialog for a new address.
#[component]
pub(super) fn AddButton(state: UsersState) -> impl IntoView {
    let open = on_click(move |event| {
        event.prevent_default();
        state.ask(None, Vec::new());
    });
    view! {
        <button class="btn primary" type="button" {..command("sheet", "show-modal")} on:click=open>
            <Icon of=Glyph::Plus/>{t::add(locale())}
        </button>
    }
}

#[component]
pub(super) fn BulkDialog(state: UsersState) -> impl IntoView {
    let locale = locale();
    let (chosen, viewers) = (selected_account(), viewers());
    let (pending, refused) = (RwSignal::new(false), state.refused);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if !pending.get_untracked() {
            pending.set(true);
            state.submit(chosen.get_untracked(), pending, viewers, locale);
        }
    };
    let other = view_fn(move || {
        let error = refused.get().filter(|error| FIELDS.iter().all(|field| error.of(field).is_none()));
        error.map(|error| view! { <ErrorNotice error locale/> }.into_any())
    });
    let class = string_attr(move || {
        let danger = state.selection.read().choice == Some(UserAction::Reject);
        if danger { "btn danger filled" } else { "btn primary" }.to_owned()
    });
    let go = view_fn(move || match pending.get() {
        true => t::deciding(locale).to_owned(),
        false => state.selection.with(|desk| verb(desk.choice, desk.targets.len(), locale)),
    });
    let cancel = on_click(move |event| {
        event.prevent_default();
        state.asking.set(false);
    });
    let account = view_fn(move || {
        chosen.get().map(|id| view! { <input type="hidden" name="account" value=id.to_string()/> }.into_any())
    });
    view! {
        <Dialog id="sheet" open=state.asking>
            <form action=AddUser::url() method="post" novalidate on:submit=submit>
                <PageProfile/>
                {account}
                {view_fn(move || state.selection.with(|desk| question(desk.choice, &desk.targets, locale)))}
                {other}
                <Fields state/>
                <div class="btns">
                    <button class="btn" type="button" {..command("sheet", "close")}
                        on:click=cancel>{common::cancel(locale)}</button>
                    <button class=class type="submit" aria-busy=optional_attr(move || pending.get().then_some("true"))>{go}</button>
                </div>
            </form>
        </Dialog>
    }
}

/// Renders all inputs; those that the decision does not need are hidden.
#[component]
fn Fields(state: UsersState) -> impl IntoView {
    let locale = locale();
    let refused = state.refused;
    let shown = move |field: usize| {
        optional_attr(move || {
            let shown: &[usize] = match state.selection.read().choice {
                None => &[0, 1, 2, 3],
                Some(UserAction::Approve) => &[2, 3],
                Some(UserAction::Reject) => &[3],
                Some(UserAction::End) => &[2],
                Some(UserAction::Clear) => &[],
            };
            (!shown.contains(&field)).then_some("")
        })
    };
    let wrong =
        move |field: &'static str| ArcSignal::derive(move || refused.read().as_ref()?.of(field).map(str::to_owned));
    view! {
        <div hidden=shown(0)>
            <Field name=FIELDS[0] kind="email" label=t::add_email(locale) error=wrong(FIELDS[0]) max=254 required=true/>
        </div>
        <div hidden=shown(1)><Field name=FIELDS[1] label=t::add_name(locale) error=wrong(FIELDS[1]) max=80/></div>
        <div hidden=shown(2)>
            <Field name=FIELDS[2] kind="date" label=t::until(locale) hint=t::until_hint(locale) error=wrong(FIELDS[2])/>
        </div>
        <div hidden=shown(3)>
            <Field name=FIELDS[3] label=t::note(locale) hint=t::note_hint(locale) error=wrong(FIELDS[3])/>
        </div>
    }
}

impl UsersState {
    /// Sends the decision in the dialog; a refusal moves the focus to the invalid input.
    fn submit(self, account: Option<AccountId>, pending: RwSignal<bool>, viewers: Viewers, locale: Locale) {
        let (choice, targets) = self.selection.with_untracked(|desk| (desk.choice, desk.targets.clone()));
        let [email, name, until, note] = FIELDS.map(|id| field(id).map(|field| field.value()).unwrap_or_default());
        spawn_local(async move {
            let ticked = targets.iter().map(|tick| tick.user.clone()).collect();
            let ruled = match choice {
                Some(choice) => rule_users(account, ticked, choice, until, note).await,
                None => add_user(account, email, name, until, note).await,
            };
            // The page may have been left meanwhile.
            if pending.try_set(false).is_some() {
                return;
            }
            match ruled {
                Ok(ruled) => {
                    self.settle_all(ruled, choice, targets, locale);
                    viewers.refetch();
                }
                Err(error) => {
                    let wrong = FIELDS.into_iter().find(|field| error.of(field).is_some());
                    self.refused.set(Some(error));
                    if let Some(wrong) = wrong.and_then(field) {
                        // An input can always take the focus.
                        let _ = wrong.dyn_into::<HtmlElement>().map(|wrong| wrong.focus());
                    }
                }
            }
        });
    }
}

fn field(id: &str) -> Option<HtmlInputElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Renders the heading, the addresses and the consequence.
fn question(choice: Option<UserAction>, targets: &[SelectedUser], locale: Locale) -> AnyView {
    let revoked = targets.iter().filter(|tick| tick.approved).count();
    let mut follows = match choice {
        None => t::add_follows(locale),
        Some(UserAction::Approve) => t::approve_follows(locale),
        Some(UserAction::Reject) => t::reject_follows(locale),
        Some(UserAction::End) => t::end_follows(locale),
        Some(UserAction::Clear) => t::clear_follows(locale),
    }
    .to_owned();
    if choice == Some(UserAction::Reject) && revoked > 0 {
        follows.push(' ');
        follows.push_str(&t::reject_revokes(locale, revoked));
    }
    let title = match choice {
        None => t::add(locale).to_owned(),
        Some(_) => format!("{}?", verb(choice, targets.len(), locale)),
    };
    let more = (targets.len() > NAMED).then(|| t::and_more(locale, targets.len() - NAMED));
    let named = targets.iter().take(NAMED).map(|tick| tick.email.clone()).chain(more);
    let named: Vec<_> = named.map(|line| view! { <li>{line}</li> }.into_any()).collect();
    view! { <h2 id="sheet-title">{title}</h2><ul class="about" role="list">{named}</ul><p>{follows}</p> }.into_any()
}

fn verb(choice: Option<UserAction>, n: usize, locale: Locale) -> String {
    match choice {
        None => common::approve(locale).to_owned(),
        Some(UserAction::Approve) => t::approve_n(locale, n),
        Some(UserAction::Reject) => t::reject_n(locale, n),
        Some(UserAction::End) => t::end_n(locale, n),
        Some(UserAction::Clear) => t::clear_n(locale, n),
    }
}
