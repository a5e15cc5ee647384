//! Internationalised domain names: conversion between Unicode and A-labels.

use esecure::DomainName;

/// Converts an international host name to A-labels (UTS 46).
pub fn to_ascii(host: &str) -> Option<String> {
    idna::domain_to_ascii(host).ok()
}

/// Converts a name to Unicode for display: `xn--mnchen-3ya.example` is `münchen.example`.
pub fn readable(domain: &DomainName) -> String {
    idna::domain_to_unicode(domain.as_str()).0
}
