//! Selecting and shuffling children. [SR.1, SR.2]

use super::Engine;
use crate::course::sequencing::Timing;

impl Engine {
    /// Select Children Process [SR.1] and Randomize Children Process [SR.2] for a cluster whose
    /// next attempt is to come.
    pub(super) fn select_and_randomize(&mut self, place: usize) {
        let selection = self.sequencing(place).selection.clone();
        let track = self.track(place);
        if self.is_leaf(place) || track.active || track.suspended {
            return;
        }
        let first = track.attempts == 0 && track.children.is_none();
        let due = |timing| match timing {
            Timing::Never => false,
            Timing::Once => first,
            Timing::OnEachNewAttempt => true,
        };
        let mut chosen = None;
        if due(selection.select_when)
            && let Some(count) = selection.count
        {
            let mut children = self.node(place).children.clone();
            while children.len() > count as usize {
                let out = self.draw(children.len());
                children.remove(out);
            }
            self.decide("SR.1", Some(place), "Children were selected.");
            chosen = Some(children);
        }
        if due(selection.randomize_when) && selection.reorder {
            let mut children = chosen.unwrap_or_else(|| self.children(place).to_vec());
            for last in (1..children.len()).rev() {
                let other = self.draw(last + 1);
                children.swap(last, other);
            }
            self.decide("SR.2", Some(place), "Children were shuffled.");
            chosen = Some(children);
        }
        if chosen.is_some() {
            self.track_mut(place).children = chosen;
        }
    }

    /// The same for all clusters, before a session begins.
    pub(super) fn select_and_randomize_all(&mut self) {
        for place in 0..self.nodes.len() {
            self.select_and_randomize(place);
        }
    }

    /// A number below `below`, which must not be zero, from seed and count of draws.
    fn draw(&mut self, below: usize) -> usize {
        self.draws = self.draws.wrapping_add(1);
        // SplitMix64: a fixed mixing of the bits.
        let mut bits = (u64::from(self.seed) << 32) | u64::from(self.draws);
        bits = bits.wrapping_add(0x9E37_79B9_7F4A_7C15);
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^= bits >> 31;
        (bits % (below.max(1) as u64)) as usize
    }
}
