//! Form answered by a server function. Without script the browser posts the form; with script its data is read here and
//! dispatched as an action. (Leptos's own form serialises the data to text and parses that again, a twentieth of the
//! WASM.)

use super::PageProfile;
use crate::AppError;
use esecure::id::AccountId;
use leptos::{
    ev::SubmitEvent,
    form::form_data_from_event,
    html,
    prelude::*,
    server_fn::{ServerFn, client::Client},
    web_sys::FormData,
};

/// Form data of a submit.
pub struct FormValues(FormData);

impl FormValues {
    /// Returns the text of a field, empty if the field is missing.
    pub fn text(&self, name: &str) -> String {
        self.0.get(name).as_string().unwrap_or_default()
    }

    /// Returns the account of the form's hidden field.
    pub fn account(&self) -> Option<AccountId> {
        AccountId::parse(&self.text("account"))
    }

    /// Returns true if a box is ticked.
    pub fn ticked(&self, name: &str) -> bool {
        self.0.has(name)
    }
}

type ReadForm<F> = dyn Fn(&FormValues) -> Option<F>;

/// Converts form data to the arguments of a server function.
pub struct FormReader<F>(Box<ReadForm<F>>);

impl<F, R: Fn(&FormValues) -> Option<F> + 'static> From<R> for FormReader<F> {
    fn from(read: R) -> Self {
        Self(Box::new(read))
    }
}

#[component]
pub fn Form<F>(
    /// Action of the server function.
    action: ServerAction<F>,
    /// Converts the form data to arguments. `None` if that fails: the browser then posts the form, and the server
    /// reports the error.
    #[prop(into)]
    read: FormReader<F>,
    /// Clears the fields after a success.
    #[prop(optional)]
    clear: bool,
    /// Fields and buttons, named like the arguments.
    children: Children,
) -> impl IntoView
where
    F: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    F::Output: Send + Sync + 'static,
    F::Client: Client<AppError>,
{
    let form = NodeRef::<html::Form>::new();
    if clear {
        let value = action.value();
        Effect::new(move |_| {
            if value.with(|value| matches!(value, Some(Ok(_))))
                && let Some(form) = form.get_untracked()
            {
                form.reset();
            }
        });
    }
    let submit = move |event: SubmitEvent| {
        if event.default_prevented() {
            return;
        }
        // A second press while the first submit is on its way.
        if action.pending().get_untracked() {
            return event.prevent_default();
        }
        let typed = form_data_from_event(&event).ok().map(FormValues);
        if let Some(arguments) = typed.as_ref().and_then(&read.0) {
            event.prevent_default();
            action.dispatch(arguments);
        }
    };
    view! { <form action=F::url() method="post" on:submit=submit node_ref=form>{with_profile(children)}</form> }
}

/// Prepends the hidden profile field to a form's content; not generic, so that it is compiled once for all forms.
fn with_profile(children: Children) -> AnyView {
    (PageProfile().into_any(), children()).into_any()
}

/// Resets the form of `field` each time the page renders new data, because inputs keep what was typed for the old data.
/// The first rendering changes nothing: text may have been typed before hydration.
pub fn reset_form_with_data(field: NodeRef<html::Input>) {
    Effect::new(move |rendered: Option<bool>| {
        let rendered = rendered.unwrap_or(false);
        let Some(form) = field.get().and_then(|field| field.form()) else {
            return rendered;
        };
        if rendered {
            form.reset();
        }
        true
    });
}
