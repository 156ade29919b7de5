// Which slides are done with and which are open: the rules of the portal's player
// (docs/algorithms/progress.md §4 and §6), judged here, since no server sees the seconds.
const HEARD_SHARE = 0.95;

export class Gate {
  constructor(needs, progress) {
    this.needs = needs;
    this.progress = progress;
    this.isFree = false; // somebody who has completed the course goes where they like
  }

  /** Whether the slide is done with, now that so much of it was read and heard. */
  judge(at, read, heard) {
    const need = this.needs[at];
    const wasTakenIn = read >= need.read || (need.listen > 0 && heard >= HEARD_SHARE * need.listen);
    if (wasTakenIn && !this.lacksAnswer(at)) this.progress.met[at] = true;
    return this.progress.met[at];
  }

  lacksAnswer(at) {
    return this.needs[at].choices.length > 0 && !this.progress.answers[at];
  }

  /** Open is what follows slides that are all done with, and what was opened before. */
  isOpen(at) {
    if (this.isFree || this.progress.opened[at]) return true;
    return this.progress.met.slice(0, at).every(Boolean);
  }

  get missing() {
    return this.isFree ? [] : this.needs.map((_, at) => at).filter((at) => !this.progress.met[at]);
  }

  get share() {
    return this.progress.met.filter(Boolean).length / this.needs.length;
  }

  /** Seconds until the slide is done with, along the shorter of both ways. */
  left(at, read, heard, speed) {
    const need = this.needs[at];
    const toRead = Math.max(0, need.read - read);
    if (!speed || !need.listen) return toRead;
    return Math.min(toRead, Math.max(0, HEARD_SHARE * need.listen - heard) / speed);
  }
}
