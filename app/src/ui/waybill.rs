//! Facts as on a consignment note: what evidence looks like everywhere, and nothing else does.

use leptos::prelude::*;

/// The note: its stub, and its entries.
#[component]
pub fn Waybill(
    /// What stands on the stub: number and standing.
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

/// One entry: its name, its value, and a second line where there is one.
#[component]
pub fn Entry(
    #[prop(into)] term: String,
    #[prop(optional, into)] small: Option<String>,
    /// `wide`, `half`, or nothing.
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
