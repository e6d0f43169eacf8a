import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';

/** Ends the run with one line that a person or a script can read. */
export default class ClosingLine implements Reporter {
  private readonly outcomes = new Map<string, TestResult['status']>();

  onTestEnd(test: TestCase, result: TestResult) {
    this.outcomes.set(test.id, result.status);
  }

  onEnd() {
    const statuses = [...this.outcomes.values()];
    const count = (...wanted: TestResult['status'][]) => statuses.filter((status) => wanted.includes(status)).length;
    const failed = count('failed', 'timedOut', 'interrupted');
    console.log(`\n${count('passed')} passed, ${failed} failed, ${count('skipped')} skipped`);
  }

  printsToStdio() {
    return true;
  }
}
