// Turns the pages, remembers where the learner is, and marks the questions.
(() => {
  'use strict';

  const { scorm } = window;
  const pages = [...document.querySelectorAll('[data-page]')];
  const steps = [...document.querySelectorAll('[data-step]')];
  const back = document.getElementById('back');
  const next = document.getElementById('next');
  const quiz = document.getElementById('questions');
  const result = document.getElementById('result');
  const again = document.getElementById('again');
  const PASS = 67;

  const seen = new Set();
  let answers = {};
  let marked = false;
  let current = 0;

  function remember() {
    scorm.set('cmi.core.lesson_location', pages[current].dataset.page);
    scorm.set('cmi.suspend_data', JSON.stringify({ seen: [...seen], answers, marked }));
    scorm.save();
  }

  function open(index, { quietly = false } = {}) {
    current = Math.max(0, Math.min(index, pages.length - 1));
    seen.add(pages[current].dataset.page);
    pages.forEach((page, at) => { page.hidden = at !== current; });
    steps.forEach((step, at) => {
      step.toggleAttribute('data-seen', seen.has(pages[at].dataset.page));
      if (at === current) step.setAttribute('aria-current', 'step');
      else step.removeAttribute('aria-current');
    });
    back.disabled = current === 0;
    next.hidden = current === pages.length - 1;
    const heading = pages[current].querySelector('h2');
    document.title = `${heading.textContent} · Coffee, from bean to cup`;
    if (!quietly) {
      window.scrollTo(0, 0);
      heading.focus({ preventScroll: true });
    }
    remember();
  }

  function question(name) {
    const fieldset = quiz.querySelector(`fieldset[data-question="${name}"]`);
    return { fieldset, right: fieldset.dataset.right, note: fieldset.querySelector('.note') };
  }

  const names = [...quiz.querySelectorAll('fieldset')].map((set) => set.dataset.question);
  const score = () => Math.round((names.filter((name) => answers[name] === question(name).right).length * 100) / names.length);

  function report() {
    const first = Number(scorm.get('cmi.interactions._count')) || 0;
    names.forEach((name, at) => {
      const { right } = question(name);
      const entry = `cmi.interactions.${first + at}`;
      scorm.set(`${entry}.id`, name);
      scorm.set(`${entry}.time`, scorm.clock());
      scorm.set(`${entry}.type`, 'choice');
      scorm.set(`${entry}.correct_responses.0.pattern`, right);
      scorm.set(`${entry}.student_response`, answers[name]);
      scorm.set(`${entry}.result`, answers[name] === right ? 'correct' : 'wrong');
    });
    scorm.set('cmi.core.score.min', 0);
    scorm.set('cmi.core.score.max', 100);
    scorm.set('cmi.core.score.raw', score());
    scorm.set('cmi.core.lesson_status', score() >= PASS ? 'passed' : 'failed');
  }

  // Shows what was right, from the answers kept.
  function show() {
    names.forEach((name) => {
      const { fieldset, right, note } = question(name);
      const good = answers[name] === right;
      fieldset.dataset.result = good ? 'right' : 'wrong';
      fieldset.querySelectorAll('input').forEach((input) => {
        input.checked = input.value === answers[name];
        input.disabled = true;
      });
      note.textContent = `${good ? 'Right.' : 'Not quite.'} ${note.dataset.why}`;
    });
    const points = names.filter((name) => answers[name] === question(name).right).length;
    const passed = score() >= PASS;
    result.dataset.result = passed ? 'right' : 'wrong';
    result.querySelector('strong').textContent = passed ? `Passed: ${points} of ${names.length}` : `${points} of ${names.length}`;
    result.querySelector('span').textContent = passed
      ? 'Enjoy your next cup. That is all; you may leave now.'
      : 'Two right answers are needed. Have another look, then try again.';
    result.hidden = false;
    quiz.querySelector('[type=submit]').hidden = true;
    again.hidden = passed;
  }

  function clear() {
    answers = {};
    marked = false;
    quiz.reset();
    quiz.querySelectorAll('input').forEach((input) => { input.disabled = false; });
    names.forEach((name) => {
      delete question(name).fieldset.dataset.result;
      question(name).note.textContent = '';
    });
    result.hidden = true;
    again.hidden = true;
    quiz.querySelector('[type=submit]').hidden = false;
  }

  quiz.addEventListener('change', () => {
    answers = Object.fromEntries(new FormData(quiz));
    remember();
  });

  quiz.addEventListener('submit', (event) => {
    event.preventDefault();
    answers = Object.fromEntries(new FormData(quiz));
    marked = true;
    report();
    remember();
    show();
    result.focus();
  });

  again.addEventListener('click', () => {
    clear();
    remember();
    quiz.querySelector('input').focus();
  });

  back.addEventListener('click', () => open(current - 1));
  next.addEventListener('click', () => open(current + 1));
  steps.forEach((step, at) => step.addEventListener('click', () => open(at)));

  // The roast under the learner's hand.
  const roast = document.getElementById('roast');
  const roasts = [
    ['Green', 'Hard, grassy, not yet coffee.', '#9aa86b', '#7c8a50'],
    ['Light', 'Just after first crack: bright, floral, the taste of its place.', '#b07a45', '#8f5f32'],
    ['Medium', 'Caramel and nuts; sweetness and acidity in balance.', '#85522c', '#683d1f'],
    ['Dark', 'At second crack: bittersweet, smoky, oil on the surface.', '#4b2c1b', '#341c10'],
  ];
  function tint() {
    const [name, words, light, shade] = roasts[Number(roast.value)];
    const picture = document.getElementById('bean');
    picture.style.setProperty('--bean', light);
    picture.style.setProperty('--crease', shade);
    roast.setAttribute('aria-valuetext', name);
    document.getElementById('roast-name').textContent = name;
    document.getElementById('roast-words').textContent = words;
  }
  roast.addEventListener('input', tint);
  tint();

  // Where the learner left off.
  document.getElementById('preview').hidden = scorm.connected;
  const status = scorm.get('cmi.core.lesson_status');
  if (status === 'not attempted' || status === '') scorm.set('cmi.core.lesson_status', 'incomplete');
  try {
    const kept = JSON.parse(scorm.get('cmi.suspend_data') || '{}');
    (kept.seen || []).forEach((page) => seen.add(page));
    answers = kept.answers || {};
    marked = kept.marked === true;
  } catch {
    // Kept by another edition of this course: start afresh.
  }
  Object.entries(answers).forEach(([name, value]) => {
    const input = quiz.querySelector(`input[name="${name}"][value="${value}"]`);
    if (input) input.checked = true;
  });
  if (marked) show();
  const place = pages.findIndex((page) => page.dataset.page === scorm.get('cmi.core.lesson_location'));
  open(Math.max(0, place), { quietly: true });
})();
