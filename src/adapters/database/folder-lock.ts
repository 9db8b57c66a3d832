import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, readlinkSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { CannotStart } from '../../ports/cannot-start.ts';

const HEARTBEAT_MS = 3_000;
/** A holder whose process cannot be seen from here is gone when it was silent for this long. */
const SILENT_MS = 15_000;

interface Holder {
  readonly id: string;
  readonly pid: number;
  /** Machine, boot and container: only there does a process id mean anything. */
  readonly machine: string;
  /** When the process started, where the system tells, since process ids are used again. */
  readonly started: string | null;
}

/**
 * Takes a folder for this process alone; the embedded database takes no lock of its own, and two
 * processes on one folder destroy it. The lock of a process that is gone is taken over.
 * @returns what lets go of the folder
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, 'lock');
  const self: Holder = {
    id: randomUUID(),
    pid: process.pid,
    machine: thisMachine(),
    started: startOf(process.pid),
  };
  while (!claim(path, self)) {
    const holder = holderOf(path);
    if (holder === 'nobody') continue;
    if (holder !== 'unreadable' && isAlive(path, holder)) throw inUse(folder, path, holder);
    removeStale(path, holder);
  }
  const heartbeat = setInterval(() => tryTo(() => utimesSync(path, new Date(), new Date())), HEARTBEAT_MS);
  heartbeat.unref();
  return () => {
    clearInterval(heartbeat);
    const holder = holderOf(path);
    if (typeof holder === 'object' && holder.id === self.id) rmSync(path, { force: true });
  };
}

/** Puts the whole lock in place at once, or not at all if there is one. */
function claim(path: string, self: Holder): boolean {
  const draft = `${path}.${self.id}`;
  try {
    writeFileSync(draft, JSON.stringify(self));
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function holderOf(path: string): Holder | 'nobody' | 'unreadable' {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'nobody';
    throw error;
  }
  try {
    const holder = JSON.parse(text) as Holder;
    return typeof holder.pid === 'number' ? holder : 'unreadable';
  } catch {
    return 'unreadable';
  }
}

/** Moves a stale lock away, unless it became another process's lock meanwhile: that is put back. */
function removeStale(path: string, judged: Holder | 'unreadable'): void {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  const moved = holderOf(aside);
  const same = typeof moved === 'object' && typeof judged === 'object' ? moved.id === judged.id : moved === judged;
  if (!same) linkSync(aside, path);
  rmSync(aside, { force: true });
}

function isAlive(path: string, holder: Holder): boolean {
  if (holder.machine !== thisMachine()) return !isSilent(path);
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return holder.started === null || holder.started === startOf(holder.pid);
}

function isSilent(path: string): boolean {
  const heardAt = tryTo(() => statSync(path).mtimeMs);
  return heardAt !== null && Date.now() - heardAt > SILENT_MS;
}

function thisMachine(): string {
  const boot = tryTo(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
  const container = tryTo(() => readlinkSync('/proc/self/ns/pid'));
  return [hostname(), boot, container].join(' ');
}

function hostOf(holder: Holder): string {
  return holder.machine.split(' ')[0] ?? '';
}

function startOf(pid: number): string | null {
  const stat = tryTo(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  // the name of the program comes before it in brackets, and may hold spaces
  const fields = stat?.split(') ').at(-1)?.split(' ') ?? [];
  // a process that ended, and that nobody has asked after yet, is still listed
  if (fields[0] === 'Z' || fields[0] === 'X') return null;
  return fields[19] ?? null;
}

function tryTo<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

function inUse(folder: string, path: string, holder: Holder): CannotStart {
  const where = holder.machine === thisMachine() ? '' : ` on ${hostOf(holder)}`;
  return new CannotStart(
    `${folder} is in use by another Fairwell (process ${holder.pid}${where}); stop that one first, ` +
      `or delete ${path} if it is gone.`,
  );
}
