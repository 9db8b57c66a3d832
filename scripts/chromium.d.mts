/** The Chromium that browser tests drive, or undefined where there is none. */
export function findChromium(): string | undefined;

/** Installs Chromium where that is possible, and throws one sentence where it is not. */
export function ensureChromium(): void;
