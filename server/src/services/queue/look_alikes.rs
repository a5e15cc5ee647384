//! Look-alike warnings about the domains of requests: compared with the authorised domains of the account, the
//! domains of its approved addresses, and the mail providers.

use crate::{
    error::Result,
    store::{domain_rules, entity::request, uploads},
};
use esecure::{DomainName, EmailAddress, id::AccountId, upload::doubt::DoubtDetector};
use sea_orm::ConnectionTrait;

/// Number of domains of approved addresses that names are compared with, most addresses first.
const APPROVED: u64 = 200;

/// Length of the shortest first label that another name may extend; shorter ones are part of many real names.
const SHORTEST: usize = 6;

/// Domain names that an account knows.
pub struct LookAlikes {
    known: Vec<DomainName>,
    detector: DoubtDetector,
}

impl LookAlikes {
    /// Loads the names with two statements, whatever their number.
    pub async fn of_account<C: ConnectionTrait>(db: &C, account: &AccountId) -> Result<Self> {
        let (authorised, _) = domain_rules::lists(db, account).await?;
        let mut known: Vec<DomainName> = authorised.into_iter().map(|rule| rule.domain).collect();
        known.extend(uploads::domains(db, account, APPROVED).await?);
        Ok(Self::new(known))
    }

    fn new(known: Vec<DomainName>) -> Self {
        let detector = DoubtDetector::new(&known);
        Self { known, detector }
    }

    /// Returns the name that the domain of a request's address resembles.
    pub fn imitated_by(&self, row: &request::Model) -> Option<String> {
        self.imitated(EmailAddress::from_stored(&row.email, &row.email_key).domain())
    }

    /// Returns the name that a domain resembles.
    fn imitated(&self, domain: &DomainName) -> Option<String> {
        if self.known.contains(domain) {
            return None;
        }
        let extended = || self.known.iter().find(|known| extends(domain.as_str(), known.as_str()));
        let doubt = self.detector.check(domain.as_str()).map(|doubt| doubt.likely);
        doubt.or_else(|| extended().map(DomainName::to_string))
    }
}

/// Returns true if a name is another one with a word before or after a hyphen: `acme-works.example` for `acme.example`.
fn extends(name: &str, known: &str) -> bool {
    let (Some((label, rest)), Some((known, known_rest))) = (name.split_once('.'), known.split_once('.')) else {
        return false;
    };
    let word = label.strip_prefix(known).is_some_and(|word| word.starts_with('-'))
        || label.strip_suffix(known).is_some_and(|word| word.ends_with('-'));
    word && rest == known_rest && known.len() >= SHORTEST
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imitated(domain: &str) -> Option<String> {
        let known = ["vandermeer.example", "acme.example", "depot1.example"].map(DomainName::from_canonical);
        LookAlikes::new(known.to_vec()).imitated(&DomainName::from_canonical(domain))
    }

    #[test]
    fn names_that_resemble_a_known_one_are_found() {
        for domain in ["vandermeer-instr.example", "my-vandermeer.example", "vandermer.example", "vanderrneer.example"]
        {
            assert_eq!(imitated(domain).as_deref(), Some("vandermeer.example"), "{domain}");
        }
        assert_eq!(imitated("gmial.com").as_deref(), Some("gmail.com"));
    }

    #[test]
    fn known_and_unrelated_names_are_not_doubted() {
        for domain in [
            "vandermeer.example",
            "vandermeer.test",
            "vandermeer-instr.test",
            "vandermeerlaan.example",
            "acme-works.example",
            "depot2.example",
            "gmail.com",
            "else.example",
        ] {
            assert_eq!(imitated(domain), None, "{domain}");
        }
    }
}
