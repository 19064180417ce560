import { flushSync } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { afterFrame, relay, turns } from "./turns.svelte";

/** How long a frame lasts, in ms. */
const frame = 16;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  vi.stubGlobal("window", globalThis);
  vi.stubGlobal("requestAnimationFrame", (then: () => void) => setTimeout(then, frame));
  vi.stubGlobal("cancelAnimationFrame", (id: number) => clearTimeout(id));
});

/** What a test has built, to be taken down after it. */
let takeDown: () => void = () => undefined;
afterEach(() => {
  takeDown();
  // What was done last has its frame to the end: the next test begins with none under way.
  vi.runAllTimers();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** Builds as a component does, effects and all. */
function built<T>(build: () => T): T {
  let made: T | undefined;
  takeDown = $effect.root(() => {
    made = build();
  });
  flushSync();
  return made as T;
}

/** Lets so many ms pass, and what waits for a change run. */
function pass(ms: number): void {
  vi.advanceTimersByTime(ms);
  flushSync();
}

/** Lets a frame be painted. What waits no longer than for that runs a ms later here. */
function paint(): void {
  pass(frame + 1);
}

describe("what waits for a frame", () => {
  it("is done alone after it, one after the other, in the order in which it became ready", () => {
    const done: string[] = [];
    afterFrame(0, () => done.push("first"));
    afterFrame(0, () => done.push("second"));
    afterFrame(1, () => done.push("third"));
    const seen: string[] = [];
    for (let n = 0; n < 4; n += 1) {
      paint();
      seen.push(done.join(" "));
    }
    expect(seen).toEqual(["first", "first second", "first second third", "first second third"]);
  });

  it("is not done once it was called off, even when it was ready", () => {
    const done: string[] = [];
    afterFrame(0, () => done.push("first"));
    const callOff = afterFrame(0, () => done.push("second"));
    paint();
    callOff();
    pass(1000);
    expect(done).toEqual(["first"]);
  });
});

describe("turns", () => {
  /** Three turns, of which the first waits for `head` ms. */
  function three(head = 0) {
    let going = $state(false);
    const had = built(() =>
      turns(
        3,
        () => going,
        () => head,
      ),
    );
    const go = (on: boolean) => {
      going = on;
      flushSync();
    };
    return { had, go };
  }

  it("are had by none before it goes", () => {
    const { had } = three();
    pass(1000);
    expect(had.now).toBe(0);
  });

  it("are had one after each frame, until all have had theirs", () => {
    const { had, go } = three();
    go(true);
    const seen = [had.now];
    for (let n = 0; n < 5; n += 1) {
      paint();
      seen.push(had.now);
    }
    expect(seen).toEqual([0, 1, 2, 3, 3, 3]);
  });

  it("wait with the first, and with no other, for what matters most", () => {
    const { had, go } = three(60);
    go(true);
    pass(frame + 59);
    expect(had.now).toBe(0);
    pass(1);
    expect(had.now).toBe(1);
    paint();
    expect(had.now).toBe(2);
  });

  it("are lost when it goes no more, and begin anew with the first", () => {
    const { had, go } = three();
    go(true);
    paint();
    paint();
    go(false);
    expect(had.now).toBe(0);
    pass(1000);
    expect(had.now).toBe(0);
    go(true);
    paint();
    expect(had.now).toBe(1);
  });
});

describe("a relay", () => {
  type Head = (next: string, last: string) => number | null;

  /** A relay to three, and what each of them has. */
  function toThree(head: Head) {
    let value = $state("old");
    const of = built(() => relay(() => value, 3, head));
    const set = (next: string) => {
      value = next;
      flushSync();
    };
    return { set, all: () => [1, 2, 3].map((turn) => of(turn)).join(" ") };
  }

  it("gives all of them at once what was there first", () => {
    const { all } = toThree(() => 0);
    expect(all()).toBe("old old old");
  });

  it("hands a value from one to the next, one after each frame", () => {
    const { set, all } = toThree(() => 0);
    set("new");
    const seen = [all()];
    for (let n = 0; n < 3; n += 1) {
      paint();
      seen.push(all());
    }
    expect(seen).toEqual(["old old old", "new old old", "new new old", "new new new"]);
  });

  it("keeps the first waiting for as long as the change asks for", () => {
    const { set, all } = toThree((next, last) => (next === "new" && last === "old" ? 60 : 0));
    set("new");
    pass(frame + 59);
    expect(all()).toBe("old old old");
    pass(1);
    expect(all()).toBe("new old old");
    paint();
    expect(all()).toBe("new new old");
  });

  it("gives all of them at once what nobody is to wait for", () => {
    const { set, all } = toThree(() => null);
    set("new");
    expect(all()).toBe("new new new");
  });

  it("takes a value that comes meanwhile along, and goes round once more for who had the older one", () => {
    const { set, all } = toThree(() => 0);
    set("new");
    paint();
    set("newer");
    set("newest");
    expect(all()).toBe("new old old");
    const seen: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      paint();
      seen.push(all());
    }
    expect(seen).toEqual([
      "new newest old",
      "new newest newest",
      "newest newest newest",
      "newest newest newest",
      "newest newest newest",
    ]);
  });

  it("is called off by a value that all have at once", () => {
    const { set, all } = toThree((next) => (next === "at once" ? null : 0));
    set("new");
    paint();
    set("at once");
    expect(all()).toBe("at once at once at once");
    pass(1000);
    expect(all()).toBe("at once at once at once");
  });

  it("leaves nothing waiting when its screen is gone", () => {
    const { set } = toThree(() => 0);
    set("new");
    expect(vi.getTimerCount()).toBe(1);
    takeDown();
    expect(vi.getTimerCount()).toBe(0);
  });
});
