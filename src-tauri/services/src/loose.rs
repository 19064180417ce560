//! JSON as services write it, read leniently: names in any case, nulls and missing lists taken as
//! nothing, numbers also where they are written as text.

use serde_json::Value;

/// A JSON value whose members are found whatever their case.
#[derive(Clone, Copy)]
pub(crate) struct Loose<'a>(Option<&'a Value>);

impl<'a> Loose<'a> {
    pub(crate) fn new(value: &'a Value) -> Self {
        Self(Some(value))
    }

    pub(crate) fn get(self, name: &str) -> Self {
        let found = self.0.and_then(Value::as_object).and_then(|object| {
            object.get(name).or_else(|| {
                object
                    .iter()
                    .find(|(key, _)| key.eq_ignore_ascii_case(name))
                    .map(|(_, value)| value)
            })
        });
        Self(found.filter(|value| !value.is_null()))
    }

    /// Text that is not empty.
    pub(crate) fn text(self, name: &str) -> Option<&'a str> {
        let text = self.get(name).0?.as_str()?;
        (!text.trim().is_empty()).then_some(text)
    }

    /// A whole number, also where it is written as text.
    pub(crate) fn int(self, name: &str) -> Option<i64> {
        let value = self.get(name).0?;
        value
            .as_i64()
            .or_else(|| value.as_str().and_then(|text| text.trim().parse().ok()))
    }

    /// Yes or no.
    pub(crate) fn flag(self, name: &str) -> Option<bool> {
        self.get(name).0?.as_bool()
    }

    /// The value itself, where it is text.
    pub(crate) fn as_text(self) -> Option<&'a str> {
        self.0?.as_str()
    }

    pub(crate) fn list(self, name: &str) -> impl Iterator<Item = Loose<'a>> + use<'a> {
        self.get(name).items()
    }

    /// The members of a list.
    pub(crate) fn items(self) -> impl Iterator<Item = Loose<'a>> + use<'a> {
        let list = self.0.and_then(Value::as_array);
        list.into_iter().flatten().map(Loose::new)
    }

    /// The value as it is.
    pub(crate) fn value(self) -> Option<&'a Value> {
        self.0
    }

    pub(crate) fn is_list(self) -> bool {
        self.0.is_some_and(Value::is_array)
    }

    pub(crate) fn is_object(self) -> bool {
        self.0.is_some_and(Value::is_object)
    }
}

/// Without the mark of an encoding in front.
pub(crate) fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)
}
