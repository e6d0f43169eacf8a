import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');

const target = resolve(root, process.env.CARGO_TARGET_DIR ?? 'target');
const binary = process.env.BECKON_BIN ?? join(target, process.env.BECKON_PROFILE ?? 'debug', 'beckon');
const READY_WITHIN = 30_000;
const GONE_WITHIN = 10_000;

/** The product, running on a port and a data folder of its own. */
export class Beckon {
  private log = '';
  private child!: ChildProcess;

  private constructor(
    private readonly dataDir: string,
    private readonly port: number,
    private readonly settings: Record<string, string>,
  ) {}

  /** Where the pages are. */
  get url() {
    return `http://localhost:${this.port}`;
  }

  /** Where the courses run. */
  get contentUrl() {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts it; with an instructor already there, who is the operator, or empty; with settings beside, as `BECKON_…`. */
  static async start(instructor?: { name: string; email: string; password: string }, settings: Record<string, string> = {}) {
    if (!existsSync(binary)) throw new Error(`${binary} is not there: build it first, by \`make e2e\``);
    const dataDir = mkdtempSync(join(tmpdir(), 'beckon-end2end-'));
    const beckon = new Beckon(dataDir, await freePort(), settings);
    if (instructor) {
      const { name, email, password } = instructor;
      execFileSync(binary, ['instructor', 'add', '--email', email, '--name', name], { ...beckon.surroundings, input: password });
    }
    await beckon.serve();
    return beckon;
  }

  private get surroundings() {
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('BECKON_'));
    return { cwd: root, env: { ...Object.fromEntries(inherited), ...this.settings, BECKON_DATA_DIR: this.dataDir } };
  }

  /** Starts it on its data, and waits until it answers. */
  async serve() {
    const { port } = this;
    this.child = spawn(
      binary,
      [
        'serve',
        ...['--listen', `127.0.0.1:${port}`],
        ...['--public-url', `http://localhost:${port}`],
        ...['--content-url', `http://127.0.0.1:${port}`],
        // Where tests take postbacks.
        ...['--allow-private-networks', '127.0.0.1'],
        ...['--site-dir', process.env.BECKON_SITE_DIR ?? join(root, 'target/site')],
      ],
      { ...this.surroundings, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    this.child.stderr?.on('data', (piece) => (this.log += piece));
    this.child.stdout?.on('data', (piece) => (this.log += piece));
    await this.ready();
  }

  /** Ends it as `kill -9` does: it has no last word. `serve` starts it again. */
  async kill() {
    const gone = this.gone();
    this.child.kill('SIGKILL');
    await gone;
  }

  private async ready() {
    const until = Date.now() + READY_WITHIN;
    while (Date.now() < until) {
      if (this.child.exitCode !== null) throw new Error(`beckon ended at its start:\n${this.log}`);
      const answer = await fetch(`${this.contentUrl}/healthz`).catch(() => null);
      if (answer?.ok) return;
      await new Promise((wake) => setTimeout(wake, 50));
    }
    await this.stop();
    throw new Error(`beckon was not ready within ${READY_WITHIN / 1000} s:\n${this.log}`);
  }

  /** Asks it to stop, and takes its data away. Gives what it logged. */
  async stop() {
    const gone = this.gone();
    this.child.kill('SIGTERM');
    const patience = setTimeout(() => this.child.kill('SIGKILL'), GONE_WITHIN);
    await gone;
    clearTimeout(patience);
    rmSync(this.dataDir, { recursive: true, force: true });
    return this.log;
  }

  private gone() {
    return new Promise<void>((done) => {
      if (this.child.exitCode !== null || this.child.signalCode !== null) done();
      else this.child.once('exit', () => done());
    });
  }
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = address && typeof address === 'object' ? address.port : 0;
      probe.close(() => found(port));
    });
  });
}
