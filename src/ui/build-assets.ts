import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import openProps from 'open-props/src/index.js';

const STYLES = new URL('./styles/', import.meta.url);
const SCRIPT = new URL('./script/app.ts', import.meta.url);
const ICON = new URL('./icon.svg', import.meta.url);

/**
 * Builds the style sheet, the script and the icon from their sources. esbuild is loaded here, not
 * at the top, because a built program never needs it.
 */
export async function buildAssets(): Promise<{ css: string; js: string; icon: string }> {
  const { build } = await import('esbuild');
  const tokens = await usedTokens();
  const css = await build({
    stdin: {
      contents: `@import './main.css';`,
      loader: 'css',
      resolveDir: fileURLToPath(STYLES),
    },
    plugins: [
      {
        name: 'tokens',
        setup(setup) {
          setup.onResolve({ filter: /^open-props$/ }, () => ({ path: 'tokens', namespace: 'tokens' }));
          setup.onLoad({ filter: /.*/, namespace: 'tokens' }, () => ({ contents: tokens, loader: 'css' }));
        },
      },
    ],
    bundle: true,
    minify: true,
    write: false,
    target: ['chrome111', 'firefox113', 'safari16.4'],
  });
  const js = await build({
    entryPoints: [fileURLToPath(SCRIPT)],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2020',
  });
  const icon = await readFile(ICON, 'utf8');
  return { css: textOf(css), js: textOf(js), icon: icon.trim() };
}

function textOf(result: { outputFiles: { text: string }[] }): string {
  const file = result.outputFiles[0];
  if (!file) throw new Error('esbuild gave no file');
  return file.text.trim();
}

/** Only the library's tokens that our style sheets name, so that a page does not carry the rest. */
async function usedTokens(): Promise<string> {
  const names = (await readdir(STYLES)).filter((name) => name.endsWith('.css'));
  const sheets = await Promise.all(names.map((name) => readFile(new URL(name, STYLES), 'utf8')));
  const library = openProps as Readonly<Record<string, string>>;
  const used = new Map<string, string>();
  const collect = (text: string): void => {
    for (const [, name = ''] of text.matchAll(/var\((--[\w-]+)/g)) {
      const value = library[name];
      if (value === undefined || used.has(name)) continue;
      used.set(name, value);
      collect(value);
    }
  };
  sheets.forEach(collect);
  return `:root{${[...used].map(([name, value]) => `${name}:${value};`).join('')}}`;
}
