import type { FullResult, Reporter, TestCase, TestResult } from '@playwright/test/reporter';

type Ran = [TestCase, TestResult];

const passed = (some: Ran[]) => some.filter(([, { status }]) => status === 'passed').length;
const groupOf = ([test]: Ran) => test.title.split('-')[0]!;
const tagged = (tag: string) => ([test]: Ran) => test.tags.includes(tag);

const BESIDE = `scorm-again runs in a plain page, as its documentation has it: one API for a course, its activity tree made from the
manifest, reset for each activity that it delivers; its state, global objectives and shared data are kept between launches.
SCO, tester and questions are the same.`;

/** Those that are alike together, in the order in which they first came. */
function by(some: Ran[], name: (one: Ran) => string) {
  const parts = new Map<string, Ran[]>();
  for (const one of some) parts.set(name(one), [...(parts.get(name(one)) ?? []), one]);
  return parts;
}

/**
 * Prints how many of ADL's cases passed, then by group, then what falls short: of the product, and of what is measured
 * beside it. The run fails where the product falls short.
 */
export default class Report implements Reporter {
  private readonly results = new Map<TestCase, TestResult>();
  private failed = false;

  onTestEnd(test: TestCase, result: TestResult) {
    this.results.set(test, result);
    if (process.stdout.isTTY) process.stdout.write(result.status === 'passed' ? '.' : 'x');
  }

  onError({ message }: { message?: string }) {
    console.error(message);
    this.failed = true;
  }

  async onEnd({ status }: FullResult): Promise<{ status: FullResult['status'] }> {
    const ran = [...this.results].filter(([, { status }]) => status !== 'skipped');
    const [ours, ...others] = [...by(ran, ([test]) => test.parent.project()!.name)].sort();
    if (!ours) return { status: this.failed ? 'failed' : 'passed' };
    for (const one of [ours, ...others]) tell(...one);
    if (others.length > 0) console.log(BESIDE);
    const short = passed(ours[1]) < ours[1].length;
    return { status: status === 'interrupted' || status === 'timedout' ? status : short || this.failed ? 'failed' : 'passed' };
  }

  printsToStdio() {
    return true;
  }
}

function tell(name: string, ran: Ran[]) {
  const drives = ran.filter(tagged('@drives'));
  const asks = ran.filter(tagged('@asks'));
  console.log(`${name}: ${passed(drives)} of ${drives.length} passed`);
  for (const [group, some] of [...by(drives, groupOf)].sort()) {
    console.log(`  ${group.padEnd(4)} ${String(passed(some)).padStart(3)} of ${String(some.length).padStart(3)}`);
  }
  if (asks.length > 0) console.log(`and of those that also ask what the screen shows: ${passed(asks)} of ${asks.length}`);
  for (const [test, { status, error }] of ran) {
    // Playwright's colours are no words.
    const words = (error?.message ?? status).replace(/\x1b\[[\d;]*m/g, '').split('\n').filter(Boolean);
    const received = words.find((line) => line.startsWith('Received'))?.replace(/^Received( string)?:\s*/, '') ?? '';
    if (status !== 'passed') console.log(`  ${test.title}: ${words[0]} ${received}`.trimEnd());
  }
}
