//! Rollup: what the children's results make of their parent's. [RB.1.1–RB.1.3, RB.1.5]

use super::Engine;
use super::tracking::{Number, Status};
use crate::course::sequencing::{ChildSet, Condition, Conditions, RollupAction, RollupRule, Test};

impl Engine {
    /// Overall Rollup Process [RB.1.5], from an activity up to the root; then of those activities
    /// that read global objectives which were written meanwhile.
    pub fn overall_rollup(&mut self, place: usize) {
        self.roll_up_from(place);
        // Each round can only be caused by new knowledge; the bound is for maps in circles.
        for _ in 0..8 {
            let written = std::mem::take(&mut self.written);
            if written.is_empty() {
                return;
            }
            let readers: Vec<usize> = (0..self.nodes.len())
                .filter(|node| self.reads(*node, &written))
                .collect();
            for reader in readers {
                if let Some(parent) = self.parent(reader) {
                    self.roll_up_from(parent);
                }
            }
        }
        self.written.clear();
    }

    fn reads(&self, place: usize, targets: &[String]) -> bool {
        let objectives = &self.sequencing(place).objectives;
        objectives
            .iter()
            .flat_map(|objective| &objective.maps)
            .any(|map| map.read != Default::default() && targets.contains(&map.target))
    }

    fn roll_up_from(&mut self, place: usize) {
        for place in self.up(place).collect::<Vec<_>>() {
            if !self.is_leaf(place) && self.sequencing(place).delivery.tracked {
                self.measure_rollup(place);
                self.completion_measure_rollup(place);
                self.objective_rollup(place);
                self.activity_progress_rollup(place);
            }
        }
    }

    /// Measure Rollup Process [RB.1.1]. The scores within bounds are not rolled up.
    fn measure_rollup(&mut self, place: usize) {
        let measure = self.weighted(place, |engine, child| {
            let weight = engine.sequencing(child).rollup.weight;
            let fresh = !engine.track(child).stale_objectives;
            let measure = engine.number(child, "", Number::Measure);
            (weight, measure.filter(|_| fresh))
        });
        if measure.is_some() || self.track(place).primary.measure.is_some() {
            self.set_number(place, "", Number::Measure, measure);
        }
    }

    /// Completion Measure Rollup Process [RB.1.1.b]
    fn completion_measure_rollup(&mut self, place: usize) {
        let amount = self.weighted(place, |engine, child| {
            let weight = engine.sequencing(child).completion.weight;
            let fresh = !engine.track(child).stale_progress;
            let amount = engine.number(child, "", Number::Progress);
            (weight, amount.filter(|_| fresh))
        });
        if amount.is_some() || self.track(place).primary.progress.is_some() {
            self.set_number(place, "", Number::Progress, amount);
        }
    }

    /// The weighted average over tracked children; those whose number is unknown count as zero.
    fn weighted(
        &self,
        place: usize,
        read: impl Fn(&Self, usize) -> (f64, Option<f64>),
    ) -> Option<f64> {
        let (mut total, mut counted, mut known) = (0.0, 0.0, false);
        for child in self.children(place) {
            if !self.sequencing(*child).delivery.tracked {
                continue;
            }
            let (weight, number) = read(self, *child);
            counted += weight;
            if let Some(number) = number {
                total += number * weight;
                known = true;
            }
        }
        // Rounded, so that three thirds are one.
        let average = (total / counted * 1e9).round() / 1e9;
        (known && counted > 0.0).then_some(average)
    }

    /// Objective Rollup Process [RB.1.2]
    fn objective_rollup(&mut self, place: usize) {
        let by_measure = self
            .sequencing(place)
            .primary()
            .is_some_and(|o| o.by_measure);
        if by_measure {
            // [RB.1.2.a] Satisfaction follows from the measure wherever it is read.
            return;
        }
        let satisfied = self.by_rules(
            place,
            RollupAction::NotSatisfied,
            RollupAction::Satisfied,
            Test::ObjectiveStatusKnown,
            Test::Satisfied,
        );
        if satisfied.is_some() {
            self.set_status(place, "", Status::Satisfied, satisfied);
        }
    }

    /// Activity Progress Rollup Process [RB.1.3]
    fn activity_progress_rollup(&mut self, place: usize) {
        if self.sequencing(place).completion.by_measure {
            // [RB.1.3.a] Completion follows from the measure wherever it is read.
            return;
        }
        let completed = self.by_rules(
            place,
            RollupAction::Incomplete,
            RollupAction::Completed,
            Test::ActivityProgressKnown,
            Test::Completed,
        );
        if completed.is_some() {
            self.set_status(place, "", Status::Completed, completed);
        }
    }

    /// Objective Rollup Using Rules Process [RB.1.2.b] and Activity Progress Rollup Using Rules
    /// Process [RB.1.3.b]: `Some(true)` if the better action applies, else `Some(false)` if the
    /// worse one does. Without rules of either action, two default rules stand in.
    fn by_rules(
        &self,
        place: usize,
        worse: RollupAction,
        better: RollupAction,
        known: Test,
        good: Test,
    ) -> Option<bool> {
        let rules = &self.sequencing(place).rollup.rules;
        let own = rules
            .iter()
            .any(|rule| rule.action == worse || rule.action == better);
        let defaults;
        let rules: &[RollupRule] = if own {
            rules
        } else {
            defaults = [default_rule(known, worse), default_rule(good, better)];
            &defaults
        };
        let mut result = None;
        if self.rollup_rule_check(place, rules, worse) {
            result = Some(false);
        }
        if self.rollup_rule_check(place, rules, better) {
            result = Some(true);
        }
        result
    }
}

fn default_rule(test: Test, action: RollupAction) -> RollupRule {
    RollupRule {
        children: ChildSet::All,
        conditions: Conditions {
            any: true,
            list: vec![Condition {
                test,
                not: false,
                objective: String::new(),
                threshold: 0.0,
            }],
        },
        action,
    }
}
