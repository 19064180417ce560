/** Typed text is saved a moment after the last key, and at once when asked. */

const waiting = new Set<() => Promise<void>>();

/** A save that is put off while the person types on. */
export type Saving = { later: () => void; now: () => Promise<void> };

/** Makes a save out of what it does. */
export function saving(save: () => Promise<unknown>, delay = 250): Saving {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const now = async () => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    waiting.delete(now);
    await save();
  };
  return {
    later() {
      clearTimeout(timer);
      timer = setTimeout(() => void now(), delay);
      waiting.add(now);
    },
    now,
  };
}

/** Saves everything that still waits. */
export async function saveAll(): Promise<void> {
  await Promise.all([...waiting].map((now) => now()));
}
