// Writes the style sheet, the script and the icon to dist/static, where the built program finds them.
import { mkdir, writeFile } from 'node:fs/promises';
import { tsImport } from 'tsx/esm/api';

const target = new URL('../dist/static/', import.meta.url);
const { buildAssets } = await tsImport('../src/ui/build-assets.ts', import.meta.url);
const { css, js, icon } = await buildAssets();
await mkdir(target, { recursive: true });
await writeFile(new URL('portal.css', target), css);
await writeFile(new URL('portal.js', target), js);
await writeFile(new URL('icon.svg', target), icon);
