//! Fields and scrolled elements of a page, as they are kept and restored.

use leptos::{
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{
        Element, Event, EventInit, HtmlDetailsElement, HtmlElement, HtmlInputElement, HtmlSelectElement,
        HtmlTextAreaElement, NodeList,
    },
};

/// Fields of a page, except those that are never kept.
pub(super) const FIELDS: &str = "#main input:not([type=password], [type=file], [type=hidden]), #main select, #main textarea, #main details:not(.menu)";
/// Those of them whose form changes something.
pub(super) const POSTED: &str =
    "#main form[method=post] :is(input:not([type=password], [type=file], [type=hidden]), select, textarea)";
/// Fields of the forms that change something. Text in them is lost with the document.
const UNSENT: &str = "#main form[method=post] :is(input:not([type=password], [type=hidden], [readonly]), textarea)";

/// Field of a form that can be kept.
pub(super) enum Field {
    Input(HtmlInputElement),
    Select(HtmlSelectElement),
    Text(HtmlTextAreaElement),
    /// Part of a page that the reader can open.
    Details(HtmlDetailsElement),
}

impl Field {
    pub(super) fn of(element: &Element) -> Option<Self> {
        let element = element.clone();
        match element.tag_name().as_str() {
            "INPUT" => element.dyn_into().ok().map(Self::Input),
            "SELECT" => element.dyn_into().ok().map(Self::Select),
            "TEXTAREA" => element.dyn_into().ok().map(Self::Text),
            "DETAILS" => element.dyn_into().ok().map(Self::Details),
            _ => None,
        }
    }

    /// Name within the page; `None` for a field without a name. Boxes of one name are told apart by their values.
    pub(super) fn name(&self, element: &Element) -> Option<String> {
        let form = element.closest("form").ok().flatten().and_then(|form| form.get_attribute("action"));
        let (name, value) = match self {
            Self::Input(input) if self.is_box() => (input.name(), input.value()),
            Self::Input(input) => (input.name(), String::new()),
            Self::Select(select) => (select.name(), String::new()),
            Self::Text(text) => (text.name(), String::new()),
            Self::Details(_) => (pane_name(element), String::new()),
        };
        (!name.is_empty()).then(|| format!("{} {} {name} {value}", form.unwrap_or_default(), element.id()))
    }

    fn is_box(&self) -> bool {
        matches!(self, Self::Input(input) if matches!(input.type_().as_str(), "checkbox" | "radio"))
    }

    pub(super) fn is_changed(&self) -> bool {
        match self {
            Self::Input(input) if self.is_box() => input.checked() != input.default_checked(),
            Self::Input(input) => input.value() != input.default_value(),
            Self::Select(_) => true,
            Self::Text(text) => text.default_value().is_ok_and(|default| text.value() != default),
            Self::Details(details) => details.open(),
        }
    }

    pub(super) fn content(&self) -> String {
        match self {
            Self::Input(input) if self.is_box() => input.checked().to_string(),
            Self::Input(input) => input.value(),
            Self::Select(select) => select.value(),
            Self::Text(text) => text.value(),
            Self::Details(details) => details.open().to_string(),
        }
    }

    /// Sets the content and tells the page, as if the reader had typed it.
    pub(super) fn restore(&self, content: &str) {
        if self.content() == content {
            return;
        }
        let target: &HtmlElement = match self {
            Self::Input(input) => {
                if self.is_box() {
                    input.set_checked(content == "true");
                } else {
                    input.set_value(content);
                }
                input
            }
            Self::Select(select) => {
                select.set_value(content);
                select
            }
            Self::Text(text) => {
                text.set_value(content);
                text
            }
            Self::Details(details) => return details.set_open(content == "true"),
        };
        for kind in ["input", "change"] {
            let options = EventInit::new();
            options.set_bubbles(true);
            if let Ok(event) = Event::new_with_event_init_dict(kind, &options) {
                let _ = target.dispatch_event(&event);
            }
        }
    }
}

/// Returns true if the page has typed text that no form has sent.
pub(super) fn is_unsent() -> bool {
    elements(UNSENT)
        .into_iter()
        .filter_map(|element| Field::of(&element))
        .any(|field| !field.is_box() && field.is_changed())
}

/// Name of a scrolled element within its page.
pub(super) fn pane_name(element: &Element) -> String {
    format!("{} {} {}", element.tag_name(), element.id(), element.get_attribute("class").unwrap_or_default())
}

pub(super) fn elements(selector: &str) -> Vec<Element> {
    let found: Option<NodeList> = document().query_selector_all(selector).ok();
    let found = found.into_iter().flat_map(|list| (0..list.length()).filter_map(move |n| list.item(n)));
    found.filter_map(|node| node.dyn_into().ok()).collect()
}
