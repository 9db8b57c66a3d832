interface Bell {
  readonly ring: () => void;
  /** How often it has rung. */
  readonly rung: () => number;
  /** Waits for the next ring, or for the sleep to be over. */
  readonly next: (since: number) => Promise<void>;
}

/** Wakes whoever sleeps; a ring while nobody slept is heard by whoever is told how often it rang before. */
export function createBell(sleepMs: number): Bell {
  const sleepers = new Set<() => void>();
  let times = 0;
  return {
    ring: () => {
      times += 1;
      for (const rouse of [...sleepers]) rouse();
    },
    rung: () => times,
    next: (since) =>
      new Promise((resolve) => {
        const rouse = () => {
          clearTimeout(timer);
          sleepers.delete(rouse);
          resolve();
        };
        const timer = setTimeout(rouse, times === since ? sleepMs : 0);
        sleepers.add(rouse);
      }),
  };
}
