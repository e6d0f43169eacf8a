//! Data that activities share, `adl.data`. (SCORM 2004 4th Edition, RTE 4.3)

use super::errors::Fault;
use super::model::Place;
use crate::course::Item;
use crate::course::sequencing::DataMap;

/// The collection's name.
pub const COLLECTION: &str = "adl.data";

/// The store that a place means; `None` if it means something else.
pub fn store<'i>(item: &'i Item, place: &Place) -> Option<Result<&'i DataMap, Fault>> {
    let (collection, index) = place.steps.first()?;
    if collection != COLLECTION {
        return None;
    }
    let map = item.data.get(*index as usize);
    Some(map.ok_or(Fault::Gap))
}
