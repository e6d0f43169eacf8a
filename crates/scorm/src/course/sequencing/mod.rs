//! What a manifest says of the order of things: IMS Simple Sequencing with ADL's extensions.
//!
//! Source: SCORM 2004 4th Edition, Content Aggregation Model 5.1 and Sequencing and Navigation 3.
//! Each default is the standard's, so that an item without sequencing has [`Sequencing::default`].

pub(crate) mod reading;

use serde::Serialize;

/// The sequencing definition of one activity.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Sequencing {
    #[serde(skip_serializing_if = "is_default")]
    pub control: Control,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pre: Vec<Rule>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exit: Vec<Rule>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub post: Vec<Rule>,
    /// `limitConditions/@attemptLimit`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempt_limit: Option<u32>,
    /// `limitConditions/@attemptAbsoluteDurationLimit`, as written; told to the SCO, not enforced.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub duration_limit: String,
    #[serde(skip_serializing_if = "is_default")]
    pub rollup: Rollup,
    /// The primary one first if it is named as such; see [`Objective::primary`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub objectives: Vec<Objective>,
    #[serde(skip_serializing_if = "is_default")]
    pub selection: Selection,
    #[serde(skip_serializing_if = "is_default")]
    pub delivery: Delivery,
    /// `adlseq:constrainedChoiceConsiderations/@preventActivation`.
    #[serde(skip_serializing_if = "is_false")]
    pub prevent_activation: bool,
    /// `adlseq:constrainedChoiceConsiderations/@constrainChoice`.
    #[serde(skip_serializing_if = "is_false")]
    pub constrain_choice: bool,
    #[serde(skip_serializing_if = "is_default")]
    pub completion: CompletionThreshold,
}

/// `imsss:controlMode`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Control {
    pub choice: bool,
    pub choice_exit: bool,
    pub flow: bool,
    pub forward_only: bool,
    /// `useCurrentAttemptObjectiveInfo`.
    pub current_objectives: bool,
    /// `useCurrentAttemptProgressInfo`.
    pub current_progress: bool,
}

impl Default for Control {
    fn default() -> Self {
        Self {
            choice: true,
            choice_exit: true,
            flow: false,
            forward_only: false,
            current_objectives: true,
            current_progress: true,
        }
    }
}

/// A sequencing rule: conditions and what follows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rule {
    pub conditions: Conditions,
    pub action: Action,
}

/// `ruleConditions` or `rollupConditions`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Conditions {
    /// One suffices; otherwise all must hold.
    #[serde(skip_serializing_if = "is_false")]
    pub any: bool,
    pub list: Vec<Condition>,
}

/// One condition.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Condition {
    pub test: Test,
    #[serde(skip_serializing_if = "is_false")]
    pub not: bool,
    /// `referencedObjective`; the primary one if empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub objective: String,
    /// `measureThreshold`.
    #[serde(skip_serializing_if = "is_default")]
    pub threshold: f64,
}

/// What a condition looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Test {
    Satisfied,
    ObjectiveStatusKnown,
    ObjectiveMeasureKnown,
    ObjectiveMeasureGreaterThan,
    ObjectiveMeasureLessThan,
    Completed,
    ActivityProgressKnown,
    Attempted,
    AttemptLimitExceeded,
    TimeLimitExceeded,
    OutsideAvailableTimeRange,
    Always,
}

/// What a sequencing rule does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Action {
    Skip,
    Disabled,
    HiddenFromChoice,
    StopForwardTraversal,
    Exit,
    ExitParent,
    ExitAll,
    Retry,
    RetryAll,
    Continue,
    Previous,
}

/// `imsss:rollupRules` with `adlseq:rollupConsiderations`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rollup {
    pub rules: Vec<RollupRule>,
    /// `rollupObjectiveSatisfied`.
    pub satisfied: bool,
    /// `rollupProgressCompletion`.
    pub progress: bool,
    /// `objectiveMeasureWeight`.
    pub weight: f64,
    pub required_for_satisfied: Required,
    pub required_for_not_satisfied: Required,
    pub required_for_completed: Required,
    pub required_for_incomplete: Required,
    /// `measureSatisfactionIfActive`.
    pub measure_if_active: bool,
}

impl Default for Rollup {
    fn default() -> Self {
        Self {
            rules: Vec::new(),
            satisfied: true,
            progress: true,
            weight: 1.0,
            required_for_satisfied: Required::Always,
            required_for_not_satisfied: Required::Always,
            required_for_completed: Required::Always,
            required_for_incomplete: Required::Always,
            measure_if_active: true,
        }
    }
}

/// When a child counts in the rollup of its parent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Required {
    #[default]
    Always,
    IfAttempted,
    IfNotSkipped,
    IfNotSuspended,
}

/// `imsss:rollupRule`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RollupRule {
    pub children: ChildSet,
    pub conditions: Conditions,
    pub action: RollupAction,
}

/// How many children must meet the conditions of a rollup rule.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum ChildSet {
    All,
    Any,
    None,
    AtLeastCount(u32),
    /// 0–1.
    AtLeastPercent(f64),
}

/// What a rollup rule sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum RollupAction {
    Satisfied,
    NotSatisfied,
    Completed,
    Incomplete,
}

/// `imsss:primaryObjective` or `imsss:objective`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Objective {
    /// Empty only for a primary objective.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// It contributes to rollup.
    #[serde(skip_serializing_if = "is_false")]
    pub primary: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub by_measure: bool,
    /// `minNormalizedMeasure`, 1 unless it is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub least: Option<f64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub maps: Vec<Map>,
}

/// `mapInfo` of imsss and of adlseq, those of one target joined.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Map {
    /// The global objective.
    pub target: String,
    #[serde(skip_serializing_if = "is_default")]
    pub read: Parts,
    #[serde(skip_serializing_if = "is_default")]
    pub write: Parts,
}

/// Which parts of an objective a map shares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Parts {
    #[serde(skip_serializing_if = "is_false")]
    pub satisfied: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub measure: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub raw: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub min: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub max: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub completion: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub progress: bool,
}

/// `imsss:randomizationControls`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Selection {
    pub randomize_when: Timing,
    /// `reorderChildren`.
    pub reorder: bool,
    pub select_when: Timing,
    /// `selectCount`.
    pub count: Option<u32>,
}

/// When children are selected or brought into another order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Timing {
    #[default]
    Never,
    Once,
    OnEachNewAttempt,
}

/// `imsss:deliveryControls`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Delivery {
    pub tracked: bool,
    pub completion_set_by_content: bool,
    pub objective_set_by_content: bool,
}

impl Default for Delivery {
    fn default() -> Self {
        Self {
            tracked: true,
            completion_set_by_content: false,
            objective_set_by_content: false,
        }
    }
}

/// `adlcp:completionThreshold`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CompletionThreshold {
    /// `completedByMeasure`.
    pub by_measure: bool,
    /// `minProgressMeasure`.
    pub least: f64,
    /// `progressWeight`.
    pub weight: f64,
}

impl Default for CompletionThreshold {
    fn default() -> Self {
        Self {
            by_measure: false,
            least: 1.0,
            weight: 1.0,
        }
    }
}

/// What may be hidden of the player's own devices, `adlnav:hideLMSUI`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Device {
    Previous,
    Continue,
    Exit,
    ExitAll,
    Abandon,
    AbandonAll,
    SuspendAll,
}

/// `adlcp:data/adlcp:map`: a store that activities share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DataMap {
    /// `targetID`.
    pub target: String,
    /// `readSharedData`.
    pub read: bool,
    /// `writeSharedData`.
    pub write: bool,
}

impl Sequencing {
    /// The objective that contributes to rollup, if the manifest names one.
    pub fn primary(&self) -> Option<&Objective> {
        self.objectives.iter().find(|objective| objective.primary)
    }
}

pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

fn is_false(flag: &bool) -> bool {
    !*flag
}
