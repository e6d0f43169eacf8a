import { strToU8, zipSync } from 'fflate';
import type { Upload } from '../support/packages';
import { type Case, deed, type Step } from './cases';

/** What a SCO tells of a visit once its calls are made. */
export interface Told {
  index: number;
  act: string;
  /** What fell short, or nothing. */
  failure: string | null;
}

/** What a SCO must know of a visit. */
interface Script {
  act: string;
  steps: Step[];
  /** The learner's request takes it away; before that it does not terminate. */
  waits: boolean;
  /** The tester looks at the LMS before it goes on. */
  asks: boolean;
  /** What comes next does so in another launch. */
  relaunches: boolean;
  /** The tester chooses this one; until then others may be open. */
  chosen: boolean;
}

/** A case as its SCOs know it. */
function script({ start, visits, manifests }: Case): Script[] {
  const deeds = visits.map(deed);
  return visits.map(({ act, steps, uiqk }, index) => ({
    act,
    steps,
    asks: Boolean(uiqk),
    waits: deeds[index]!.press !== undefined,
    relaunches: deeds[index]!.relaunch !== undefined,
    chosen: index === 0 ? !start.startsWith('.') && !(start in manifests) : Boolean(deeds[index - 1]!.then),
  }));
}

/**
 * Runs in the SCO's page: makes the calls of the visit that is next, tells what came of them, and terminates. Which visit
 * that is stands in the session storage, for the SCOs of a case share a window.
 */
function visit(name: string, visits: Script[]) {
  type Api = Record<string, (...given: string[]) => string>;
  const find = (place: Window): Api | null =>
    (place as unknown as { API_1484_11?: Api }).API_1484_11 ?? (place.parent === place ? null : find(place.parent));
  const api = find(window);
  const key = `case ${name}`;
  const sitting = location.pathname.split('/')[2]!;
  const { index, left } = JSON.parse(sessionStorage.getItem(key) ?? '{"index":0}') as { index: number; left?: string };
  const act = new URLSearchParams(location.search).get('act') ?? '';
  const now = visits[index];
  if (!api || !now || left === sitting || (now.chosen && act !== now.act)) return;

  const call = (fn: string, ...given: string[]) => api[fn]!(...given);
  const list = (text: string) => new Set(text.split(','));
  const same = <T>(one: Set<T>, other: Set<T>) => one.size === other.size && [...one].every((part) => other.has(part));

  /** The name with its index in place of `&ID&`. */
  function named(text: string) {
    const [stem, id, rest] = text.split('&');
    if (rest === undefined) return text;
    const count = Number(call('GetValue', `${stem}_count`)) || 0;
    for (let at = 0; at < count; at += 1) if (call('GetValue', `${stem}${at}.id`) === id) return `${stem}${at}${rest}`;
    return `${stem}${count}${rest}`;
  }

  function objectives() {
    const count = Number(call('GetValue', 'cmi.objectives._count')) || 0;
    return Array.from({ length: count }, (_, at) => call('GetValue', `cmi.objectives.${at}.id`)).join(',');
  }

  /** An ISO duration in seconds, a year being 365 days and a month 30. */
  function seconds(text: string) {
    const found = /^P(?:([\d.]+)Y)?(?:([\d.]+)M)?(?:([\d.]+)D)?(?:T(?:([\d.]+)H)?(?:([\d.]+)M)?(?:([\d.]+)S)?)?$/.exec(text);
    const units = [31_536_000, 2_592_000, 86_400, 3_600, 60, 1];
    return found ? units.reduce((sum, unit, at) => sum + Number(found[at + 1] ?? 0) * unit, 0) : NaN;
  }

  function equal(expected: string, got: string, element: string, fn: string) {
    if (expected === 'less255') return got.length < 255;
    if (expected === 'emptyCS') return got === '';
    if (expected === '@LEARNER_ID' || expected === '@LEARNER_NAME') return got !== '';
    if (expected === got) return true;
    if (element.endsWith('_children') || fn === 'compareObjIds') return same(list(expected), list(got));
    const number = (text: string) => (text.trim() === '' ? NaN : Number(text));
    return Math.abs(number(expected) - number(got)) < 1e-6 || Math.abs(seconds(expected) - seconds(got)) < 1e-3;
  }

  /** An answer without the delimiters that say the default, and the others in order. */
  function plain(text: string) {
    const said = new Set<string>();
    let rest = text;
    for (let found; (found = /^\{((?:lang|case_matters|order_matters)=[^}]*)\}/.exec(rest)); rest = rest.slice(found[0].length)) {
      if (!['case_matters=false', 'order_matters=true', 'lang=en'].includes(found[1]!)) said.add(found[1]!);
    }
    return JSON.stringify([[...said].sort(), rest]);
  }

  /** Answers mean the same in whatever order delimiters stand, and however numbers are written. */
  function alike(kind: string, expected: string, got: string) {
    const bounds = (text: string) => text.split('[:]').map((part) => (part.trim() === '' ? 'none' : String(Number(part)))).join();
    const choices = (text: string) => new Set(text.split('[,]'));
    if (kind === 'numeric') return bounds(expected) === bounds(got);
    if (['fill-in', 'long-fill-in', 'performance'].includes(kind)) return plain(expected) === plain(got);
    return kind === 'choice' && same(choices(expected), choices(got));
  }

  function wrong({ fn, a, b = '', exp, err, typ = '' }: Step): string | null {
    const element = named(a);
    const answers: Record<string, () => string> = {
      doInitialize: () => call('Initialize', a),
      doCommit: () => call('Commit', a),
      doGetValue: () => call('GetValue', element),
      doSetValue: () => call('SetValue', element, b),
      doGetLastError: () => call('GetLastError'),
      doGetErrorString: () => call('GetErrorString', a),
      doGetDiagnostic: () => call('GetDiagnostic', a),
      compareObjIds: objectives,
    };
    if (!answers[fn]) return `no such function: ${fn}`;
    const got = answers[fn]();
    const error = call('GetLastError');
    if (exp.startsWith('Returned a valid value')) return null;
    const what = `${fn}(${a}, ${b.slice(0, 60)})`;
    const any = exp === '' && a.includes('&') && a.endsWith('.id');
    if (!any && !equal(exp, got, element, fn) && !alike(typ, exp, got)) return `${what} gave ${got.slice(0, 80)} (${error}), not ${exp.slice(0, 80)}`;
    return err !== '' && err !== error ? `${what} had error ${error}, not ${err}` : null;
  }

  function steps(steps: Step[]) {
    for (const step of steps) {
      const failure = wrong(step);
      if (failure !== null) return failure;
    }
    return null;
  }

  const failure = act === now.act ? steps(now.steps) : `act ${act} was delivered, not ${now.act}`;
  sessionStorage.setItem(key, JSON.stringify({ index: index + 1, left: now.relaunches ? sitting : undefined }));
  document.body.textContent = `Visit ${index + 1} of ${name}: ${failure ?? 'as it should be'}.`;
  const tell = () => (window as unknown as { tell(told: Told): void }).tell({ index, act, failure });
  const terminate = () => call('Terminate', '');
  // What makes no call is an asset.
  if (now.steps.length > 0 && now.waits) addEventListener('pagehide', terminate);
  if (now.steps.length === 0 || now.waits) return tell();
  if (now.asks) {
    Object.assign(window, { goOn: terminate });
    return tell();
  }
  setTimeout(() => {
    terminate();
    tell();
  });
}

const attribute = (tag: string, name: string) => new RegExp(`\\b${name}\\s*=\\s*["']([^"']*)["']`).exec(tag)?.[1] ?? '';

/** The package of a case: its manifest, and our SCO wherever the manifest says that there is one. */
export function pack(one: Case, name: string): Upload {
  const manifest = one.manifests[name]!;
  const page = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${name}</title></head><body><script>
(${visit.toString()})(${JSON.stringify(one.name)}, ${JSON.stringify(script(one)).replace(/</g, '\\u003c')});
</script></body></html>
`;
  const above = attribute(/<manifest\b[^>]*>/.exec(manifest)![0], 'xml:base') + attribute(/<resources\b[^>]*>/.exec(manifest)![0], 'xml:base');
  const places = [...manifest.matchAll(/<resource\b[^>]*>/g)]
    .map(([tag]) => attribute(tag, 'href') && above + attribute(tag, 'xml:base') + attribute(tag, 'href'))
    .filter(Boolean)
    .map((address) => decodeURIComponent(address.split(/[?#]/)[0]!));
  const files = Object.fromEntries(places.map((place) => [place, strToU8(page)]));
  const buffer = Buffer.from(zipSync({ 'imsmanifest.xml': strToU8(manifest), ...files }));
  return { name: `${name}.zip`, mimeType: 'application/zip', buffer };
}
