//! Names that look like others (UTS 39). A warning, never a refusal: `рау.example` may be somebody's real name, and the
//! administrator who sees both forms side by side knows best.

use super::{providers, readable};
use app::view::LookAlike;
use esecure::DomainName;
use std::{collections::HashMap, sync::LazyLock};
use unicode_security::{MixedScript as _, skeleton};

static PROVIDERS: LazyLock<Looks> = LazyLock::new(|| Looks::of(providers().iter().cloned()));

/// Names by how they look: what looks alike stands together.
pub struct Looks(HashMap<String, Vec<DomainName>>);

impl Looks {
    /// The looks of these names.
    pub fn of(names: impl IntoIterator<Item = DomainName>) -> Self {
        let mut looks: HashMap<String, Vec<DomainName>> = HashMap::new();
        for name in names {
            let alike = looks.entry(look_of(&readable(&name))).or_default();
            if !alike.contains(&name) {
                alike.push(name);
            }
        }
        Self(looks)
    }

    /// What is to be said about `domain` beside these names and the mail providers: `gmai1.com` is nobody's company.
    pub fn warnings(&self, domain: &DomainName) -> Vec<LookAlike> {
        let shown = readable(domain);
        let mut warnings = Vec::new();
        if shown.split('.').any(|label| !label.is_single_script()) {
            warnings.push(LookAlike::MixedScripts);
        }
        if let Some(name) = ascii_look(&shown) {
            warnings.push(LookAlike::Ascii { name });
        }
        let look = look_of(&shown);
        let alike = [self, &*PROVIDERS].into_iter().filter_map(|looks| looks.0.get(&look)).flatten();
        warnings.extend(alike.filter(|name| *name != domain).map(|name| LookAlike::Listed { name: told(name) }));
        warnings.dedup();
        warnings
    }
}

/// A name as people read it; an international one with its other form, without which it could be the one that it looks like.
fn told(name: &DomainName) -> String {
    let shown = readable(name);
    if shown == name.as_str() { shown } else { format!("{shown} ({name})") }
}

/// Two names with the same look cannot be told apart. Browsers and mail clients lower a name, so that `O` is `o` here.
fn look_of(name: &str) -> String {
    skeleton(name).collect::<String>().to_lowercase()
}

/// The plain name that an international one looks like, letter by letter.
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
