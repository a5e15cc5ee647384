//! Client address of a request: the peer of the connection, or the address that a trusted proxy reports in
//! `X-Forwarded-For`.
//!
//! The header is ignored from other peers, since any client can send one. `Forwarded` is never read: a proxy that
//! appends to one of the headers passes the other on unchanged.

use axum::http::HeaderMap;
use esecure::attempts::Source;
use ipnet::IpNet;
use serde::Deserialize as _;
use std::{
    net::{IpAddr, SocketAddr},
    sync::Once,
};

const FORWARDED_FOR: &str = "x-forwarded-for";

/// Deserializes `trusted_proxies`: addresses and networks.
///
/// # Errors
/// A text with the key and the invalid value.
pub fn networks<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<IpNet>, D::Error> {
    let texts = Vec::<String>::deserialize(deserializer)?;
    texts.iter().map(|text| network(text).map_err(serde::de::Error::custom)).collect()
}

fn network(text: &str) -> Result<IpNet, String> {
    let text = text.trim();
    let parsed = match text.parse::<IpAddr>() {
        Ok(address) => Some(IpNet::from(address.to_canonical())),
        Err(_) => text.parse::<IpNet>().ok(),
    };
    parsed.ok_or_else(|| {
        format!(
            "trusted_proxies: \"{text}\" is neither an IP address such as 192.0.2.1 nor a network such as 10.0.0.0/8"
        )
    })
}

/// Returns the client address. Behind trusted proxies it is the rightmost untrusted address in `X-Forwarded-For`,
/// because each proxy appends the address of its own peer.
pub fn of(peer: Option<SocketAddr>, headers: &HeaderMap, trusted: &[IpNet]) -> Source {
    let Some(peer) = peer.map(|peer| peer.ip().to_canonical()) else {
        return Source::default();
    };
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(&address));
    if !is_trusted(peer) {
        if headers.contains_key(FORWARDED_FOR) {
            warn_once();
        }
        return Source::of(peer);
    }
    let lines: Vec<&str> =
        headers.get_all(FORWARDED_FOR).iter().map(|line| line.to_str().unwrap_or_default()).collect();
    let mut nearest = peer;
    for hop in lines.iter().flat_map(|line| line.split(',')).rev() {
        // Our proxies write valid addresses only, so the last valid one is the nearest known.
        let Some(address) = address(hop.trim()) else { break };
        nearest = address;
        if !is_trusted(address) {
            break;
        }
    }
    Source::of(nearest)
}

/// Parses an address of the header, with or without a port.
fn address(hop: &str) -> Option<IpAddr> {
    let bare = hop.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(hop);
    let parsed = bare.parse::<IpAddr>().ok().or_else(|| Some(hop.parse::<SocketAddr>().ok()?.ip()));
    parsed.map(|address| address.to_canonical())
}

fn warn_once() {
    static WARNED: Once = Once::new();
    WARNED.call_once(|| {
        tracing::warn!(
            "a request brought X-Forwarded-For and came from no trusted proxy: if a proxy stands before this server, name \
             it in ESECURE_TRUSTED_PROXIES; until then all its visitors count as one source"
        );
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(peer: &str, lines: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED_FOR, line.parse().unwrap());
        }
        let trusted: Vec<IpNet> = trusted.iter().map(|text| network(text).unwrap()).collect();
        of(Some(SocketAddr::new(peer.parse().unwrap(), 4711)), &headers, &trusted).to_string()
    }

    #[test]
    fn header_of_a_stranger_is_not_believed() {
        assert_eq!(source("203.0.113.9", &["198.51.100.1"], &[]), "203.0.113.9");
        assert_eq!(source("203.0.113.9", &["198.51.100.1"], &["10.0.0.0/8"]), "203.0.113.9");
    }

    #[test]
    fn rightmost_untrusted_hop_counts() {
        let trusted = &["127.0.0.1", "10.0.0.0/8", "2001:db8:ffff::/48"];
        for (lines, expected) in [
            (&[][..], "127.0.0.1"),
            (&["198.51.100.1"], "198.51.100.1"),
            // Addresses written by the client are left of those appended by proxies.
            (&["1.1.1.1, 198.51.100.1"], "198.51.100.1"),
            (&["1.1.1.1, 198.51.100.1, 10.1.2.3"], "198.51.100.1"),
            (&["1.1.1.1", "198.51.100.1", "10.1.2.3"], "198.51.100.1"),
            (&["10.9.9.9, 10.1.2.3"], "10.9.9.9"),
            (&["198.51.100.1:8080"], "198.51.100.1"),
            (&["[2001:db8:1:2:3::4]:8080"], "2001:db8:1:2::/64"),
            (&["[2001:db8:1:2:3::4]"], "2001:db8:1:2::/64"),
            (&["2001:db8:1:2::5, 2001:db8:ffff::1"], "2001:db8:1:2::/64"),
            (&["::ffff:198.51.100.1"], "198.51.100.1"),
            (&["1.1.1.1, unknown"], "127.0.0.1"),
            (&["1.1.1.1, unknown, 10.1.2.3"], "10.1.2.3"),
            (&[""], "127.0.0.1"),
        ] {
            assert_eq!(source("127.0.0.1", lines, trusted), expected, "{lines:?}");
        }
        assert_eq!(source("::ffff:127.0.0.1", &["198.51.100.1"], trusted), "198.51.100.1");
    }

    #[test]
    fn request_without_a_peer_shares_one_source() {
        assert_eq!(of(None, &HeaderMap::new(), &[]), Source::default());
    }

    #[test]
    fn trusted_proxies_are_addresses_and_networks() {
        for (text, expected) in [
            ("192.0.2.1", "192.0.2.1/32"),
            (" 10.0.0.0/8 ", "10.0.0.0/8"),
            ("::1", "::1/128"),
            ("2001:db8::/32", "2001:db8::/32"),
            ("::ffff:192.0.2.1", "192.0.2.1/32"),
        ] {
            assert_eq!(network(text).unwrap().to_string(), expected);
        }
        for text in ["abc", "", "10.0.0.0/33", "10.0.0", "localhost", "10.0.0.1:80"] {
            let error = network(text).unwrap_err();
            assert!(error.contains("trusted_proxies") && error.contains(&format!("\"{text}\"")), "{error}");
        }
    }
}
