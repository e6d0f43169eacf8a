// A plain player around scorm-again: one API for the course, reset for each activity, as its documentation has it.
import { Scorm2004API } from '/scorm2004.js';
import { read } from '/manifest.js';

const ticket = location.pathname.split('/')[2];
const base = `/play/${ticket}/`;
const $ = (id) => document.getElementById(id);
const frame = document.querySelector('iframe');

const kept = await (await fetch(`${base}kept`)).json();
const course = read(await (await fetch(`${base}c/imsmanifest.xml`)).text());
const targets = new Set();
(function gather(activity) {
  for (const objective of [activity.primaryObjective, ...activity.objectives]) for (const map of objective?.mapInfo ?? []) targets.add(map.targetObjectiveID);
  activity.children?.forEach(gather);
})(course.tree);

const states = kept.states ?? {}; // what an activity said, to be resumed
let open = null; // the activity before the learner
let delivered = null; // the one that is to come
let ended = false;
let validity = null;

const api = new Scorm2004API({
  autocommit: false,
  logLevel: 5,
  sequencing: {
    activityTree: course.tree,
    autoRollupOnCMIChange: false,
    eventListeners: {
      onActivityDelivery: deliver,
      onNavigationValidityUpdate: (update) => {
        validity = update;
        draw();
      },
      onSequencingSessionEnd: () => (ended = true),
    },
  },
});
window.API_1484_11 = api;
api.on('Terminate', () => {
  keep();
  setTimeout(after);
});

if (kept.state) api.deserializeSequencingState(kept.state);
// What is the learner's goes from course to course.
if (course.globalObjectives) api.restoreGlobalObjectiveSnapshot(Object.fromEntries(Object.entries(kept.objectives).filter(([id]) => targets.has(id))));
if (course.globalData) api.restoreSharedDataSnapshot(kept.data);
const scos = [...course.items].filter(([, { address }]) => address).map(([id]) => id);
const begun = (kept.suspended && api.processNavigationRequest('resumeAll')) || api.processNavigationRequest('start');
if (!begun && scos.length === 1) api.processNavigationRequest('choice', scos[0]);
show();

/** The library decided over what comes next: its model becomes that activity's. */
function deliver(activity) {
  api.reset(undefined, { preserveListeners: true, resetTotalTime: true });
  const { data } = course.items.get(activity.id);
  const before = activity.deliveryWasResumed ? states[activity.id] : undefined;
  if (before) api.loadFromJSON(before);
  const entry = before ? 'resume' : activity.deliveryWasResumed ? '' : 'ab-initio';
  Object.assign(api.cmi, { learner_id: 'paula', learner_name: 'Player, Paula', credit: 'credit', mode: 'normal', entry, ...data });
  delivered = activity.id;
  ended = false;
}

/** Puts before the learner what was delivered. */
function show() {
  if (delivered !== null) {
    open = delivered;
    delivered = null;
    $('notice').hidden = true;
    frame.contentWindow.location.replace(`${base}c/${course.items.get(open).address}`);
  } else if (ended) return leave();
  else {
    $('notice').textContent = 'Choose what comes next.';
    $('notice').hidden = false;
  }
  draw();
}

/** What the open activity said, for the case that it is resumed. */
function keep() {
  if (open === null) return;
  const { cmi } = api.renderCMIToJSONObject();
  states[open] = { cmi: { ...cmi, total_time: api.cmi.getCurrentTotalTime() } };
}

let asking = false;
/** The activity terminated by itself: what it asked for was performed. */
function after() {
  if (asking || leaving) return;
  if (delivered !== null || ended) show();
  else draw();
}

/** Performs what the learner asked for: it takes the place of what the activity asked, and the activity is left. */
async function ask(request, target) {
  if (asking) return;
  asking = true;
  const running = api.isInitialized();
  if (running) api.adl.nav.request = target ? `{target=${target}}${request}` : request;
  await blank();
  if (!running || api.isInitialized()) api.processNavigationRequest(request, target);
  asking = false;
}

function blank() {
  return new Promise((done) => {
    frame.addEventListener('load', done, { once: true });
    frame.contentWindow.location.replace(`${base}blank`);
  });
}

let leaving = false;
/** Exit: the course is suspended, or its attempt ends where that is wanted. */
async function leave(request) {
  if (leaving) return;
  if (request && !ended) await ask(request);
  leaving = true;
  await blank();
  const state = api.serializeSequencingState();
  const { globalObjectiveMap } = JSON.parse(state);
  const suspended = Boolean(api.adl.sequencing.activityTree.suspendedActivity);
  const objectives = course.globalObjectives ? globalObjectiveMap : {};
  const data = course.globalData ? api.captureSharedDataSnapshot() : {};
  await fetch(`${base}kept`, { method: 'POST', body: JSON.stringify({ state, suspended, states, objectives, data }) });
  location.replace(`/closing/${ticket}`);
}

/** Contents and buttons as the library has them. */
function draw() {
  const list = $('activities');
  list.replaceChildren();
  for (const [id, { title, visible }] of course.items) {
    if (!visible) continue;
    const button = Object.assign(document.createElement('button'), { type: 'button' });
    button.dataset.activity = id;
    button.append(Object.assign(document.createElement('span'), { textContent: title }));
    // It says nothing about choices before the first activity was open.
    button.disabled = validity !== null && String(validity.choice?.[id]) !== 'true';
    if (id === open) button.setAttribute('aria-current', 'true');
    button.addEventListener('click', () => ask('choice', id).then(show));
    list.appendChild(document.createElement('li')).append(button);
  }
  for (const name of ['continue', 'previous']) {
    $(name).disabled = validity?.[name] !== true;
    $(name).hidden = validity?.hideLmsUi?.includes(name) ?? false;
  }
}

$('continue').addEventListener('click', () => ask('continue').then(show));
$('previous').addEventListener('click', () => ask('previous').then(show));
$('exit').addEventListener('click', () => leave(kept.ends ? 'exitAll' : 'suspendAll'));
