// Reads a manifest into what scorm-again wants to be told of a course.

const local = (node) => node.localName;
const children = (node, name) => [...(node?.children ?? [])].filter((child) => local(child) === name);
const child = (node, name) => children(node, name)[0];
const text = (node) => node?.textContent.trim() ?? '';
const flag = (node, name, otherwise) => (node?.hasAttribute(name) ? node.getAttribute(name) === 'true' : otherwise);
const number = (node, name) => (node?.hasAttribute(name) ? Number(node.getAttribute(name)) : undefined);
const word = (node, name, otherwise) => node?.getAttribute(name) ?? otherwise;
/** Without what is not said. */
const said = (object) => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
const flags = (node, ...names) => said(Object.fromEntries(names.map((name) => [name, flag(node, name)])));

/** The course of a manifest: `tree` for the library, `items` for the page, by identifier. */
export function read(xml) {
  const manifest = new DOMParser().parseFromString(xml, 'text/xml').documentElement;
  const list = child(manifest, 'resources');
  const base = [manifest, list].map((node) => word(node, 'xml:base', '')).join('');
  const resources = new Map(
    children(list, 'resource').map((node) => [
      node.getAttribute('identifier'),
      { sco: /^sco$/i.test(word(node, 'adlcp:scormType', 'asset')), href: base + word(node, 'xml:base', '') + word(node, 'href', '') },
    ]),
  );
  const collection = new Map(
    children(child(manifest, 'sequencingCollection'), 'sequencing').map((node) => [node.getAttribute('ID'), node]),
  );
  const organizations = child(manifest, 'organizations');
  const all = children(organizations, 'organization');
  const organization = all.find((one) => one.getAttribute('identifier') === organizations.getAttribute('default')) ?? all[0];
  const items = new Map();

  function activity(node, depth) {
    const id = node.getAttribute('identifier');
    const own = child(node, 'sequencing');
    const shared = collection.get(own?.getAttribute('IDRef'));
    /** What the activity says itself, else what the collection says. */
    const part = (name) => child(own, name) ?? child(shared, name);
    const resource = resources.get(node.getAttribute('identifierref'));
    const title = text(child(node, 'title'));
    const { primary, others } = objectives(ims(own) ?? ims(shared), extension(own) ?? extension(shared), id);
    const threshold = child(node, 'completionThreshold');
    const limits = part('limitConditions');
    const rollup = part('rollupRules');
    const item = {
      title,
      depth,
      visible: word(node, 'isvisible', 'true') !== 'false',
      sco: resource?.sco,
      address: resource && address(resource.href, word(node, 'parameters', '')),
      data: said({
        launch_data: text(child(node, 'dataFromLMS')) || undefined,
        time_limit_action: text(child(node, 'timeLimitAction')) || undefined,
        max_time_allowed: word(limits, 'attemptAbsoluteDurationLimit'),
        scaled_passing_score: primary?.satisfiedByMeasure ? String(primary.minNormalizedMeasure) : undefined,
      }),
    };
    items.set(id, item);
    const hidden = children(child(child(node, 'presentation'), 'navigationInterface'), 'hideLMSUI').map(text);
    const maps = children(child(node, 'data'), 'map').map((map) => ({
      targetID: map.getAttribute('targetID'),
      readSharedData: flag(map, 'readSharedData', true),
      writeSharedData: flag(map, 'writeSharedData', true),
    }));
    const below = children(node, 'item').map((one) => activity(one, depth + 1));
    return said({
      id,
      title,
      children: below.length > 0 ? below : undefined,
      isVisible: item.visible,
      // Sequencing evaluates no other limit; a duration is the content's to know.
      attemptLimit: number(limits, 'attemptLimit'),
      primaryObjective: primary,
      objectives: others,
      sequencingRules: {
        preConditionRules: rules(part('sequencingRules'), 'preConditionRule'),
        exitConditionRules: rules(part('sequencingRules'), 'exitConditionRule'),
        postConditionRules: rules(part('sequencingRules'), 'postConditionRule'),
      },
      sequencingControls: said({
        choice: flag(part('controlMode'), 'choice', true),
        choiceExit: flag(part('controlMode'), 'choiceExit', true),
        flow: flag(part('controlMode'), 'flow', false),
        forwardOnly: flag(part('controlMode'), 'forwardOnly', false),
        useCurrentAttemptObjectiveInfo: flag(part('controlMode'), 'useCurrentAttemptObjectiveInfo', true),
        useCurrentAttemptProgressInfo: flag(part('controlMode'), 'useCurrentAttemptProgressInfo', true),
        preventActivation: flag(part('constrainedChoiceConsiderations'), 'preventActivation'),
        constrainChoice: flag(part('constrainedChoiceConsiderations'), 'constrainChoice'),
        rollupObjectiveSatisfied: flag(rollup, 'rollupObjectiveSatisfied'),
        rollupProgressCompletion: flag(rollup, 'rollupProgressCompletion'),
        objectiveMeasureWeight: number(rollup, 'objectiveMeasureWeight'),
      }),
      deliveryControls: flags(part('deliveryControls'), 'tracked', 'completionSetByContent', 'objectiveSetByContent'),
      rollupRules: rollup && { rules: children(rollup, 'rollupRule').map(rollupRule) },
      rollupConsiderations: considerations(part('rollupConsiderations')),
      completionThreshold: threshold && said({
        ...flags(threshold, 'completedByMeasure'),
        minProgressMeasure: number(threshold, 'minProgressMeasure'),
        progressWeight: number(threshold, 'progressWeight'),
      }),
      hideLmsUi: hidden.length > 0 ? hidden : undefined,
      sharedDataMaps: maps.length > 0 ? maps : undefined,
    });
  }

  const tree = activity(organization, 0);
  return {
    tree,
    items,
    globalObjectives: flag(organization, 'adlseq:objectivesGlobalToSystem', true),
    globalData: flag(organization, 'adlcp:sharedDataGlobalToSystem', true),
  };
}

/** The objectives of a sequencing element, and what ADL adds to them. */
const ADLSEQ = 'http://www.adlnet.org/xsd/adlseq_v1p3';
const ims = (node) => children(node, 'objectives').find((one) => one.namespaceURI !== ADLSEQ);
const extension = (node) => children(node, 'objectives').find((one) => one.namespaceURI === ADLSEQ);

/** Where a resource opens: the item's parameters go behind its address. */
function address(href, parameters) {
  const rest = parameters.replace(/^[?&]+/, '');
  return rest === '' ? href : href + (href.includes('?') ? '&' : '?') + rest;
}

const conditions = (list, name) =>
  children(list, name).map((node) =>
    said({
      condition: node.getAttribute('condition'),
      operator: word(node, 'operator'),
      referencedObjective: word(node, 'referencedObjective'),
      parameters: node.hasAttribute('measureThreshold') ? { threshold: Number(node.getAttribute('measureThreshold')) } : undefined,
    }),
  );

const rules = (node, name) =>
  children(node, name).map((rule) => ({
    action: child(rule, 'ruleAction').getAttribute('action'),
    conditionCombination: word(child(rule, 'ruleConditions'), 'conditionCombination', 'all'),
    conditions: conditions(child(rule, 'ruleConditions'), 'ruleCondition'),
  }));

function rollupRule(rule) {
  const list = child(rule, 'rollupConditions');
  const percent = number(rule, 'minimumPercent');
  return said({
    action: child(rule, 'rollupAction').getAttribute('action'),
    consideration: word(rule, 'childActivitySet', 'all'),
    minimumCount: number(rule, 'minimumCount'),
    // A share in the manifest, a hundred times that in the library.
    minimumPercent: percent === undefined ? undefined : percent * 100,
    conditionCombination: word(list, 'conditionCombination', 'any'),
    conditions: conditions(list, 'rollupCondition'),
  });
}

function considerations(node) {
  if (!node) return undefined;
  const names = ['requiredForSatisfied', 'requiredForNotSatisfied', 'requiredForCompleted', 'requiredForIncomplete'];
  return said({
    ...Object.fromEntries(names.map((name) => [name, word(node, name)])),
    ...flags(node, 'measureSatisfactionIfActive'),
  });
}

const IMS = { readSatisfiedStatus: true, readNormalizedMeasure: true, writeSatisfiedStatus: false, writeNormalizedMeasure: false };
const EXTENSION = Object.fromEntries(
  ['CompletionStatus', 'ProgressMeasure', 'RawScore', 'MinScore', 'MaxScore'].flatMap((what) => [
    [`read${what}`, true],
    [`write${what}`, false],
  ]),
);

/** The objectives of an activity: what IMS and what ADL says of one is one. */
function objectives(list, added, activity) {
  const more = new Map(children(added, 'objective').map((node) => [node.getAttribute('objectiveID'), children(node, 'mapInfo')]));
  const one = (node) => {
    const id = word(node, 'objectiveID', '');
    const maps = new Map();
    const add = (info, defaults) => {
      const target = info.getAttribute('targetObjectiveID');
      const read = Object.entries(defaults).map(([name, otherwise]) => [name, flag(info, name, otherwise)]);
      maps.set(target, { ...(maps.get(target) ?? none(target)), ...Object.fromEntries(read) });
    };
    for (const info of children(node, 'mapInfo')) add(info, IMS);
    for (const info of more.get(id) ?? []) add(info, EXTENSION);
    const measure = child(node, 'minNormalizedMeasure');
    const byMeasure = flag(node, 'satisfiedByMeasure', false);
    return said({
      objectiveID: id || (local(node) === 'primaryObjective' ? `${activity}-primary` : ''),
      isPrimary: local(node) === 'primaryObjective',
      satisfiedByMeasure: byMeasure,
      minNormalizedMeasure: measure ? Number(text(measure)) : byMeasure ? 1 : undefined,
      mapInfo: [...maps.values()],
    });
  };
  const primary = child(list, 'primaryObjective');
  // The library knows no objective without a name.
  const says = primary && (primary.hasAttribute('objectiveID') || primary.hasAttribute('satisfiedByMeasure') || primary.children.length > 0);
  return { primary: says ? one(primary) : undefined, others: children(list, 'objective').map(one) };
}

/** A map that reads and writes nothing. */
const none = (targetObjectiveID) => ({
  targetObjectiveID,
  ...Object.fromEntries(Object.keys({ ...IMS, ...EXTENSION }).map((name) => [name, false])),
});
