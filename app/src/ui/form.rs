//! A form whose answer comes from a server function. Without script the browser posts it; with script it is read here and
//! sent as an action. (leptos' own reads every form by way of a text and a parser, which were a twentieth of the client.)

use super::PageProfile;
use crate::AppError;
use leptos::{
    ev::SubmitEvent,
    form::form_data_from_event,
    prelude::*,
    server_fn::{ServerFn, client::Client},
    web_sys::FormData,
};

/// What somebody typed, ticked and pressed.
pub struct Typed(FormData);

impl Typed {
    /// What stands in a field; nothing where there is no such field.
    pub fn text(&self, name: &str) -> String {
        self.0.get(name).as_string().unwrap_or_default()
    }

    /// Whether a box is ticked.
    pub fn ticked(&self, name: &str) -> bool {
        self.0.has(name)
    }
}

#[component]
pub fn Form<F>(
    /// The server function's action.
    action: ServerAction<F>,
    /// The arguments for what was typed. `None` for what this form cannot hold: then it is posted, and the server says why.
    read: fn(&Typed) -> Option<F>,
    /// Fields and buttons, named as the arguments.
    children: Children,
) -> impl IntoView
where
    F: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    F::Output: Send + Sync + 'static,
    F::Client: Client<AppError>,
{
    let submit = move |event: SubmitEvent| {
        if event.default_prevented() {
            return;
        }
        let typed = form_data_from_event(&event).ok().map(Typed);
        if let Some(arguments) = typed.as_ref().and_then(read) {
            event.prevent_default();
            action.dispatch(arguments);
        }
    };
    view! { <form action=F::url() method="post" on:submit=submit>{with_profile(children)}</form> }
}

/// What stands in every form; of one type for all of them.
fn with_profile(children: Children) -> AnyView {
    (PageProfile().into_any(), children()).into_any()
}
