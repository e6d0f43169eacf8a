import type { Page } from '@playwright/test';
import { expect } from '../support/fixtures';
import { type Case, deed, type Visit } from './cases';
import type { Told } from './sco';

/** A visit that is late does not come. */
const PATIENCE = 20_000;

/** Where the packages of a case are, and a learner who opens them. */
export interface Lms {
  page: Page;
  /** Takes in the packages. `ends` tells that Exit is to end the attempt, not to suspend it. */
  take(one: Case, ends: boolean): Promise<void>;
  /** Opens a package by its name. */
  launch(name: string): Promise<void>;
}

/** Does what ADL's tester is told to. */
export class Tester {
  private readonly told: Told[] = [];
  private readonly page: Page;

  constructor(private readonly lms: Lms) {
    this.page = lms.page;
  }

  async play(one: Case) {
    await this.page.context().exposeFunction('tell', (told: Told) => this.told.push(told));
    const packages = Object.keys(one.manifests);
    await this.lms.take(one, one.visits.some((visit) => deed(visit).ends));
    let open = packages[0]!;
    await this.lms.launch(open);
    if (!one.start.startsWith('.') && !(one.start in one.manifests)) await this.begin(one.start, 0);
    for (const [index, visit] of one.visits.entries()) {
      const place = `visit ${index + 1} (act ${visit.act})`;
      expect(await this.visited(index), place).toBe('as it should be');
      const last = index + 1 === one.visits.length;
      const { press, relaunch, then } = deed(visit);
      await this.answer(visit, place);
      if (visit.uiqk && !press) await this.goOn();
      if (last && visit.cui === 'Exit') break;
      if (press === 'exit') await this.exit();
      else if (typeof press === 'object') await this.choose(press.choose);
      else if (press) await this.press(press);
      if ((last && one.end === 'endUserInter') || visit.cui === 'HasEnded') await this.ended(place);
      if (last) break;
      if (relaunch) {
        open = relaunch.package || open;
        await this.exit();
        await this.lms.launch(open);
      }
      if (then) await this.begin(then, index + 1);
    }
  }

  /** Waits for a visit to be made. Gives how it went. */
  private async visited(index: number): Promise<string> {
    const until = Date.now() + PATIENCE;
    while (Date.now() < until) {
      const told = this.told.find((one) => one.index === index);
      if (told) return told.failure ?? 'as it should be';
      await this.page.waitForTimeout(20);
    }
    const notice = this.page.locator('#notice');
    if (await notice.isVisible()) return `nothing was delivered, but “${(await notice.innerText()).replace(/\s+/g, ' ')}”`;
    const open = this.page.locator('#activities [aria-current="true"]');
    const shown = (await open.count()) > 0 ? await open.first().innerText() : await this.page.title();
    return `nothing was delivered; the page shows ${shown} at ${new URL(this.page.url()).pathname.split('/')[1]}`;
  }

  private async press(name: 'continue' | 'previous') {
    const button = this.page.locator(`#${name}`);
    await expect(button, `the button for ${name}`).toBeEnabled({ timeout: PATIENCE });
    await button.click();
  }

  /** Chooses what a visit begins with, unless the player opened it by itself. */
  private async begin(title: string, index: number) {
    const entry = this.entry(title);
    const until = Date.now() + PATIENCE;
    while (Date.now() < until) {
      const open = await entry.getAttribute('aria-current', { timeout: PATIENCE }).catch(() => null);
      if (this.told.some((one) => one.index === index)) return;
      if (open !== 'true') return this.choose(title);
      await this.page.waitForTimeout(50);
    }
  }

  private async choose(title: string) {
    const entry = this.entry(title);
    await expect(entry, `the entry of ${title} in the contents`).toBeEnabled({ timeout: PATIENCE });
    await entry.click();
  }

  private entry(title: string) {
    const list = this.page.locator('#activities');
    if (/root of|the root/.test(title)) return list.getByRole('button', { name: /^LMS Test Content Package/ });
    return list.locator('[data-activity]').filter({ has: this.page.locator(`xpath=./span[1][normalize-space()="${title}"]`) });
  }

  /** The SCO has waited for the tester to look. */
  private async goOn() {
    const frame = this.page.frames().find((frame) => frame.name() === 'content');
    await frame?.evaluate(() => (window as unknown as { goOn(): void }).goOn());
  }

  /** Leaves the package, unless it ends by itself. */
  private async exit() {
    await expect(async () => {
      if (!/\/closing\//.test(this.page.url())) await this.page.locator('#exit').click({ timeout: 1_000 });
      await this.ended('on Exit');
    }).toPass({ timeout: 30_000 });
  }

  private async ended(place: string) {
    await expect(this.page, `${place}: the session should end`).toHaveURL(/\/closing\//, { timeout: PATIENCE });
  }

  /** What the LMS should show after a visit. */
  private async answer({ uiqk = '', uia = [] }: Visit, place: string) {
    for (const [at, question] of uiqk.split('~').entries()) {
      const [device = '', title] = question.split('@');
      const list = this.page.locator('#activities');
      const shown: Record<string, () => Promise<boolean>> = {
        'toc.visible': async () => (await list.locator('li').filter({ has: this.page.locator(`xpath=.//*[normalize-space()="${title}"]`) }).count()) > 0,
        'toc.enabled.selectable': () => this.entry(title!).isEnabled({ timeout: 500 }).catch(() => false),
        'toc.enabled': async () => (await list.locator('[data-activity]:enabled:not([aria-current])').count()) > 0,
        'continue.enabled': () => this.enabled('continue'),
        'continue.disabled': async () => !(await this.enabled('continue')),
        'previous.enabled': () => this.enabled('previous'),
        'previous.disabled': async () => !(await this.enabled('previous')),
      };
      if (shown[device]) await expect.poll(shown[device], { message: `${place}: ${question}`, timeout: 3_000 }).toBe(uia[at] === 'Y');
    }
  }

  private async enabled(device: string) {
    const button = this.page.locator(`#${device}`);
    return (await button.isVisible()) && button.isEnabled();
  }
}
