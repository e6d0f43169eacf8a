import type { TestType } from '@playwright/test';
import { cases } from './cases';
import { type Lms, Tester } from './tester';

/** Declares a test for each of ADL's cases, in their order: some take up what others left. */
export function declare(test: TestType<{ lms: Lms }, object>) {
  const all = cases();
  test.skip(all.length === 0, 'ADL’s cases are not here: BECKON_SHARED says where');
  for (const one of all) {
    test(one.name, { tag: /^(autoTT|manualTT)$/.test(one.TT) ? '@drives' : '@asks' }, ({ lms }) => new Tester(lms).play(one));
  }
}
