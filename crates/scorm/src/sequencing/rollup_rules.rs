//! Rollup rules and which children they count. [RB.1.4]

use super::Engine;
use crate::course::sequencing::{Action, ChildSet, Required, RollupAction, RollupRule};

impl Engine {
    /// Rollup Rule Check Subprocess [RB.1.4]: whether one of the rules of this action applies.
    pub(super) fn rollup_rule_check(
        &self,
        place: usize,
        rules: &[RollupRule],
        action: RollupAction,
    ) -> bool {
        rules
            .iter()
            .filter(|rule| rule.action == action)
            .any(|rule| self.rollup_rule_applies(place, rule))
    }

    fn rollup_rule_applies(&self, place: usize, rule: &RollupRule) -> bool {
        // What the conditions say of each child that counts. [RB.1.4.1]
        let said: Vec<Option<bool>> = self
            .children(place)
            .iter()
            .filter(|child| self.sequencing(**child).delivery.tracked)
            .filter(|child| self.check_child_for_rollup(**child, rule.action))
            .map(|child| self.sequencing_rule_check(*child, &rule.conditions, true))
            .collect();
        let true_ones = said.iter().filter(|result| **result == Some(true)).count();
        if said.is_empty() {
            // Of no child that counts, all may be said.
            return rule.children == ChildSet::All;
        }
        match rule.children {
            ChildSet::All => true_ones == said.len(),
            ChildSet::Any => true_ones > 0,
            ChildSet::None => said.iter().all(|result| *result == Some(false)),
            ChildSet::AtLeastCount(count) => true_ones >= count as usize,
            ChildSet::AtLeastPercent(share) => true_ones as f64 / said.len() as f64 >= share,
        }
    }

    /// Check Child for Rollup Subprocess [RB.1.4.2]: whether the child counts for this action.
    fn check_child_for_rollup(&self, child: usize, action: RollupAction) -> bool {
        let rollup = &self.sequencing(child).rollup;
        let (included, required) = match action {
            RollupAction::Satisfied => (rollup.satisfied, rollup.required_for_satisfied),
            RollupAction::NotSatisfied => (rollup.satisfied, rollup.required_for_not_satisfied),
            RollupAction::Completed => (rollup.progress, rollup.required_for_completed),
            RollupAction::Incomplete => (rollup.progress, rollup.required_for_incomplete),
        };
        let attempted = self.attempted(child) && !self.track(child).stale_progress;
        included
            && match required {
                Required::Always => true,
                Required::IfAttempted => attempted,
                Required::IfNotSuspended => attempted && !self.track(child).suspended,
                Required::IfNotSkipped => !self.precondition(child, Action::Skip),
            }
    }
}
