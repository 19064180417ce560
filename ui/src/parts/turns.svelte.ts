/** A turn for each part of a screen, one after each frame: built all at once they would stop the window. */

/** What may be done now, and waits until nothing else was done since the last frame. */
const ready: (() => void)[] = [];
/** Whether something was done since the last frame. */
let done = false;

function next() {
  const first = ready.shift();
  done = first !== undefined;
  if (!first) return;
  requestAnimationFrame(() => window.setTimeout(next));
  first();
}

/**
 * Calls when the frame that comes next has been painted, `wait` ms have passed and it is alone with
 * its frame among all that waits here; the answer calls it off.
 */
export function afterFrame(wait: number, then: () => void): () => void {
  let later: number | undefined;
  const frame = requestAnimationFrame(() => {
    later = window.setTimeout(() => {
      ready.push(then);
      if (!done) next();
    }, wait);
  });
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(later);
    const at = ready.indexOf(then);
    if (at >= 0) ready.splice(at, 1);
  };
}

/**
 * How many have had their turn while it is `going`, up to `many`; none have when that begins. The
 * first waits for `head` ms, in which what matters most is painted.
 */
export function turns(
  many: number,
  going: () => boolean,
  head: () => number,
): { readonly now: number } {
  let now = $state(0);
  $effect(() => {
    if (!going()) {
      now = 0;
      return;
    }
    if (now >= many) return;
    return afterFrame(now === 0 ? head() : 0, () => (now += 1));
  });
  return {
    get now() {
      return now;
    },
  };
}

/**
 * Hands a value on to the turns from 1 to `many`, one after each frame, where `head` gives the ms
 * that the first of them waits; with null they have it at once.
 */
export function relay<T>(
  value: () => T,
  many: number,
  head: (next: T, last: T) => number | null,
): (turn: number) => T {
  let handed = $state.raw<T[]>(Array<T>(many).fill(value()));
  let last = value();
  let stop: (() => void) | null = null;
  /** That another value came while one was being handed on. */
  let another = false;

  function hand(turn: number, wait: number) {
    stop = afterFrame(wait, () => {
      stop = null;
      handed = handed.with(turn, last);
      if (turn + 1 < many) return hand(turn + 1, 0);
      const more = another;
      another = false;
      if (more) hand(0, 0);
    });
  }

  $effect.pre(() => {
    const next = value();
    if (next === last) return;
    const wait = head(next, last);
    last = next;
    if (stop && wait !== null) {
      another = true;
    } else if (wait === null) {
      stop?.();
      stop = null;
      another = false;
      handed = Array<T>(many).fill(next);
    } else {
      hand(0, wait);
    }
  });
  $effect(() => () => stop?.());
  return (turn) => handed[turn - 1] ?? last;
}
