// Carries the journal to the server: in order, each batch until it is acknowledged.
//
// A batch keeps its number and its entries once it was sent, so that the server can tell a
// repetition from news. What may be unsent when the page goes is mirrored in sessionStorage.

const BATCH = 60_000; // bytes: what a browser sends for a page that is going away
const WAIT = 1_000; // milliseconds from a change until it is sent
const LOG_WAIT = 5_000; // milliseconds until lines of the log travel alone
const LONGEST_WAIT = 30_000;
const PATIENCE = 20_000; // milliseconds for an answer
const KEPT = "beckon.play."; // and the ticket: what may be unsent

const bytes = (string) => new TextEncoder().encode(string).length;
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

export class Refused extends Error {
  constructor(status, answer) {
    super(answer?.error ?? `The server answered ${status}.`);
    this.status = status;
    this.kind = answer?.kind;
    this.seq = answer?.seq;
    this.exitUrl = answer?.exit_url;
  }
}

/// Posts JSON. Throws `Refused` when the server will not have it, anything else when it may
/// be tried again.
export async function post(url, body, keepalive = false) {
  const request = { method: "POST", headers: { "Content-Type": "application/json" }, body, keepalive };
  if (!keepalive) request.signal = AbortSignal.timeout(PATIENCE);
  const response = await fetch(url, request);
  if (response.status >= 500 || response.status === 408 || response.status === 429) {
    throw new Error(`The server answered ${response.status}.`);
  }
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw new Refused(response.status, answer);
  return answer;
}

export class Courier {
  /// `collect()` hands out new entries as JSON texts; lines of the log travel where there is
  /// room. `events.state("saving" | "saved" | "trouble")` and `events.refused(error)` tell the page.
  constructor(base, ticket, collect, log, events) {
    this.url = `${base}commit`;
    this.key = KEPT + ticket;
    this.collect = collect;
    this.log = log;
    this.logTimer = null;
    this.logDue = false;
    this.events = events;
    this.seq = 0;
    this.batch = null;
    this.queue = [];
    this.timer = null;
    this.failures = 0;
    this.running = null;
    this.stopped = false;
    addEventListener("online", () => this.wake?.());
  }

  /// Sends what pages of this window could not, before anything else: this launch's, and what others left behind, for no
  /// course may find it.
  async resend() {
    for (const key of kept()) {
      const url = `/play/${key.slice(KEPT.length)}/commit`;
      for (const { body } of recall(key)) {
        try {
          await post(url, body);
        } catch (error) {
          if (!(error instanceof Refused)) throw error;
          break;
        }
      }
      forget(key);
    }
  }

  /// Sends soon: several changes travel together.
  soon() {
    this.timer ??= setTimeout(() => this.now(), WAIT);
  }

  /// Lines of the log wait: they travel with what is saved next, or alone after a while.
  logged() {
    this.logTimer ??= setTimeout(() => {
      this.logTimer = null;
      if (this.stopped || !this.log.waiting) return;
      this.logDue = true;
      this.now();
    }, LOG_WAIT);
  }

  /// Sends at once. Resolves when everything is acknowledged.
  now() {
    clearTimeout(this.timer);
    this.timer = null;
    this.running ??= this.run().finally(() => {
      this.running = null;
      if (!this.stopped && this.gather()) this.soon();
    });
    return this.running;
  }

  /// Sends all that is left with the word that the launch is over.
  async finish() {
    do await this.now(); while (!this.stopped && this.gather());
    if (this.stopped) return;
    clearTimeout(this.timer);
    while (this.log.waiting && !this.stopped) {
      this.logDue = true;
      await this.now();
    }
    if (this.stopped) return;
    this.batch = this.pack([], { final: true });
    await (this.running = this.run());
    this.stopped = true;
  }

  /// The page is going: hands everything to the browser, which sends it afterwards.
  leave() {
    if (this.stopped) return;
    const batches = this.unsent();
    const last = batches.at(-1);
    // What a page may leave behind is counted over all that it sends.
    const room = BATCH - batches.reduce((sum, { body }) => sum + bytes(body), 0);
    const log = this.log.peek(room - 100);
    // A last batch of its own only where the number before it may be known already.
    if (last && last !== this.batch && bytes(last.body) < BATCH) {
      batches.splice(-1, 1, this.pack(last.entries, { left: true }, last.seq, log));
    } else {
      batches.push(this.pack([], { left: true }, (last?.seq ?? this.seq) + 1, log));
    }
    this.remember(batches);
    for (const batch of batches) this.send(batch);
    this.stopped = true;
  }

  /// The page is out of sight and may never be seen again.
  hide() {
    if (this.stopped || !(this.batch || this.gather())) return;
    this.remember(this.unsent());
    this.hidden = true;
    this.now().catch(() => {}).finally(() => (this.hidden = false));
  }

  get pending() {
    return !this.stopped && (this.batch !== null || this.gather());
  }

  async run() {
    while (!this.stopped && (this.batch || this.gather() || this.logDue)) {
      if (!this.batch) {
        const entries = this.cut();
        const room = BATCH - entries.reduce((sum, entry) => sum + bytes(entry) + 1, 100);
        this.batch = this.pack(entries, {}, this.seq + 1, this.log.take(room));
        this.logDue = this.logDue && this.log.waiting;
      }
      this.events.state("saving");
      try {
        await post(this.url, this.batch.body, this.hidden && bytes(this.batch.body) <= BATCH);
      } catch (error) {
        if (this.stopped) return;
        if (error instanceof Refused && !(error.kind === "gap" && error.seq >= this.batch.seq)) {
          this.stopped = true;
          if (error.kind === "replaced") this.late();
          forget(this.key);
          this.events.refused(error);
          return;
        }
        if (!(error instanceof Refused)) {
          this.failures += 1;
          this.remember(this.unsent());
          this.events.state("trouble");
          const wait = Math.min(LONGEST_WAIT, 1_000 * 2 ** (this.failures - 1));
          await Promise.race([pause(wait), new Promise((done) => (this.wake = done))]);
          continue;
        }
      }
      if (this.stopped) return;
      this.seq = this.batch.seq;
      this.batch = null;
      this.failures = 0;
      forget(this.key);
    }
    this.events.state("saved");
  }

  /// Tells the server what it has not heard, for the record of this launch: it counts no more.
  async late() {
    const [, ...rest] = this.unsent();
    for (const { body } of rest) await post(this.url, body).catch(() => {});
  }

  gather() {
    for (const entry of this.collect()) this.queue.push(entry);
    return this.queue.length > 0;
  }

  /// Takes as many entries from the queue as fit into a batch, at least one.
  cut() {
    let size = 100;
    let count = 0;
    while (count < this.queue.length) {
      size += bytes(this.queue[count]) + 1;
      if (count > 0 && size > BATCH) break;
      count += 1;
    }
    return this.queue.splice(0, count);
  }

  pack(entries, flags, seq = this.seq + 1, log = []) {
    const { final = false, left = false } = flags;
    const body = `{"seq":${seq},"entries":[${entries.join(",")}],"log":[${log.join(",")}],"final":${final},"left":${left}}`;
    return { seq, entries, body };
  }

  /// Everything unacknowledged as batches; the first is the one under way, if any.
  unsent() {
    this.gather();
    const kept = [...this.queue];
    const batches = this.batch ? [this.batch] : [];
    let seq = this.batch?.seq ?? this.seq;
    while (this.queue.length > 0) batches.push(this.pack(this.cut(), {}, (seq += 1)));
    this.queue = kept;
    return batches;
  }

  send(batch) {
    const again = () => post(this.url, batch.body).catch(() => {});
    post(this.url, batch.body, true).catch((error) => error instanceof TypeError && again());
  }

  remember(batches) {
    try {
      sessionStorage.setItem(this.key, JSON.stringify(batches.map(({ body }) => ({ body }))));
    } catch {
      // Full or forbidden: the server finishes without it.
    }
  }
}

const kept = () => {
  try {
    return Object.keys(sessionStorage).filter((key) => key.startsWith(KEPT));
  } catch {
    return [];
  }
};

function recall(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "[]");
  } catch {
    return [];
  }
}

function forget(key) {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // Nothing was kept.
  }
}
