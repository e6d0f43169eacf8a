// Notes what the course asks the run-time and what it answers, for the debug log that the instructor may read. It travels
// with what is saved, in the room that is left, and never holds that up.

const MOST = 4_000; // lines that wait; what comes beyond is counted only
const LONGEST = 1_000; // characters of a value

const bytes = (string) => new TextEncoder().encode(string).length;
const cut = (value) => (value.length > LONGEST ? `${value.slice(0, LONGEST)}… and ${value.length - LONGEST} more` : value);

export class Log {
  constructor() {
    this.began = performance.now();
    this.lines = [];
    this.skipped = 0;
  }

  /// A call of the API, with the error code after it.
  call(what, first, second, answer, error) {
    this.add([what, cut(first), cut(second), cut(answer), Number(error) || 0]);
  }

  /// What learner or player asked for.
  request(what, about = "") {
    this.add(["Request", what, about, "", 0]);
  }

  add(parts) {
    if (this.lines.length >= MOST) {
      this.skipped += 1;
      return;
    }
    this.close();
    this.lines.push(JSON.stringify([Math.round(performance.now() - this.began), ...parts]));
  }

  /// Says how many calls were not noted, once there is room again.
  close() {
    if (this.skipped === 0) return;
    this.lines.push(JSON.stringify([Math.round(performance.now() - this.began), "Skipped", String(this.skipped), "", "", 0]));
    this.skipped = 0;
  }

  get waiting() {
    return this.lines.length > 0;
  }

  /// How many lines fit into so many bytes, oldest first.
  fitting(room) {
    let count = 0;
    for (const line of this.lines) {
      room -= bytes(line) + 1;
      if (room < 0) break;
      count += 1;
    }
    return count;
  }

  /// The oldest lines that fit, which stay.
  peek(room) {
    return this.lines.slice(0, this.fitting(room));
  }

  /// The oldest lines that fit, which go.
  take(room) {
    const taken = this.lines.splice(0, this.fitting(room));
    if (this.lines.length < MOST) this.close();
    return taken;
  }
}
