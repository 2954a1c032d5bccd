// The picture in docs/design.md, enforced: imports point one way.
const layers = ['text', 'syntax', 'platform', 'model', 'refactorings', 'rules', 'engine', 'prepare', 'service'];
const above = (layer) => {
  const index = layers.indexOf(layer);
  const upper = layers.slice(index + 1);
  return `^server/src/(${[...upper, 'lsp', 'cli', 'host/node'].join('|')})`;
};

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...layers.map((layer) => ({
      name: `${layer}-imports-nothing-above-it`,
      severity: 'error',
      from: { path: `^server/src/${layer}/` },
      to: { path: above(layer) },
    })),
    {
      name: 'platform-is-data',
      severity: 'error',
      from: { path: '^server/src/platform/' },
      to: { path: '^server/src/', pathNot: '^server/src/(platform|text)/' },
    },
    {
      name: 'rules-see-only-the-model',
      comment: 'No syntax node, LSP type, file system or clock reaches a rule.',
      severity: 'error',
      from: { path: '^server/src/rules/' },
      to: { path: '(^server/src/(syntax|host)/)|(^node:)|web-tree-sitter|vscode' },
    },
    {
      name: 'refactorings-see-only-the-model',
      severity: 'error',
      from: { path: '^server/src/refactorings/' },
      to: { path: '(^server/src/(syntax|host)/)|(^node:)|web-tree-sitter|vscode' },
    },
    {
      name: 'only-lsp-imports-the-protocol',
      severity: 'error',
      from: { path: '^server/src/', pathNot: '^server/src/lsp/' },
      to: { path: 'node_modules/vscode-' },
    },
    {
      name: 'only-cli-imports-the-argument-parser',
      severity: 'error',
      from: { path: '^server/src/', pathNot: '^server/src/cli/' },
      to: { path: 'node_modules/commander' },
    },
    {
      name: 'the-core-is-platform-neutral',
      comment: 'The same core runs in Node and in a web worker.',
      severity: 'error',
      from: { path: '^server/src/(text|syntax|platform|model|rules|engine|prepare|service)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'client-and-server-share-the-protocol-types-and-what-a-file-is',
      severity: 'error',
      from: { path: '^client/' },
      to: { path: '^server/src/', pathNot: '^server/src/(lsp/protocol|host/(files|host))\\.ts$' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: { path: '^(server|client)/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
  },
};
