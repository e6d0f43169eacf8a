import type { Page } from '@playwright/test';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { root } from '../../support/beckon';
import type { Case } from '../cases';
import { pack } from '../sco';
import type { Lms } from '../tester';

const library = join(root, 'end2end/node_modules/scorm-again/dist/esm/scorm2004.min.js');
const page = (name: string) => readFileSync(join(import.meta.dirname, name));

/** What the page keeps of a package; what is the learner's, by its name. */
interface Kept {
  objectives?: Record<string, unknown>;
  data?: Record<string, string>;
}

/** A server for scorm-again's player, with what one learner carries from package to package. */
export class Again {
  private readonly packages = new Map<string, { files: Record<string, Uint8Array>; ends: boolean; kept: Kept }>();
  private readonly launches = new Map<string, string>();
  private readonly server: Server;

  /** Takes the file where the learner's things lie: cases of another process take them up. */
  constructor(private readonly file: string) {
    this.server = createServer(async (request, answer) => {
      const [, what = '', ticket = '', ...rest] = new URL(request.url!, 'http://localhost').pathname.split('/');
      const open = this.packages.get(this.launches.get(ticket) ?? '');
      const place = decodeURIComponent(rest.join('/'));
      const send = (type: string, body: string | Uint8Array) => answer.writeHead(200, { 'content-type': type }).end(body);
      if (what === 'scorm2004.js') return send('text/javascript', readFileSync(library));
      if (/^(player|manifest)\.js$/.test(what)) return send('text/javascript', page(what));
      if (what === 'closing' || place === 'blank') return send('text/html', '<!doctype html><title>Closed</title>');
      if (what !== 'play' || !open) return answer.writeHead(404).end();
      if (place === 'kept' && request.method === 'POST') {
        let body = '';
        for await (const piece of request) body += piece;
        open.kept = JSON.parse(body) as Kept;
        const { objectives, data } = this.carried();
        Object.assign(objectives, open.kept.objectives);
        Object.assign(data, open.kept.data);
        writeFileSync(this.file, JSON.stringify({ objectives, data }));
        return send('application/json', '{}');
      }
      if (place === 'kept') return send('application/json', JSON.stringify({ ...open.kept, ends: open.ends, ...this.carried() }));
      if (place === '') return send('text/html', page('player.html'));
      const file = open.files[place.replace(/^c\//, '')];
      return file ? send(/\.xml$/.test(place) ? 'text/xml' : 'text/html', file) : answer.writeHead(404).end();
    });
  }

  start() {
    return new Promise<void>((ready) => this.server.listen(0, '127.0.0.1', ready));
  }

  private carried() {
    const none = { objectives: {}, data: {} };
    return existsSync(this.file) ? (JSON.parse(readFileSync(this.file, 'utf8')) as typeof none) : none;
  }

  get url() {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Takes in the packages of a case. `ends` tells that Exit is to end the attempt. */
  take(one: Case, ends: boolean) {
    for (const name of Object.keys(one.manifests)) {
      this.packages.set(name, { files: unzipSync(pack(one, name).buffer), ends, kept: {} });
    }
  }

  /** Gives the address of a new launch. */
  launch(name: string) {
    const ticket = `launch-${this.launches.size + 1}`;
    this.launches.set(ticket, name);
    return `${this.url}/play/${ticket}/`;
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }
}

/** scorm-again in a plain page, as an LMS. */
export class ScormAgainLms implements Lms {
  constructor(
    private readonly again: Again,
    readonly page: Page,
  ) {}

  async take(one: Case, ends: boolean) {
    this.again.take(one, ends);
  }

  async launch(name: string) {
    await this.page.goto(this.again.launch(name));
  }
}
