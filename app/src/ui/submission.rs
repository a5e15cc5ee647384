//! Submits of a form to a server function: busy button, errors at the fields, and a notice with the refusal.

use super::{ErrorNotice, Notice, Tone, focus_once_shown, locale, optional_attr, view_fn};
use crate::{AppError, error::Problem, routes};
use i18n::plain;
use leptos::{
    html,
    prelude::*,
    server_fn::{ServerFn, client::Client},
};
use leptos_router::hooks::use_location;

/// State of a form's submits.
#[derive(Clone, Copy)]
pub struct Submission {
    pending: Memo<bool>,
    refusal: RwSignal<Option<AppError>>,
}

impl Submission {
    /// Follows the submits of `action`, and runs `done` after each success. The form keeps what was typed.
    pub fn of<F>(action: ServerAction<F>, done: impl Fn(F::Output) + 'static) -> Self
    where
        F: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
        F::Output: Clone + Send + Sync + 'static,
        F::Client: Client<AppError>,
    {
        Self::checked(action, move |output| {
            done(output);
            Ok(())
        })
    }

    /// Follows submits like [`Self::of`]. An error that `done` finds in the output is shown like a refusal of the submit.
    pub fn checked<F>(action: ServerAction<F>, done: impl Fn(F::Output) -> Result<(), AppError> + 'static) -> Self
    where
        F: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
        F::Output: Clone + Send + Sync + 'static,
        F::Client: Client<AppError>,
    {
        let (value, version) = (action.value(), action.version());
        // A form posted before hydration has its refusal in the URL, which the action starts with.
        let posted = if is_first_rendering() { value.get_untracked().and_then(Result::err) } else { None };
        let refusal = RwSignal::new(posted);
        Effect::new(move |_| match value.get() {
            _ if version.get_untracked() == 0 => {}
            Some(Ok(output)) => refusal.set(untrack(|| done(output)).err()),
            Some(Err(error)) => refusal.set(Some(error)),
            None => {}
        });
        Self { pending: action.pending(), refusal }
    }

    /// Error of one field.
    pub fn problem(self, field: &'static str) -> ArcSignal<Option<String>> {
        let refusal = self.refusal;
        ArcSignal::derive(move || refusal.with(|error| error.as_ref()?.of(field).map(str::to_owned)))
    }

    /// Value of the submit button's `aria-busy`.
    pub fn busy(self) -> Box<dyn Fn() -> Option<&'static str> + Send> {
        optional_attr(move || self.pending.get().then_some("true"))
    }

    /// Returns true if the page was rendered with a refusal: the form was posted without script.
    pub fn is_refused(self) -> bool {
        self.refusal.with_untracked(Option::is_some)
    }

    /// Removes the refusal, for example when its dialog is closed.
    pub fn clear(self) {
        self.refusal.set(None);
    }

    /// Summary of the refusal above the fields, which takes the focus and links to each invalid field. The field named
    /// in `shown_at_field` shows its problem alone.
    pub fn notice(self, shown_at_field: Option<&'static str>) -> AnyView {
        let locale = locale();
        let location = use_location();
        let place = NodeRef::<html::Div>::new();
        Effect::new(move |_| {
            self.refusal.track();
            if let Some(place) = place.get() {
                focus_once_shown(place.into(), 60);
            }
        });
        let shown = view_fn(move || {
            let error = self.refusal.get()?;
            if shown_at_field.is_some_and(|field| error.of(field).is_some()) {
                return None;
            }
            let said = match error {
                AppError::Invalid(problems) if problems.iter().all(|problem| !problem.field.is_empty()) => {
                    view! { <InvalidFields problems/> }.into_any()
                }
                error => {
                    let here =
                        routes::with_query(&location.pathname.read_untracked(), &location.search.read_untracked());
                    view! { <ErrorNotice error locale here/> }.into_any()
                }
            };
            Some(view! { <div class="said" tabindex="-1" node_ref=place>{said}</div> }.into_any())
        });
        shown.into_any()
    }
}

/// Returns true on the server and during hydration, false for what the client renders later.
fn is_first_rendering() -> bool {
    cfg!(feature = "ssr") || Owner::current_shared_context().is_some_and(|context| context.get_is_hydrating())
}

/// Lists the invalid fields, each with a link. `rel="external"` bypasses the router, which would not move the focus.
#[component]
fn InvalidFields(problems: Vec<Problem>) -> impl IntoView {
    let title = plain::fields(locale(), problems.len() as u64);
    let links = problems.into_iter().map(|problem| {
        view! { <li><a href=format!("#{}", problem.field) rel="external">{problem.text}</a></li> }.into_any()
    });
    view! {
        <Notice is=Tone::Rejected title refusal=true>
            <ul role="list">{links.collect::<Vec<_>>()}</ul>
        </Notice>
    }
}
