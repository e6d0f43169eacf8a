/** A page that speaks to the run-time by its buttons, and shows what the run-time told it at the start. */
export function sco(is2004: boolean): string {
  const words = is2004
    ? { api: 'API_1484_11', prefix: '', begin: 'Initialize', end: 'Terminate' }
    : { api: 'API', prefix: 'LMS', begin: 'Initialize', end: 'Finish' };
  const told = is2004
    ? { Entry: 'cmi.entry', Location: 'cmi.location', 'Suspend data': 'cmi.suspend_data', Learner: 'cmi.learner_name', Total: 'cmi.total_time', 'Launch data': 'cmi.launch_data', Score: 'cmi.score.raw' }
    : { Entry: 'cmi.core.entry', Location: 'cmi.core.lesson_location', 'Suspend data': 'cmi.suspend_data', Learner: 'cmi.core.student_name', Total: 'cmi.core.total_time', 'Launch data': 'cmi.launch_data', Status: 'cmi.core.lesson_status', Score: 'cmi.core.score.raw' };
  const buttons: Record<string, [string, string][]> = is2004
    ? {
        Complete: [['cmi.completion_status', 'completed']],
        Pass: [['cmi.completion_status', 'completed'], ['cmi.success_status', 'passed']],
        Fail: [['cmi.completion_status', 'completed'], ['cmi.success_status', 'failed']],
        'Score 85': [['cmi.score.min', '0'], ['cmi.score.max', '100'], ['cmi.score.raw', '85'], ['cmi.score.scaled', '0.85']],
        Bookmark: [['cmi.location', 'page-7'], ['cmi.suspend_data', 'seen=1,2,3'], ['cmi.exit', 'suspend']],
        'Ten minutes': [['cmi.session_time', 'PT10M']],
      }
    : {
        Complete: [['cmi.core.lesson_status', 'completed']],
        Pass: [['cmi.core.lesson_status', 'passed']],
        Fail: [['cmi.core.lesson_status', 'failed']],
        'Score 85': [['cmi.core.score.min', '0'], ['cmi.core.score.max', '100'], ['cmi.core.score.raw', '85']],
        Bookmark: [['cmi.core.lesson_location', 'page-7'], ['cmi.suspend_data', 'seen=1,2,3'], ['cmi.core.exit', 'suspend']],
        'Ten minutes': [['cmi.core.session_time', '0000:10:00.00']],
      };
  const json = (value: unknown) => JSON.stringify(value).replace(/</g, '\\u003c');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>A small course</title></head>
<body>
<h1>A small course</h1>
<div id="told"></div>
<p id="buttons"></p>
<p role="status" id="said"></p>
<script>
const words = ${json(words)}, told = ${json(told)}, buttons = ${json(buttons)};
function find(place) {
  for (let steps = 0; steps < 20; steps += 1) {
    if (place[words.api]) return place[words.api];
    if (place.parent === place) return null;
    place = place.parent;
  }
  return null;
}
const api = find(window);
const call = (name, ...given) => api[words.prefix + name](...given);
const said = document.getElementById('said');
window.sco = {
  api,
  get: (element) => call('GetValue', element),
  set: (element, value) => call('SetValue', element, value),
  commit: () => call('Commit', ''),
  finish: () => call(words.end, ''),
  error: () => call('GetLastError'),
};
said.textContent = api ? 'Initialize ' + call(words.begin, '') : 'No API';
if (api) for (const [name, element] of Object.entries(told)) {
  const line = document.createElement('p'), value = document.createElement('span');
  value.textContent = sco.get(element);
  value.setAttribute('aria-label', name);
  value.setAttribute('role', 'note');
  line.append(name + ': ', value);
  document.getElementById('told').append(line);
}
function button(name, act) {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = name;
  made.onclick = () => { said.textContent = name + ' ' + act(); };
  document.getElementById('buttons').append(made, ' ');
}
for (const [name, values] of Object.entries(buttons)) {
  button(name, () => values.map(([element, value]) => sco.set(element, value)).join(' '));
}
button('Commit', () => sco.commit());
button('Finish', () => sco.finish());
</script>
</body></html>
`;
}
