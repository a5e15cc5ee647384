//! Labelled input. Hint and error are linked by `aria-describedby`, so that screen readers read both with the field.

use super::{Glyph, Icon, erased::view_fn, focus_when_rendered};
use leptos::prelude::*;

/// Renders label, hint, input and error message.
#[component]
pub fn Field(
    /// The input's `name`.
    name: &'static str,
    /// The input's `id` and the prefix of the others, if a page has several fields of this name.
    #[prop(optional)]
    id: Option<&'static str>,
    #[prop(into)] label: String,
    /// The `type` attribute of the input.
    #[prop(default = "text")]
    kind: &'static str,
    /// Initial value of the input.
    #[prop(optional, into)]
    value: String,
    #[prop(optional, into)] hint: Option<String>,
    /// Word behind the label of a field that may stay empty.
    #[prop(optional)]
    optional: Option<&'static str>,
    /// Error message; a constant `None` for a field that never fails.
    #[prop(into, default = ArcSignal::stored(None))]
    error: ArcSignal<Option<String>>,
    /// The `autocomplete` attribute of the input.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// The `maxlength` attribute of the input.
    #[prop(optional)]
    max: Option<u32>,
    /// Marks the input as required.
    #[prop(optional)]
    required: bool,
    /// Marks the input as read-only.
    #[prop(optional)]
    readonly: bool,
    /// Turns off spell checking and automatic capitals; always off for addresses.
    #[prop(optional)]
    plain: bool,
    /// Moves the focus to the input when the page is opened.
    #[prop(optional)]
    autofocus: bool,
    /// Reference to the input, for callers that set the focus.
    #[prop(optional)]
    node_ref: NodeRef<leptos::html::Input>,
) -> impl IntoView {
    let id = id.unwrap_or(name);
    let plain = plain || kind == "email";
    let hint_id = format!("{id}-hint");
    let error_id = format!("{id}-error");
    if autofocus {
        focus_when_rendered(node_ref);
        // A dialog needs the attribute. It follows the insertion, which a browser with a focused element would report.
        Effect::new(move |_| {
            if let Some(input) = node_ref.get() {
                request_animation_frame(move || drop(input.set_attribute("autofocus", "")));
            }
        });
    }
    let described = {
        let (error, hint_id, error_id) = (error.clone(), hint_id.clone(), error_id.clone());
        let hinted = hint.is_some();
        move || match (hinted, error.read().is_some()) {
            (true, true) => Some(format!("{error_id} {hint_id}")),
            (true, false) => Some(hint_id.clone()),
            (false, true) => Some(error_id.clone()),
            (false, false) => None,
        }
    };
    let invalid = {
        let error = error.clone();
        move || error.read().is_some().then_some("true")
    };
    view! {
        <div class="field">
            <label for=id>{label}{optional.map(|word| view! { " "<small>"("{word}")"</small> })}</label>
            {hint.map(|hint| view! { <span class="hint" id=hint_id>{hint}</span> }.into_any())}
            <input class="input" id=id name=name type=kind value=value autocomplete=autocomplete maxlength=max
                required=required readonly=readonly autofocus=autofocus && cfg!(feature = "ssr")
                autocapitalize=plain.then_some("none") spellcheck=plain.then_some("false") aria-invalid=invalid aria-describedby=described node_ref=node_ref/>
            {view_fn(move || error.get().map(|text| view! {
                <span class="error" id=error_id.clone()><Icon of=Glyph::Alert/><span>{text}</span></span>
            }.into_any()))}
        </div>
    }
}

/// Renders a checkbox or radio button with its explanation.
#[component]
pub fn Check(
    /// The `name` attribute of the input.
    name: &'static str,
    /// Value submitted if the box is ticked.
    #[prop(default = "true")]
    value: &'static str,
    /// Input type: `checkbox` or `radio`.
    #[prop(default = "checkbox")]
    kind: &'static str,
    /// Initial state of the box.
    #[prop(optional)]
    checked: bool,
    #[prop(into)] label: String,
    /// Consequence of ticking, shown with the label.
    #[prop(optional, into)]
    hint: Option<String>,
) -> impl IntoView {
    view! {
        <label class="check">
            <input type=kind name=name value=value checked=checked/>
            <span><b>{label}</b>{hint.map(|hint| view! { <small class="muted">{hint}</small> }.into_any())}</span>
        </label>
    }
}
