import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tsImport } from 'tsx/esm/api';

/** Writes the style sheet, the script and the icon to `folder`, where the built program finds them. */
export async function buildAssets(folder) {
  const sources = await tsImport('../src/ui/build-assets.ts', import.meta.url);
  const { css, js, icon } = await sources.buildAssets();
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'portal.css'), css);
  await writeFile(join(folder, 'portal.js'), js);
  await writeFile(join(folder, 'icon.svg'), icon);
}
