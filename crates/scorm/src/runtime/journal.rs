//! The journal: what was accepted since the last acknowledgement, as short JSON arrays.

use serde::de::{Error as _, SeqAccess, Visitor};
use serde::ser::SerializeTuple;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::sequencing::Request;

/// One accepted step.
///
/// In JSON: `["begin","ITEM-1"]`, `["init"]`, `["set","cmi.location","7"]`, `["term"]`,
/// `["end",1234]`, `["nav","continue"]`, `["nav","choice","ITEM-1"]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// An activity was opened; its item identifier.
    Begin(String),
    /// `Initialize` was called.
    Init,
    /// `SetValue` was called; element and value.
    Set(String, String),
    /// `Terminate` was called.
    Term,
    /// The activity was left; hundredths of a second by the clock since it was opened.
    End(i64),
    /// A navigation request was carried out.
    Nav(Request),
}

impl Serialize for Entry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Begin(identifier) => tuple(serializer, "begin", &[identifier]),
            Self::Init => tuple(serializer, "init", &[]),
            Self::Set(element, value) => tuple(serializer, "set", &[element, value]),
            Self::Term => tuple(serializer, "term", &[]),
            Self::End(wall) => {
                let mut out = serializer.serialize_tuple(2)?;
                out.serialize_element("end")?;
                out.serialize_element(wall)?;
                out.end()
            }
            Self::Nav(request) => {
                let (name, target) = request.parts();
                let mut out = serializer.serialize_tuple(2 + usize::from(target.is_some()))?;
                out.serialize_element("nav")?;
                out.serialize_element(name)?;
                if let Some(target) = target {
                    out.serialize_element(target)?;
                }
                out.end()
            }
        }
    }
}

fn tuple<S: Serializer>(serializer: S, verb: &str, rest: &[&String]) -> Result<S::Ok, S::Error> {
    let mut out = serializer.serialize_tuple(1 + rest.len())?;
    out.serialize_element(verb)?;
    for part in rest {
        out.serialize_element(part)?;
    }
    out.end()
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Steps;
        impl<'de> Visitor<'de> for Steps {
            type Value = Entry;

            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a step such as [\"init\"] or [\"set\",\"cmi.location\",\"7\"]")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Entry, A::Error> {
                let verb: String = part(&mut seq)?;
                let entry = match verb.as_str() {
                    "begin" => Entry::Begin(part(&mut seq)?),
                    "init" => Entry::Init,
                    "set" => Entry::Set(part(&mut seq)?, part(&mut seq)?),
                    "term" => Entry::Term,
                    "end" => Entry::End(part(&mut seq)?),
                    "nav" => {
                        let name: String = part(&mut seq)?;
                        let targeted = matches!(name.as_str(), "choice" | "jump");
                        let target: Option<String> = match targeted {
                            true => Some(part(&mut seq)?),
                            false => None,
                        };
                        Request::of(&name, target.as_deref())
                            .map(Entry::Nav)
                            .ok_or_else(|| A::Error::custom("a request that nobody knows"))?
                    }
                    _ => return Err(A::Error::custom("a step that nobody knows")),
                };
                match seq.next_element::<serde::de::IgnoredAny>()? {
                    None => Ok(entry),
                    Some(_) => Err(A::Error::custom("a step with too many parts")),
                }
            }
        }

        fn part<'de, T: Deserialize<'de>, A: SeqAccess<'de>>(seq: &mut A) -> Result<T, A::Error> {
            seq.next_element()?
                .ok_or_else(|| A::Error::custom("a step with too few parts"))
        }

        deserializer.deserialize_seq(Steps)
    }
}
