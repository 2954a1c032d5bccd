/** So many messages without a quiet turn in between are no typing: more are on their way. */
const burst = 4;

/** Milliseconds in which the rest of a burst arrives. */
const burstPause = 5;

/**
 * Waits until no message is waiting any more, so that a burst of edits is analysed once. The transport hands over one
 * message per turn of the event loop, and what was deferred before it comes first; hence two quiet turns. A burst can
 * arrive in pieces, so that some time has to be quiet behind it.
 */
export class Quiet {
  readonly #defer: (callback: () => void) => void;
  readonly #run: () => void;
  #disturbed = false;
  #waiting = false;
  /** Since it was run last. */
  #disturbances = 0;

  constructor(defer: (callback: () => void) => void, run: () => void) {
    this.#defer = defer;
    this.#run = run;
  }

  /** Something happened; run when it is quiet again. */
  disturb(): void {
    this.#disturbed = true;
    this.#disturbances++;
    if (this.#waiting) return;
    this.#waiting = true;
    this.#wait(0);
  }

  #wait(quietTurns: number): void {
    const turn = (): void => {
      const quiet = this.#disturbed ? 0 : quietTurns + 1;
      this.#disturbed = false;
      if (quiet < 2) {
        this.#wait(quiet);
      } else {
        this.#waiting = false;
        this.#disturbances = 0;
        this.#run();
      }
    };
    if (quietTurns > 0 && this.#disturbances >= burst) setTimeout(turn, burstPause);
    else this.#defer(turn);
  }
}
