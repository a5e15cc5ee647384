//! Pages that need no client: sign-in, create password, `/d/`, `/r/`, errors. They are rendered to HTML strings; the
//! server's handlers send them. Links to them leave the router (`rel="external"`).

use crate::view::Brand;
use esecure::Locale;

/// What every plain page needs to know about its reader.
#[derive(Debug, Clone)]
pub struct Reader {
    /// The language to speak.
    pub locale: Locale,
    /// Names of portal and product.
    pub brand: Brand,
    /// The Content-Security-Policy nonce of this response, for the few lines of script.
    pub nonce: String,
}
