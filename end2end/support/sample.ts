import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Upload } from './packages';

const client = '@rusticisoftware/scormcloud-api-v2-client-javascript';
const installed = resolve(import.meta.dirname, '../node_modules', client);

/** The program in the README of the official client, as it stands there, once its base address and values are filled in. */
export class Sample {
  /** What it has said so far. */
  said = '';

  private constructor(private readonly child: ChildProcess) {
    child.stdout?.on('data', (piece) => (this.said += piece));
    child.stderr?.on('data', (piece) => (this.said += piece));
  }

  static run(url: string, key: { application: string; secret: string }, file: Upload) {
    const folder = mkdtempSync(join(tmpdir(), 'beckon-sample-'));
    const path = join(folder, file.name);
    writeFileSync(path, file.buffer);
    // What it needs beside the client: whether it runs in Node.js, and Enter.
    stand(folder, 'browser-or-node', 'module.exports = { isNode: true, isBrowser: false };');
    stand(folder, 'prompt-sync', `module.exports = () => () => {
      for (;;) {
        try { return require('fs').readSync(0, Buffer.alloc(1)); }
        catch (error) { if (error.code !== 'EAGAIN') throw error; }
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
      }
    };`);
    mkdirSync(join(folder, 'node_modules/@rusticisoftware'));
    symlinkSync(installed, join(folder, 'node_modules', client));
    const base = `require(${JSON.stringify(client)}).ApiClient.instance.basePath = ${JSON.stringify(`${url}/api/v2`)};\n`;
    writeFileSync(join(folder, 'sample.js'), base + program({ APP_ID: key.application, SECRET_KEY: key.secret, COURSE_PATH: path }));
    return new Sample(spawn(process.execPath, ['sample.js'], { cwd: folder, env: { ...process.env, FORCE_COLOR: '0' } }));
  }

  /** Presses Enter. */
  enter() {
    this.child.stdin?.write('\n');
  }

  /** How it ended. */
  ended(): Promise<number | null> {
    const { child } = this;
    return new Promise((done) => (child.exitCode === null ? child.once('exit', done) : done(child.exitCode)));
  }
}

function stand(folder: string, name: string, code: string) {
  mkdirSync(join(folder, 'node_modules', name), { recursive: true });
  writeFileSync(join(folder, 'node_modules', name, 'index.js'), code);
}

function program(values: Record<string, string>): string {
  const blocks = readFileSync(join(installed, 'README.md'), 'utf8').matchAll(/```javascript\n(.*?)```/gs);
  let code = [...blocks].map((block) => block[1]!).find((block) => block.includes('function main()')) ?? '';
  for (const [name, value] of Object.entries(values)) {
    const filled = code.replace(new RegExp(`^const ${name} = .*$`, 'm'), `const ${name} = ${JSON.stringify(value)};`);
    if (filled === code) throw new Error(`the README's sample has no ${name}`);
    code = filled;
  }
  return code;
}
