//! Look-alike names (UTS 39). They cause a warning, never a refusal: `рау.example` may be a real name, and the
//! administrator, who sees both forms, can judge best.

use super::providers;
use crate::idn::readable;
use app::pages::domains::dto::LookAlike;
use esecure::DomainName;
use std::{collections::HashMap, sync::LazyLock};
use unicode_security::{MixedScript as _, skeleton};

static PROVIDERS: LazyLock<LookAlikeIndex> = LazyLock::new(|| LookAlikeIndex::of(providers().iter().cloned()));

/// Names grouped by their UTS 39 skeleton, which is equal for names that look alike.
pub struct LookAlikeIndex(HashMap<String, Vec<DomainName>>);

impl LookAlikeIndex {
    /// Groups names by their skeleton.
    pub fn of(names: impl IntoIterator<Item = DomainName>) -> Self {
        let mut looks: HashMap<String, Vec<DomainName>> = HashMap::new();
        for name in names {
            let alike = looks.entry(skeleton_of(&readable(&name))).or_default();
            if !alike.contains(&name) {
                alike.push(name);
            }
        }
        Self(looks)
    }

    /// Returns the warnings about `domain`, compared with these names and the mail providers (`gmai1.com`).
    pub fn warnings(&self, domain: &DomainName) -> Vec<LookAlike> {
        let shown = readable(domain);
        let mut warnings = Vec::new();
        if shown.split('.').any(|label| !label.is_single_script()) {
            warnings.push(LookAlike::MixedScripts);
        }
        if let Some(name) = ascii_look(&shown) {
            warnings.push(LookAlike::Ascii { name });
        }
        let look = skeleton_of(&shown);
        let alike = [self, &*PROVIDERS].into_iter().filter_map(|looks| looks.0.get(&look)).flatten();
        warnings.extend(alike.filter(|name| *name != domain).map(|name| LookAlike::Listed { name: to_unicode(name) }));
        warnings.dedup();
        warnings
    }
}

/// Formats a name for display; an international one with its A-labels, as it may look the same as the suspect name.
fn to_unicode(name: &DomainName) -> String {
    let shown = readable(name);
    if shown == name.as_str() { shown } else { format!("{shown} ({name})") }
}

/// Returns the skeleton of a name. In lower case, as browsers and mail clients lower a name: `O` counts as `o` here.
fn skeleton_of(name: &str) -> String {
    skeleton(name).collect::<String>().to_lowercase()
}

/// Returns the ASCII name that an international one resembles letter by letter.
fn ascii_look(shown: &str) -> Option<String> {
    if shown.is_ascii() {
        return None;
    }
    let mut look = String::with_capacity(shown.len());
    for letter in shown.chars() {
        if letter.is_ascii() {
            look.push(letter);
        } else {
            look.extend(skeleton(letter.encode_utf8(&mut [0; 4])));
        }
    }
    look.is_ascii().then(|| look.to_ascii_lowercase())
}
