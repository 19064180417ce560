//! A JSON body, with long arrays of bytes kept as bytes: a PDF as integers is large enough as it is.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

/// A value of a body.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Lean {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    /// Integers from 0 to 255, at least one.
    Bytes(Vec<u8>),
    List(Vec<Lean>),
    Object(Vec<(String, Lean)>),
}

impl Lean {
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        serde_json::from_slice(body).ok()
    }

    /// A member, whatever its case (§3.1).
    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(members) = self else {
            return None;
        };
        let found = members
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value)
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        match self.get(name) {
            Some(Self::Text(text)) => Some(text),
            _ => None,
        }
    }

    pub(super) fn int(&self, name: &str) -> Option<i64> {
        match self.get(name) {
            Some(Self::Int(n)) => Some(*n),
            _ => None,
        }
    }

    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        match self.get(name) {
            Some(Self::Bool(b)) => Some(*b),
            _ => None,
        }
    }

    pub(super) fn list(&self, name: &str) -> Option<&[Self]> {
        match self.get(name) {
            Some(Self::List(list)) => Some(list),
            _ => None,
        }
    }

    /// The same as an ordinary value; bytes as how many they are.
    pub(super) fn to_value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(b) => Value::Bool(*b),
            Self::Int(n) => Value::from(*n),
            Self::Float(n) => Value::from(*n),
            Self::Text(text) => Value::String(text.clone()),
            Self::Bytes(bytes) => Value::String(format!("{} bytes", bytes.len())),
            Self::List(list) => Value::Array(list.iter().map(Self::to_value).collect()),
            Self::Object(members) => Value::Object(
                members
                    .iter()
                    .map(|(name, value)| (name.clone(), value.to_value()))
                    .collect(),
            ),
        }
    }
}

impl<'de> Deserialize<'de> for Lean {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any)
    }
}

struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Lean;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Lean, E> {
        Ok(Lean::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Lean, E> {
        Ok(Lean::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Lean, E> {
        Ok(Lean::Int(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Lean, E> {
        Ok(i64::try_from(value).map_or(Lean::Float(value as f64), Lean::Int))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Lean, E> {
        Ok(Lean::Float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Lean, E> {
        Ok(Lean::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Lean, A::Error> {
        let (mut bytes, mut list) = (Vec::new(), Vec::new());
        while let Some(next) = all.next_element::<Lean>()? {
            match next {
                Lean::Int(n @ 0..=255) if list.is_empty() => {
                    bytes.push(u8::try_from(n).unwrap_or_default());
                }
                other => {
                    if list.is_empty() {
                        list = std::mem::take(&mut bytes)
                            .into_iter()
                            .map(|byte| Lean::Int(byte.into()))
                            .collect();
                    }
                    list.push(other);
                }
            }
        }
        Ok(if bytes.is_empty() {
            Lean::List(list)
        } else {
            Lean::Bytes(bytes)
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut all: A) -> Result<Lean, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = all.next_entry()? {
            members.push(member);
        }
        Ok(Lean::Object(members))
    }
}
