//! A labelled input. Hint and error are tied to it, so that a screen reader speaks them with the field.

use super::boxed::piece;
use super::{Glyph, Icon};
use leptos::prelude::*;

/// Label, hint, input, and what is wrong with it.
#[component]
pub fn Field(
    /// The input's `name`, and the stem of every `id`.
    name: &'static str,
    #[prop(into)] label: String,
    /// The input's `type`.
    #[prop(default = "text")]
    kind: &'static str,
    /// What stands in it.
    #[prop(optional, into)]
    value: String,
    #[prop(optional, into)] hint: Option<String>,
    /// What is wrong with it; a plain `None` where that never changes.
    #[prop(into, default = ArcSignal::stored(None))]
    error: ArcSignal<Option<String>>,
    /// The input's `autocomplete`.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// The input's `maxlength`.
    #[prop(default = 200)]
    max: u32,
    /// Whether it may not be empty.
    #[prop(optional)]
    required: bool,
    /// Whether it can only be read.
    #[prop(optional)]
    readonly: bool,
    /// The input, for those who set focus.
    #[prop(optional)]
    node_ref: NodeRef<leptos::html::Input>,
) -> impl IntoView {
    let hint_id = format!("{name}-hint");
    let error_id = format!("{name}-error");
    let described = {
        let (error, hint_id, error_id) = (error.clone(), hint_id.clone(), error_id.clone());
        let hinted = hint.is_some();
        move || match (hinted, error.read().is_some()) {
            (true, true) => Some(format!("{hint_id} {error_id}")),
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
            <label for=name>{label}</label>
            {hint.map(|hint| view! { <span class="hint" id=hint_id>{hint}</span> }.into_any())}
            <input class="input" id=name name=name type=kind value=value autocomplete=autocomplete maxlength=max
                required=required readonly=readonly aria-invalid=invalid aria-describedby=described node_ref=node_ref/>
            {piece(move || error.get().map(|text| view! {
                <span class="error" id=error_id.clone()><Icon of=Glyph::Alert/><span>{text}</span></span>
            }.into_any()))}
        </div>
    }
}

/// A box or a choice with its explanation.
#[component]
pub fn Check(
    /// The input's `name`.
    name: &'static str,
    /// What is sent when it is ticked.
    #[prop(default = "true")]
    value: &'static str,
    /// `checkbox` or `radio`.
    #[prop(default = "checkbox")]
    kind: &'static str,
    /// Whether it is ticked at first.
    #[prop(optional)]
    checked: bool,
    #[prop(into)] label: String,
    /// What follows from it.
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
