import boundaries from 'eslint-plugin-boundaries';

/** Each layer, and the layers that it may import. Only `app` knows who implements what. */
const LAYERS = {
  domain: ['domain'],
  ports: ['ports', 'domain'],
  store: ['store', 'ports', 'domain'],
  queries: ['queries', 'store', 'ports', 'domain'],
  actions: ['actions', 'queries', 'store', 'ports', 'domain'],
  effects: ['effects', 'actions', 'queries', 'store', 'ports', 'ui', 'domain'],
  timers: ['timers', 'actions', 'queries', 'store', 'ports', 'domain'],
  adapters: ['adapters', 'store', 'ports', 'domain'],
  ui: ['ui', 'domain'],
  portal: ['portal', 'actions', 'queries', 'ui', 'ports', 'domain'],
  cli: ['cli', 'app', 'config', 'actions', 'queries', 'adapters', 'store', 'flows', 'plans', 'ports', 'domain'],
  flows: ['flows', 'domain'],
  plans: ['domain'],
  config: ['ports'],
  app: ['*'],
  main: ['cli'],
};

/** Layers of one file each, right in `src`. */
const FILES = ['app', 'config', 'main', 'plans'];

/** Packages outside of adapters, and the layers that may import them; every other is an adapter's. */
const PACKAGES = {
  'temporal-polyfill': ['*'],
  dataloader: ['store'],
  kysely: ['store', 'queries', 'actions', 'effects', 'timers', 'app'],
  hono: ['portal', 'ui', 'app'],
  zod: ['config', 'portal', 'cli', 'store'],
  'open-props': ['ui'],
  commander: ['cli'],
  'cli-progress': ['cli'],
  'pure-rand': ['cli'],
  esbuild: ['ui'],
};

const any = (layer) => (FILES.includes(layer) ? { file: { categories: layer } } : { element: { type: layer } });

function layerPolicies() {
  return Object.entries(LAYERS).flatMap(([from, tos]) => {
    const allowed = tos.includes('*') ? Object.keys(LAYERS) : tos;
    return allowed.map((to) => ({ from: any(from), allow: { to: any(to) } }));
  });
}

function packagePolicies() {
  return Object.entries(PACKAGES).flatMap(([source, froms]) => {
    const allowed = froms.includes('*') ? Object.keys(LAYERS) : froms;
    return allowed.map((from) => ({ from: any(from), allow: { to: { module: { origin: 'external', source } } } }));
  });
}

/** The directions of imports. Tests are outside of the layers. */
export const importRules = {
  files: ['src/**/*.{ts,tsx}', 'flows/**/*.ts'],
  ignores: ['**/*.test.{ts,tsx}'],
  plugins: { boundaries },
  settings: {
    'boundaries/elements': Object.keys(LAYERS)
      .filter((type) => !FILES.includes(type))
      .map((type) => ({ type, pattern: type === 'flows' ? 'flows' : `src/${type}` })),
    'boundaries/files': FILES.map((category) => ({ category, pattern: `src/${category}.ts` })),
  },
  rules: {
    'boundaries/no-unknown-files': 'error',
    'boundaries/dependencies': [
      'error',
      {
        default: 'disallow',
        checkAllOrigins: true,
        policies: [
          ...layerPolicies(),
          ...packagePolicies(),
          { from: any('adapters'), allow: { to: { module: { origin: 'external' } } } },
          ...Object.keys(LAYERS)
            .filter((layer) => layer !== 'domain')
            .map((from) => ({ from: any(from), allow: { to: { module: { origin: 'core' } } } })),
          // a table's type may be named where the database is only passed on
          { from: any('portal'), allow: { to: any('store'), dependency: { kind: 'type' } } },
          {
            from: any('portal'),
            allow: { to: { module: { origin: 'external', source: 'kysely' } }, dependency: { kind: 'type' } },
          },
        ],
      },
    ],
  },
};
