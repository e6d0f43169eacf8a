//! Sequencing in manifests.

use super::{V2004, reading, resource};
use crate::course::Course;
use crate::course::sequencing::{
    Action, ChildSet, Condition, Device, Map, Parts, Required, RollupAction, Sequencing, Test,
    Timing,
};

/// A SCORM 2004 course whose only item and whose manifest have this in them.
fn sequenced(item: &str, organization: &str, manifest_end: &str) -> Course {
    let text = format!(
        r#"<manifest identifier="M" {V2004} xmlns:adlseq="http://www.adlnet.org/xsd/adlseq_v1p3" xmlns:adlnav="http://www.adlnet.org/xsd/adlnav_v1p3"><metadata><schemaversion>2004 4th Edition</schemaversion></metadata><organizations default="O"><organization identifier="O" {organization}<title>Boats</title><item identifier="I" identifierref="R"><title>Row</title>{item}</item></organization></organizations><resources>{}</resources>{manifest_end}</manifest>"#,
        resource("a.html")
    );
    let course = reading(&text).course;
    let stored = serde_json::to_string(&course).unwrap();
    assert_eq!(serde_json::from_str::<Course>(&stored).unwrap(), course);
    course
}

fn sequencing(inner: &str) -> Sequencing {
    let item = format!("<imsss:sequencing>{inner}</imsss:sequencing>");
    let course = sequenced(&item, ">", "");
    course.organizations[0].items[0].sequencing.clone()
}

#[test]
fn without_sequencing_the_defaults_of_the_standard_hold() {
    let course = sequenced("", ">", "");
    let organization = &course.organizations[0];
    assert_eq!(organization.sequencing, Sequencing::default());
    assert_eq!(organization.items[0].sequencing, Sequencing::default());
    let control = &organization.sequencing.control;
    assert!(control.choice && control.choice_exit && !control.flow && !control.forward_only);
    assert!(organization.global_objectives && organization.global_data);
}

#[test]
fn control_modes_limits_and_deliveries_are_read() {
    let s = sequencing(
        r#"<imsss:controlMode choice="0" flow="TRUE" forwardOnly="true" useCurrentAttemptProgressInfo="false"/>
        <imsss:limitConditions attemptLimit="2" attemptAbsoluteDurationLimit="PT5M"/>
        <imsss:deliveryControls tracked="false" objectiveSetByContent="true"/>
        <imsss:randomizationControls randomizationTiming="onEachNewAttempt" reorderChildren="true" selectionTiming="once" selectCount="3"/>
        <adlseq:constrainedChoiceConsiderations preventActivation="true" constrainChoice="true"/>"#,
    );
    assert!(!s.control.choice && s.control.flow && s.control.forward_only);
    assert!(s.control.current_objectives && !s.control.current_progress);
    assert_eq!(
        (s.attempt_limit, s.duration_limit.as_str()),
        (Some(2), "PT5M")
    );
    assert!(!s.delivery.tracked && s.delivery.objective_set_by_content);
    assert_eq!(s.selection.randomize_when, Timing::OnEachNewAttempt);
    assert_eq!(
        (s.selection.select_when, s.selection.count),
        (Timing::Once, Some(3))
    );
    assert!(s.prevent_activation && s.constrain_choice);
}

#[test]
fn rules_are_read_by_kind_and_unknown_ones_left_out() {
    let rule = |kind: &str, action: &str| {
        format!(
            r#"<imsss:{kind}><imsss:ruleConditions conditionCombination="any"><imsss:ruleCondition operator="not" condition="objectiveMeasureLessThan" referencedObjective=" goal%201 " measureThreshold="-0.5"/><imsss:ruleCondition condition="moonIsFull"/></imsss:ruleConditions><imsss:ruleAction action="{action}"/></imsss:{kind}>"#
        )
    };
    let s = sequencing(&format!(
        "<imsss:sequencingRules>{}{}{}{}</imsss:sequencingRules>",
        rule("preConditionRule", "hiddenFromChoice"),
        rule("preConditionRule", "dance"),
        rule("exitConditionRule", "exit"),
        rule("postConditionRule", "retryAll"),
    ));
    assert_eq!((s.pre.len(), s.exit.len(), s.post.len()), (1, 1, 1));
    assert_eq!(s.pre[0].action, Action::HiddenFromChoice);
    assert_eq!(s.post[0].action, Action::RetryAll);
    assert!(s.pre[0].conditions.any);
    let condition = Condition {
        test: Test::ObjectiveMeasureLessThan,
        not: true,
        objective: "goal 1".to_owned(),
        threshold: -0.5,
    };
    assert_eq!(s.pre[0].conditions.list, [condition]);
}

#[test]
fn rollup_is_read_with_its_considerations() {
    let s = sequencing(
        r#"<imsss:rollupRules rollupObjectiveSatisfied="false" objectiveMeasureWeight="0.25">
        <imsss:rollupRule childActivitySet="atLeastPercent" minimumPercent="0.5"><imsss:rollupConditions><imsss:rollupCondition condition="attempted"/></imsss:rollupConditions><imsss:rollupAction action="completed"/></imsss:rollupRule>
        <imsss:rollupRule childActivitySet="atLeastCount" minimumCount="2"><imsss:rollupConditions conditionCombination="all"><imsss:rollupCondition condition="satisfied"/></imsss:rollupConditions><imsss:rollupAction action="notSatisfied"/></imsss:rollupRule>
        </imsss:rollupRules>
        <adlseq:rollupConsiderations requiredForCompleted="ifNotSuspended" measureSatisfactionIfActive="false"/>"#,
    );
    let rollup = &s.rollup;
    assert!(!rollup.satisfied && rollup.progress && rollup.weight == 0.25);
    assert_eq!(rollup.rules[0].children, ChildSet::AtLeastPercent(0.5));
    assert!(
        rollup.rules[0].conditions.any,
        "any is the default in rollup"
    );
    assert_eq!(rollup.rules[1].children, ChildSet::AtLeastCount(2));
    assert_eq!(rollup.rules[1].action, RollupAction::NotSatisfied);
    assert_eq!(rollup.required_for_completed, Required::IfNotSuspended);
    assert_eq!(rollup.required_for_incomplete, Required::Always);
    assert!(!rollup.measure_if_active);
}

#[test]
fn objectives_are_read_with_the_maps_of_both_namespaces() {
    let s = sequencing(
        r#"<imsss:objectives><imsss:primaryObjective objectiveID="goal" satisfiedByMeasure="true"><imsss:minNormalizedMeasure>0.6</imsss:minNormalizedMeasure><imsss:mapInfo targetObjectiveID="g" readNormalizedMeasure="false" writeSatisfiedStatus="true"/></imsss:primaryObjective><imsss:objective objectiveID="other"/></imsss:objectives>
        <adlseq:objectives><adlseq:objective objectiveID="goal"><adlseq:mapInfo targetObjectiveID="g" readRawScore="false" writeProgressMeasure="true"/></adlseq:objective></adlseq:objectives>"#,
    );
    let primary = s.primary().unwrap();
    assert!(primary.by_measure && primary.least == Some(0.6));
    let map = Map {
        target: "g".to_owned(),
        read: Parts {
            satisfied: true,
            min: true,
            max: true,
            completion: true,
            progress: true,
            ..Parts::default()
        },
        write: Parts {
            satisfied: true,
            progress: true,
            ..Parts::default()
        },
    };
    assert_eq!(primary.maps, [map]);
    assert_eq!(s.objectives[1].id, "other");
}

#[test]
fn a_shared_sequencing_is_taken_and_replaced_part_by_part() {
    let collection = r#"<imsss:sequencingCollection><imsss:sequencing ID=" S "><imsss:controlMode flow="true"/><imsss:limitConditions attemptLimit="1"/></imsss:sequencing></imsss:sequencingCollection>"#;
    let item = r#"<imsss:sequencing IDRef="S"><imsss:limitConditions attemptLimit="3"/></imsss:sequencing>"#;
    let course = sequenced(item, ">", collection);
    let s = &course.organizations[0].items[0].sequencing;
    assert!(s.control.flow);
    assert_eq!(s.attempt_limit, Some(3));
}

#[test]
fn what_is_said_of_the_player_of_data_and_of_completion_is_read() {
    let item = r#"<adlcp:completionThreshold completedByMeasure="true" minProgressMeasure="0.4" progressWeight="0.5"/>
        <adlcp:data><adlcp:map targetID="t" readSharedData="false"/><adlcp:map targetID="t"/></adlcp:data>
        <adlnav:presentation><adlnav:navigationInterface><adlnav:hideLMSUI> suspendAll </adlnav:hideLMSUI><adlnav:hideLMSUI>everything</adlnav:hideLMSUI></adlnav:navigationInterface></adlnav:presentation>"#;
    let course = sequenced(
        item,
        r#"adlseq:objectivesGlobalToSystem="false" adlcp:sharedDataGlobalToSystem="false">"#,
        "",
    );
    let organization = &course.organizations[0];
    assert!(!organization.global_objectives && !organization.global_data);
    let item = &organization.items[0];
    assert_eq!(item.hides, [Device::SuspendAll]);
    assert_eq!(item.data.len(), 1);
    assert!(!item.data[0].read && item.data[0].write);
    assert_eq!(item.completion_threshold, Some(0.4));
    let completion = &item.sequencing.completion;
    assert!(completion.by_measure);
    assert_eq!((completion.least, completion.weight), (0.4, 0.5));
}

#[test]
fn a_course_stored_before_there_was_sequencing_is_read() {
    let stored = r#"{"standard":"2004-4","identifier":"M","title":"Boats","description":"","duration":"","organizations":[{"identifier":"O","title":"Boats","items":[{"identifier":"I","title":"Row","visible":true,"launch":{"file":"a.html","sco":true},"children":[]}]}]}"#;
    let course: Course = serde_json::from_str(stored).unwrap();
    assert_eq!(
        course.organizations[0].items[0].sequencing,
        Sequencing::default()
    );
    assert!(course.organizations[0].global_objectives);
    assert!(
        course
            .launchable()
            .next()
            .unwrap()
            .launch
            .as_ref()
            .unwrap()
            .present
    );
    for broken in ["{}", "[]", r#"{"standard":"3000","organizations":[]}"#] {
        assert!(serde_json::from_str::<Course>(broken).is_err(), "{broken}");
    }
}
