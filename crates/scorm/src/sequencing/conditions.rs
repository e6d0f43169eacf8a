//! Sequencing rules, limits, and whether an activity is open. [UP.1, UP.2, UP.5]

use super::Engine;
use super::tracking::{Number, Status};
use crate::course::sequencing::{Action, Condition, Conditions, Rule, Test};

impl Engine {
    /// Limit Conditions Check Process [UP.1]: true if a limit is exceeded. Limits of time need a
    /// clock and are left to the content.
    pub(super) fn limit_conditions_check(&self, place: usize) -> bool {
        let track = self.track(place);
        let sequencing = self.sequencing(place);
        if !sequencing.delivery.tracked || track.active || track.suspended {
            return false;
        }
        sequencing
            .attempt_limit
            .is_some_and(|limit| track.attempts >= limit)
    }

    /// Sequencing Rules Check Process [UP.2]: the first action among `actions` whose conditions
    /// hold.
    pub(super) fn sequencing_rules_check(
        &self,
        place: usize,
        rules: &[Rule],
        actions: &[Action],
    ) -> Option<Action> {
        rules
            .iter()
            .filter(|rule| actions.contains(&rule.action))
            .find(|rule| self.sequencing_rule_check(place, &rule.conditions, false) == Some(true))
            .map(|rule| rule.action)
    }

    /// Whether a precondition of this action holds. [UP.2]
    pub(super) fn precondition(&self, place: usize, action: Action) -> bool {
        let locked = matches!(action, Action::Skip | Action::Disabled)
            && self.locked.get(place).is_some_and(|locked| *locked);
        let rules = &self.sequencing(place).pre;
        locked
            || self
                .sequencing_rules_check(place, rules, &[action])
                .is_some()
    }

    /// Sequencing Rule Check Subprocess [UP.2.1], also for the conditions of rollup rules
    /// [RB.1.4.1], where only the parent's current attempt may count: true, false, or unknown.
    pub(super) fn sequencing_rule_check(
        &self,
        place: usize,
        conditions: &Conditions,
        rollup: bool,
    ) -> Option<bool> {
        let mut unknown = conditions.list.is_empty();
        for condition in &conditions.list {
            match self.holds(place, condition, rollup) {
                Some(result) if result == conditions.any => return Some(result),
                Some(_) => {}
                None => unknown = true,
            }
        }
        (!unknown).then_some(!conditions.any)
    }

    fn holds(&self, place: usize, condition: &Condition, rollup: bool) -> Option<bool> {
        let id = condition.objective.as_str();
        let track = self.track(place);
        let tracked = self.sequencing(place).delivery.tracked;
        let objectives = tracked && !(rollup && track.stale_objectives);
        let progress = tracked && !(rollup && track.stale_progress);
        let satisfied = || {
            self.status(place, id, Status::Satisfied)
                .filter(|_| objectives)
        };
        let completed = || {
            self.status(place, id, Status::Completed)
                .filter(|_| progress)
        };
        let measure = || {
            self.number(place, id, Number::Measure)
                .filter(|_| objectives)
        };
        let result = match condition.test {
            Test::Satisfied => satisfied(),
            Test::ObjectiveStatusKnown => Some(satisfied().is_some()),
            Test::ObjectiveMeasureKnown => Some(measure().is_some()),
            Test::ObjectiveMeasureGreaterThan => measure().map(|m| m > condition.threshold),
            Test::ObjectiveMeasureLessThan => measure().map(|m| m < condition.threshold),
            Test::Completed => completed(),
            Test::ActivityProgressKnown => Some(completed().is_some()),
            Test::Attempted => Some(progress && self.attempted(place)),
            Test::AttemptLimitExceeded => {
                let limit = self.sequencing(place).attempt_limit;
                Some(limit.is_some_and(|limit| self.track(place).attempts >= limit))
            }
            Test::TimeLimitExceeded | Test::OutsideAvailableTimeRange => Some(false),
            Test::Always => Some(true),
        };
        result.map(|result| result != condition.not)
    }

    /// Check Activity Process [UP.5]: true if the activity is disabled or beyond its limits.
    pub(super) fn check_activity(&self, place: usize) -> bool {
        self.precondition(place, Action::Disabled) || self.limit_conditions_check(place)
    }
}
