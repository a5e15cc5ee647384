//! Secrets that leave the server once: cookies, links, keys, codes. Only their hashes are stored.

use crate::{
    clock::random_bytes,
    store::columns::{CodeId, SecretHash},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use esecure::locator::Locator;
use sha2::{Digest as _, Sha256};

/// Generates a secret of 256 bits, for a URL or a cookie.
pub fn secret() -> String {
    URL_SAFE_NO_PAD.encode(random_bytes::<32>())
}

/// Generates a locator of 128 bits, for URLs in mails.
pub fn link_token() -> String {
    Locator::from_bytes(random_bytes()).as_str().to_owned()
}

/// Hashes a secret for storing. SHA-256 suffices, since secrets are random and long.
pub fn hash(secret: &str) -> SecretHash {
    SecretHash::new(hex::encode(Sha256::digest(secret.as_bytes())))
}

/// Derives the public id of a stored secret from its hash; neither can be found from the id.
pub fn public_id(hash: &SecretHash) -> [u8; 16] {
    let digest = Sha256::digest(hash.as_str());
    let mut id = [0; 16];
    id.iter_mut().zip(digest).for_each(|(byte, of)| *byte = of);
    id
}

/// Generates six digits, all codes equally likely.
pub fn six_digits() -> String {
    // 2^64 is so much larger than 10^6 that the bias of the remainder is below 10^-13.
    format!("{:06}", u64::from_be_bytes(random_bytes()) % 1_000_000)
}

/// Hashes a code for storing. Bound to the code's id, so that equal codes have different hashes.
pub fn hash_code(id: &CodeId, code: &str) -> SecretHash {
    hash(&format!("{id}:{code}"))
}
