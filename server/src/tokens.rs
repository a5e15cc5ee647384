//! Secrets that leave the house once: cookies, links, keys, codes. Only their hashes stay.

use crate::clock::random_bytes;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

/// A fresh secret of 256 bits, fit for an address or a cookie.
pub fn fresh() -> String {
    URL_SAFE_NO_PAD.encode(random_bytes::<32>())
}

/// A fresh locator of 192 bits, for addresses that mails carry.
pub fn locator() -> String {
    URL_SAFE_NO_PAD.encode(random_bytes::<24>())
}

/// What is stored of a secret: SHA-256 suffices, since the secrets are random and long.
pub fn hash(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.as_bytes()))
}

/// What names a stored secret on its owner's page: a digest of the hash, from which neither is found.
pub fn name(hash: &str) -> [u8; 16] {
    let digest = Sha256::digest(hash.as_bytes());
    let mut name = [0; 16];
    name.iter_mut().zip(digest).for_each(|(byte, of)| *byte = of);
    name
}

/// Six digits, each code as likely as any other.
pub fn six_digits() -> String {
    // 2^64 is so much larger than 10^6 that the remainder's bias is below 10^-13.
    format!("{:06}", u64::from_be_bytes(random_bytes()) % 1_000_000)
}

/// What is stored of a code: bound to its own identifier, so that equal codes do not look equal.
pub fn hash_code(id: &str, code: &str) -> String {
    hash(&format!("{id}:{code}"))
}
