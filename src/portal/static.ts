import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { Hono } from 'hono';

/** One file that pages load; its path holds the hash of its content, so it may be kept for ever. */
interface Asset {
  readonly path: string;
  readonly type: string;
  readonly body: Buffer;
  readonly gzip: Buffer;
  readonly brotli: Buffer;
}

export interface Assets {
  readonly css: Asset;
  readonly js: Asset;
  readonly icon: Asset;
}

/** The texts of the three files, before they are named and packed. */
interface AssetSources {
  readonly css: string;
  readonly js: string;
  readonly icon: string;
}

const TYPES = { css: 'text/css', js: 'text/javascript', icon: 'image/svg+xml' } as const;
const ENDINGS = { css: 'css', js: 'js', icon: 'svg' } as const;

function asset(kind: keyof AssetSources, text: string): Asset {
  const body = Buffer.from(text);
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 12);
  return {
    path: `/static/${kind}-${hash}.${ENDINGS[kind]}`,
    type: `${TYPES[kind]}; charset=utf-8`,
    body,
    gzip: gzipSync(body, { level: 9 }),
    brotli: brotliCompressSync(body, {
      params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY },
    }),
  };
}

/** Names and packs the files. */
function packAssets(sources: AssetSources): Assets {
  return {
    css: asset('css', sources.css),
    js: asset('js', sources.js),
    icon: asset('icon', sources.icon),
  };
}

/**
 * The files that `scripts/build-assets.mjs` left beside the bundle (`dist/static`), or, when the
 * program runs from its sources, the same files built now.
 */
export async function loadAssets(directory: URL = new URL('./static/', import.meta.url)): Promise<Assets> {
  try {
    const read = (name: string): Promise<string> => readFile(new URL(name, directory), 'utf8');
    const [css, js, icon] = await Promise.all([read('portal.css'), read('portal.js'), read('icon.svg')]);
    return packAssets({ css, js, icon });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const { buildAssets } = await import('../ui/build-assets.ts');
    return packAssets(await buildAssets());
  }
}

/** Serves the files under `/static`, packed as the browser likes. */
export function staticRoutes(assets: Assets): Hono {
  const byPath = new Map(Object.values(assets).map((one: Asset) => [one.path, one]));
  const routes = new Hono();
  routes.get('/static/*', (c, next) => {
    const found = byPath.get(c.req.path);
    if (!found) return next();
    const accepted = c.req.header('accept-encoding') ?? '';
    c.header('content-type', found.type);
    c.header('cache-control', 'public, max-age=31536000, immutable');
    c.header('vary', 'accept-encoding');
    if (/\bbr\b/.test(accepted)) return send(found.brotli, 'br');
    if (/\bgzip\b/.test(accepted)) return send(found.gzip, 'gzip');
    return send(found.body, null);

    function send(body: Buffer, encoding: string | null): Promise<Response> {
      if (encoding) c.header('content-encoding', encoding);
      return Promise.resolve(c.body(new Uint8Array(body)));
    }
  });
  return routes;
}
