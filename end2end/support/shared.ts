import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from '@playwright/test';
import { root } from './beckon';

const shared = resolve(root, process.env.BECKON_SHARED ?? '../shared', 'packages');

/** Path of a package by others, as `golf/NAME.zip`; the test is skipped where they are not. */
export function sharedPackage(name: string): string {
  const path = join(shared, name);
  test.skip(!existsSync(path), `the packages by others are not here: no ${path} (BECKON_SHARED says where)`);
  return path;
}

/** Paths of all packages by others in a folder; none where they are not. */
export function sharedPackages(folder: string): string[] {
  const path = join(shared, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path).filter((name) => name.endsWith('.zip')).map((name) => join(path, name));
}
