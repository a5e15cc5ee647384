//! Reads a JSON body member by member, so that one response reports every error, each with its pointer.

use super::{
    json,
    problem::{Detail, Problem},
};
use crate::{
    limits::{self, BodyError},
    services::{checks::Check, parse_email, texts},
};
use axum::{body::Body, extract::Request, http::StatusCode};
use esecure::{
    AccountNumber, EmailAddress, Locale, MultiLine, SingleLine, TextError,
    email::EmailError,
    shipment::{Money, Place, Shipment},
};
use i18n::{api as t, email_error};
use serde_json::{Map, Value};

/// Reads the whole body as JSON without repeated members.
///
/// # Errors
/// The problem document with the reason.
pub(super) async fn body(request: Request<Body>, limit: usize, locale: Locale) -> Result<Value, Problem> {
    let bytes = limits::read(request.into_body(), limit).await.map_err(|unread| {
        let status = match unread {
            BodyError::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            BodyError::TooSlow => StatusCode::REQUEST_TIMEOUT,
            BodyError::Broken => StatusCode::BAD_REQUEST,
        };
        Problem::new(status, locale)
    })?;
    let parsed = json::parse(&bytes).map_err(|_| Problem::new(StatusCode::BAD_REQUEST, locale))?;
    if parsed.repeated.is_empty() {
        return Ok(parsed.value);
    }
    let repeated = |pointer| Detail { pointer, detail: t::repeated(locale).to_owned() };
    Err(Problem::input(parsed.repeated.into_iter().map(repeated).collect(), locale))
}

/// Collects the errors while members are read.
pub(super) struct Reading {
    locale: Locale,
    errors: Vec<Detail>,
}

impl Reading {
    pub(super) fn new(locale: Locale) -> Self {
        Self { locale, errors: Vec::new() }
    }

    fn wrong(&mut self, pointer: &str, detail: impl Into<String>) {
        self.errors.push(Detail { pointer: pointer.to_owned(), detail: detail.into() });
    }

    /// Returns the value if there was no error, else the problem document.
    pub(super) fn finish<T>(self, value: Option<T>) -> Result<T, Problem> {
        match value {
            Some(value) if self.errors.is_empty() => Ok(value),
            _ => Err(Problem::input(self.errors, self.locale)),
        }
    }

    pub(super) fn object<'a>(&mut self, value: &'a Value) -> Option<&'a Map<String, Value>> {
        let object = value.as_object();
        if object.is_none() {
            self.wrong("", t::object(self.locale));
        }
        object
    }

    pub(super) fn account(&mut self, object: &Map<String, Value>) -> Option<AccountNumber> {
        match object.get("account").map(Value::as_str) {
            Some(Some(text)) => {
                AccountNumber::parse(text).map_err(|_| self.wrong("/account", t::account(self.locale))).ok()
            }
            _ => {
                self.wrong("/account", t::account(self.locale));
                None
            }
        }
    }

    pub(super) fn email(&mut self, value: Option<&Value>, pointer: &str) -> Option<EmailAddress> {
        let Some(text) = value.and_then(Value::as_str) else {
            self.wrong(pointer, email_error::empty(self.locale));
            return None;
        };
        parse_email(text).map_err(|error| self.wrong(pointer, email_problem(error, self.locale))).ok()
    }

    /// Reads an optional line of at most `limit` characters; null and blank are `None`.
    fn line(&mut self, object: &Map<String, Value>, key: &str, pointer: &str, limit: usize) -> Option<SingleLine> {
        self.parsed(object, key, pointer, limit, SingleLine::parse)
    }

    /// Reads an optional line as a `String`, for the shipment.
    fn text(&mut self, object: &Map<String, Value>, key: &str, pointer: &str, limit: usize) -> Option<String> {
        self.line(object, key, pointer, limit).map(String::from)
    }

    fn parsed<T>(
        &mut self,
        object: &Map<String, Value>,
        key: &str,
        pointer: &str,
        limit: usize,
        parse: impl Fn(&str, usize) -> Result<Option<T>, TextError>,
    ) -> Option<T> {
        let detail = match object.get(key) {
            None | Some(Value::Null) => return None,
            Some(Value::String(text)) => match parse(text, limit) {
                Ok(text) => return text,
                Err(TextError::TooLong(limit)) => t::text(self.locale, limit),
                Err(error) => texts::problem(error, self.locale),
            },
            Some(_) => t::text(self.locale, limit),
        };
        self.wrong(&format!("{pointer}/{key}"), detail);
        None
    }

    fn flag(&mut self, object: &Map<String, Value>, key: &str) -> bool {
        match object.get(key) {
            None | Some(Value::Null) => false,
            Some(Value::Bool(on)) => *on,
            Some(_) => {
                self.wrong(&format!("/{key}"), t::flag(self.locale));
                false
            }
        }
    }

    /// Reads an optional object; another type is an error, and reads as `None`.
    fn inner<'a>(
        &mut self,
        object: &'a Map<String, Value>,
        key: &str,
        pointer: &str,
    ) -> Option<&'a Map<String, Value>> {
        match object.get(key) {
            None | Some(Value::Null) => None,
            Some(Value::Object(inner)) => Some(inner),
            Some(_) => {
                self.wrong(&format!("{pointer}/{key}"), t::object(self.locale));
                None
            }
        }
    }

    pub(super) fn check(&mut self, value: &Value) -> Option<Check> {
        let object = self.object(value)?;
        let (account, email) = (self.account(object), self.email(object.get("email"), "/email"));
        // An unsupported language is not an error; the account's language applies.
        let locale = self.text(object, "locale", "", 35).and_then(|tag| Locale::from_tag(&tag));
        let shipment = self.inner(object, "shipment", "");
        let message =
            shipment.and_then(|shipment| self.parsed(shipment, "message", "/shipment", 500, MultiLine::parse));
        let dry_run = self.flag(object, "dry_run");
        let authenticated = self.flag(object, "authenticated");
        let name = self.line(object, "name", "", 80);
        let shipment = shipment.map(|shipment| self.shipment(shipment)).unwrap_or_default();
        Some(Check { account: account?, email: email?, dry_run, name, locale, authenticated, shipment, message })
    }

    fn shipment(&mut self, object: &Map<String, Value>) -> Shipment {
        Shipment {
            reference: self.text(object, "reference", "/shipment", 60),
            origin: self.place(object, "origin"),
            destination: self.place(object, "destination"),
            pieces: self.number(object, "pieces", Value::as_u64, 1.0..=100_000.0),
            weight_kg: self.number(object, "weight_kg", Value::as_f64, 0.0..=1_000_000.0),
            value: self.inner(object, "value", "/shipment").and_then(|value| self.money(value)),
            draft: self.text(object, "draft", "/shipment", 2000),
        }
    }

    fn place(&mut self, shipment: &Map<String, Value>, key: &str) -> Place {
        let Some(object) = self.inner(shipment, key, "/shipment") else {
            return Place::default();
        };
        let pointer = format!("/shipment/{key}");
        Place {
            country: self.text(object, "country", &pointer, 2).map(|c| c.to_uppercase()),
            city: self.text(object, "city", &pointer, 80),
            company: self.text(object, "company", &pointer, 80),
        }
    }

    fn number<T>(
        &mut self,
        object: &Map<String, Value>,
        key: &str,
        read: impl Fn(&Value) -> Option<T>,
        bounds: std::ops::RangeInclusive<f64>,
    ) -> Option<T> {
        let value = object.get(key).filter(|v| !v.is_null())?;
        let inside = value.as_f64().is_some_and(|n| bounds.contains(&n));
        let number = read(value).filter(|_| inside);
        if number.is_none() {
            self.wrong(
                &format!("/shipment/{key}"),
                t::Number { largest: bounds.end(), least: bounds.start() }.text(self.locale),
            );
        }
        number
    }

    fn money(&mut self, object: &Map<String, Value>) -> Option<Money> {
        let amount = self.text(object, "amount", "/shipment/value", 20)?;
        let currency = self.text(object, "currency", "/shipment/value", 3)?;
        let (whole, cents) = amount.split_once('.').unwrap_or((&amount, "0"));
        let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(cents) || currency.len() != 3 || !currency.bytes().all(|b| b.is_ascii_alphabetic())
        {
            self.wrong("/shipment/value", t::money(self.locale));
            return None;
        }
        Some(Money { currency: currency.to_uppercase(), amount })
    }
}

/// Returns the error text and the remedy for an invalid address.
pub(crate) fn email_problem(error: EmailError, l: Locale) -> &'static str {
    use email_error as e;
    use esecure::domain::DomainError;
    match error {
        EmailError::Empty => e::empty(l),
        EmailError::NoAt => e::no_at(l),
        EmailError::TwoAts => e::two_ats(l),
        EmailError::NoLocalPart => e::no_local_part(l),
        EmailError::Quoted | EmailError::Comment | EmailError::Literal => e::exotic(l),
        EmailError::International => e::international(l),
        EmailError::Character | EmailError::Dots => e::character(l),
        EmailError::TooLong | EmailError::Domain(DomainError::TooLong) => e::too_long(l),
        EmailError::Domain(DomainError::Empty | DomainError::SingleLabel) => e::no_domain(l),
        EmailError::Domain(_) => e::domain(l),
    }
}
