//! Language and brand names of this page. The server chooses both and writes them on `<html>`; the browser reads the
//! attributes, so that both sides agree.

use crate::dto::Brand;
use esecure::Locale;
use leptos::prelude::*;

pub fn locale() -> Locale {
    use_context::<Locale>().unwrap_or_else(of_document)
}

pub fn brand() -> Brand {
    use_context::<Brand>().unwrap_or_else(|| Brand {
        portal: attribute("data-portal").unwrap_or_else(|| "MyDHL+".to_owned()),
        product: attribute("data-product").unwrap_or_else(|| "eSecure".to_owned()),
    })
}

fn of_document() -> Locale {
    attribute("lang").and_then(|tag| Locale::from_tag(&tag)).unwrap_or_default()
}

/// Reads an attribute of `<html>` in the browser.
#[cfg(feature = "hydrate")]
pub(super) fn attribute(name: &str) -> Option<String> {
    document().document_element()?.get_attribute(name)
}

/// On the server every value comes from context; without one (route generation) the defaults apply.
#[cfg(not(feature = "hydrate"))]
pub(super) fn attribute(_: &str) -> Option<String> {
    None
}
