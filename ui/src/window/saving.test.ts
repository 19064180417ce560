import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { saveAll, saving } from "./saving";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("saving", () => {
  it("saves once, a moment after the last key", async () => {
    const save = vi.fn(async () => undefined);
    const typed = saving(save);
    typed.later();
    await vi.advanceTimersByTimeAsync(200);
    typed.later();
    await vi.advanceTimersByTimeAsync(200);
    expect(save).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(100);
    expect(save).toHaveBeenCalledTimes(1);
  });

  it("saves what waits when all is to be saved, and does not save it again", async () => {
    const save = vi.fn(async () => undefined);
    saving(save).later();
    await saveAll();
    expect(save).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1000);
    expect(save).toHaveBeenCalledTimes(1);
  });

  it("saves nothing when nothing was typed", async () => {
    const save = vi.fn(async () => undefined);
    await saving(save).now();
    expect(save).not.toHaveBeenCalled();
  });
});
