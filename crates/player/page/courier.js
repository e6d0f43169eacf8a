// Carries the journal to the server: in order, each batch until it is acknowledged.
//
// A batch keeps its number and its entries once it was sent, so that the server can tell a
// repetition from news. What may be unsent when the page goes is mirrored in sessionStorage.

const BATCH = 60_000; // bytes: what a browser sends for a page that is going away
const WAIT = 1_000; // milliseconds from a change until it is sent
const LONGEST_WAIT = 30_000;
const PATIENCE = 20_000; // milliseconds for an answer

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
  /// `collect()` hands out new entries as JSON texts. `events.state("saving" | "saved" |
  /// "trouble")` and `events.refused(error)` tell the page.
  constructor(base, ticket, collect, events) {
    this.url = `${base}commit`;
    this.key = `beckon.play.${ticket}`;
    this.collect = collect;
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

  /// Sends what an earlier life of this page could not; before anything else.
  async resend() {
    const batches = this.recall();
    for (const batch of batches) {
      try {
        await post(this.url, batch.body);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        break;
      }
    }
    this.forget();
  }

  /// Sends soon: several changes travel together.
  soon() {
    this.timer ??= setTimeout(() => this.now(), WAIT);
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
    this.batch = this.pack([], { final: true });
    await (this.running = this.run());
    this.stopped = true;
  }

  /// The page is going: hands everything to the browser, which sends it afterwards.
  leave() {
    if (this.stopped) return;
    const batches = this.unsent();
    const last = batches.at(-1);
    batches.push(this.pack([], { left: true }, (last?.seq ?? this.seq) + 1));
    // A last batch of its own only where the number before it may be known already.
    if (last && last !== this.batch && bytes(last.body) < BATCH) {
      batches.splice(-2, 2, this.pack(last.entries, { left: true }, last.seq));
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
    while (!this.stopped && (this.batch || this.gather())) {
      this.batch ??= this.pack(this.cut(), {});
      this.events.state("saving");
      try {
        await post(this.url, this.batch.body, this.hidden && bytes(this.batch.body) <= BATCH);
      } catch (error) {
        if (this.stopped) return;
        if (error instanceof Refused && !(error.kind === "gap" && error.seq >= this.batch.seq)) {
          this.stopped = true;
          this.forget();
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
      this.forget();
    }
    this.events.state("saved");
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

  pack(entries, flags, seq = this.seq + 1) {
    const { final = false, left = false } = flags;
    const body = `{"seq":${seq},"entries":[${entries.join(",")}],"final":${final},"left":${left}}`;
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

  recall() {
    try {
      return JSON.parse(sessionStorage.getItem(this.key) ?? "[]");
    } catch {
      return [];
    }
  }

  forget() {
    try {
      sessionStorage.removeItem(this.key);
    } catch {
      // Nothing was kept.
    }
  }
}
