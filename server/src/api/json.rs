//! JSON parser that reports repeated members (R-2.8). `serde_json` keeps the last one; another reader of the same body,
//! such as a proxy or a log, may keep the first, and would record a different check than the one that was answered.

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::{cell::RefCell, fmt};

/// Parsed body, and the pointers (RFC 6901) of its repeated members.
#[derive(Debug)]
pub(super) struct Parsed {
    pub value: Value,
    pub repeated: Vec<String>,
}

/// Parses one JSON value in UTF-8.
///
/// # Errors
/// Those of `serde_json`, including a byte order mark, another encoding, and an unpaired surrogate.
pub(super) fn parse(bytes: &[u8]) -> serde_json::Result<Parsed> {
    let repeated = RefCell::new(Vec::new());
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = Member { pointer: String::new(), repeated: &repeated }.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(Parsed { value, repeated: repeated.into_inner() })
}

/// Value at its pointer.
struct Member<'a> {
    pointer: String,
    repeated: &'a RefCell<Vec<String>>,
}

impl Member<'_> {
    fn within(&self, step: &str) -> Self {
        let step = step.replace('~', "~0").replace('/', "~1");
        Self { pointer: format!("{}/{step}", self.pointer), repeated: self.repeated }
    }
}

impl<'de> DeserializeSeed<'de> for Member<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Member<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, on: bool) -> Result<Value, E> {
        Ok(Value::Bool(on))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Value, E> {
        Number::from_f64(number).map(Value::Number).ok_or_else(|| E::custom("not a number"))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(self.within(&values.len().to_string()))? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(name) = object.next_key::<String>()? {
            let member = self.within(&name);
            let pointer = member.pointer.clone();
            let value = object.next_value_seed(member)?;
            if members.insert(name, value).is_some() {
                let mut repeated = self.repeated.borrow_mut();
                if repeated.len() == MOST {
                    return Err(A::Error::custom("too many repeated members"));
                }
                if !repeated.contains(&pointer) {
                    repeated.push(pointer);
                }
            }
        }
        Ok(Value::Object(members))
    }
}

/// Maximum number of repeated members that are reported; a body with more is refused as invalid JSON.
const MOST: usize = 100;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn repeated(text: &str) -> Vec<String> {
        parse(text.as_bytes()).unwrap().repeated
    }

    #[test]
    fn repeated_member_at_any_depth_is_named_by_its_pointer() {
        assert_eq!(repeated(r#"{"a":1,"b":{"a":1},"c":[{"a":1},{"a":2}]}"#), [""; 0]);
        assert_eq!(repeated(r#"{"a":1,"a":1,"a":2}"#), ["/a"]);
        assert_eq!(repeated(r#"{"s":{"o":{"city":"A","city":"B"}},"s":1}"#), ["/s/o/city", "/s"]);
        assert_eq!(repeated(r#"{"c":[0,{"a":1,"\u0061":2}]}"#), ["/c/1/a"], "an escape is no other name");
        assert_eq!(repeated(r#"{"x/y~":1,"x/y~":2}"#), ["/x~1y~0"]);
        assert!(parse(format!("{{{}}}", vec![r#""a":1"#; 102].join(",")).as_bytes()).is_ok());
        let many: Vec<_> = (0..=MOST).flat_map(|n| [format!("\"{n}\":1"), format!("\"{n}\":2")]).collect();
        assert!(parse(format!("{{{}}}", many.join(",")).as_bytes()).is_err());
    }

    #[test]
    fn other_encodings_are_not_json() {
        let utf16: Vec<u8> = "\u{FEFF}{}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let bodies: [&[u8]; 8] = [
            b"",
            b"\xEF\xBB\xBF{}",
            &utf16,
            b"{\"a\":\"\xE9\"}",
            br#"{"a":"\ud800"}"#,
            br#"{"a":"\udc00\ud800"}"#,
            br#"{"\ud800":1}"#,
            b"{} {}",
        ];
        for body in bodies {
            assert!(parse(body).is_err(), "{}", String::from_utf8_lossy(body));
        }
        assert!(parse("[".repeat(100_000).as_bytes()).is_err(), "depth is bounded");
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<f64>().prop_filter("JSON has no others", |n| n.is_finite()).prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            let members = prop::collection::btree_map(any::<String>(), inner.clone(), 0..6);
            prop_oneof![
                prop::collection::vec(inner, 0..6).prop_map(Value::from),
                members.prop_map(|members| json!(members)),
            ]
        })
    }

    proptest! {
        #[test]
        fn json_without_repetition_reads_as_serde_json_reads_it(value in any_json()) {
            let text = value.to_string();
            let parsed = parse(text.as_bytes()).unwrap();
            prop_assert_eq!(parsed.value, serde_json::from_str::<Value>(&text).unwrap());
            prop_assert!(parsed.repeated.is_empty());
        }
    }
}
