//! Consignment note: the layout of all evidence, used for nothing else.

use leptos::prelude::*;

/// Renders the stub and the entries.
#[component]
pub fn Waybill(
    /// Content of the stub: number and standing.
    #[prop(optional, into)]
    stub: Option<ViewFn>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="waybill">
            {stub.map(|stub| view! { <div class="stub">{stub.run()}</div> }.into_any())}
            <dl>{children()}</dl>
        </div>
    }
}

/// Renders one entry: name, value and an optional second line.
#[component]
pub fn Entry(
    #[prop(into)] term: String,
    #[prop(optional, into)] small: Option<String>,
    /// CSS class: `wide`, `half` or empty.
    #[prop(optional)]
    class: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <div class=class>
            <dt>{term}</dt>
            <dd>{children()}{small.map(|small| view! { <small>{small}</small> }.into_any())}</dd>
        </div>
    }
}
