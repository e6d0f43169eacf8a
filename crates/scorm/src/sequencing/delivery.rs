//! Bringing an activity to the learner. [DB.1.1, DB.2]

use super::tracking::Tracking;
use super::{Engine, Exception};

impl Engine {
    /// Delivery Request Process [DB.1.1]
    pub(super) fn delivery_request(&mut self, place: usize) -> Result<(), Exception> {
        if !self.node(place).launchable {
            return Err(self.refuse(Some(place), "DB.1.1-1"));
        }
        for above in self.path(place) {
            if self.check_activity(above) {
                return Err(self.refuse(Some(above), "DB.1.1-3"));
            }
        }
        Ok(())
    }

    /// Content Delivery Environment Process [DB.2]: whether a new attempt on the activity began.
    pub(super) fn content_delivery_environment(&mut self, place: usize) -> Result<bool, Exception> {
        if self
            .current
            .is_some_and(|current| self.track(current).active)
        {
            return Err(self.refuse(self.current, "DB.2-1"));
        }
        if self.suspended != Some(place) {
            self.clear_suspended_activity(place);
        }
        self.suspended = None;
        self.terminate_descendent_attempts(place);
        let mut new = false;
        for above in self.path(place) {
            new = false;
            if self.track(above).active {
                continue;
            }
            if self.track(above).suspended {
                self.track_mut(above).suspended = false;
            } else {
                self.new_attempt(above);
                new = true;
            }
            self.track_mut(above).active = true;
        }
        self.current = Some(place);
        let what = if new {
            "It is delivered for a new attempt."
        } else {
            "It is delivered and resumed."
        };
        self.decide("DB.2", Some(place), what);
        Ok(new)
    }

    /// Delivers an activity to which no way leads, unless it is disabled or used up: whether a
    /// new attempt began. For courses that have nothing else to show.
    pub fn deliver_regardless(&mut self, place: usize) -> Option<bool> {
        self.delivery_request(place).ok()?;
        if let Some(current) = self.current {
            self.track_mut(current).active = false;
        }
        self.content_delivery_environment(place).ok()
    }

    /// Counts an attempt and forgets what was known of the one before; what lies below counts no
    /// more where only the current attempt does.
    fn new_attempt(&mut self, place: usize) {
        let track = self.track_mut(place);
        *track = Tracking {
            attempts: track.attempts.saturating_add(1),
            children: track.children.take(),
            history: track.history_after(),
            ..Tracking::default()
        };
        self.make_stale(place);
    }

    fn make_stale(&mut self, place: usize) {
        let control = &self.sequencing(place).control;
        let (objectives, progress) = (control.current_objectives, control.current_progress);
        for child in self.node(place).children.clone() {
            let track = self.track_mut(child);
            track.stale_objectives |= objectives && track.attempts > 0;
            track.stale_progress |= progress && track.attempts > 0;
            self.make_stale(child);
        }
    }

    /// Clear Suspended Activity Subprocess [DB.2.1]
    fn clear_suspended_activity(&mut self, place: usize) {
        let Some(suspended) = self.suspended.take() else {
            return;
        };
        let common = self.common_ancestor(place, suspended);
        let mut path = self.below(suspended, common);
        path.push(common);
        for place in path {
            let within = self
                .children(place)
                .iter()
                .any(|child| self.track(*child).suspended);
            if self.is_leaf(place) || !within {
                self.track_mut(place).suspended = false;
            }
        }
    }
}
