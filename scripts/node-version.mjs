const OLDEST = [20, 19];

/** Throws one sentence when this Node is too old for the program. */
export function demandNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  throw new Error(`Node ${OLDEST.join('.')} or later is needed; this is ${process.versions.node}.`);
}
