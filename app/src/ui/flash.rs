//! Message about the last action, shown once on the page that it concerns, also after a navigation.

use super::{Notice, Tone, focus_once_shown, view_fn};
use leptos::{html, prelude::*};
use leptos_router::hooks::use_location;
use std::time::Duration;

/// Text of a message and the path of the page that shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Message {
    path: String,
    text: String,
    /// True until the message has taken the focus.
    is_new: bool,
}

/// Time in which the message takes the focus again if its page is rendered anew with the data after the action.
const FRESH: Duration = Duration::from_secs(2);

/// Message of the last action, in the context of the application.
#[derive(Clone, Copy)]
pub struct Flash {
    message: RwSignal<Option<Message>>,
    /// True for [`FRESH`] after a message.
    is_fresh: StoredValue<bool>,
}

impl Flash {
    /// Provides the message to the application.
    pub fn provide() {
        provide_context(Self { message: RwSignal::new(None), is_fresh: StoredValue::new(false) });
    }

    /// Removes the message when its page is left. Call once within the router.
    pub fn forget_when_left(self) {
        let path = use_location().pathname;
        Effect::new(move |_| {
            let path = path.get();
            if self.message.with_untracked(|message| message.as_ref().is_some_and(|message| message.path != path)) {
                self.message.set(None);
            }
        });
    }

    /// Shows `text` on the page at `path`, which is opened now or next.
    pub fn show_at(self, path: &str, text: impl Into<String>) {
        self.message.set(Some(Message { path: path.to_owned(), text: text.into(), is_new: true }));
        let is_fresh = self.is_fresh;
        is_fresh.set_value(true);
        set_timeout(move || is_fresh.set_value(false), FRESH);
    }

    /// Returns true if the message has not had the focus yet, or has just lost it with its element.
    fn takes_focus(self) -> bool {
        let is_new = self.message.with_untracked(|message| message.as_ref().is_some_and(|message| message.is_new));
        if is_new {
            self.message.update_untracked(|message| {
                if let Some(message) = message {
                    message.is_new = false;
                }
            });
        }
        let is_lost = || document().active_element().is_none_or(|active| active.tag_name() == "BODY");
        is_new || self.is_fresh.get_value() && is_lost()
    }
}

/// Returns the message from the application's context.
pub fn flash() -> Flash {
    expect_context()
}

/// Place of the message in a page. The message takes the focus once.
#[component]
pub fn FlashNotice() -> impl IntoView {
    let flash = flash();
    let path = use_location().pathname.get_untracked();
    let place = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if let Some(place) = place.get()
            && flash.takes_focus()
        {
            focus_once_shown(place.into(), 60);
        }
    });
    view_fn(move || {
        let text = flash.message.get().filter(|message| message.path == path)?.text;
        Some(
            view! { <div class="said" tabindex="-1" node_ref=place><Notice is=Tone::Approved title=text/></div> }
                .into_any(),
        )
    })
}
