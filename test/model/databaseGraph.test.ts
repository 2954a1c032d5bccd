import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Database, type Input } from '../../server/src/model/database';

const SIZE = 6;

interface GraphNode {
  readonly index: number;
  readonly next: Input<readonly number[]>;
}

/**
 * Nodes that say which others they lead to; those on a cycle can't tell. Each has a draft and a summary, which is a barrier,
 * as functions have in the model.
 */
class Graph {
  readonly #nodes: readonly GraphNode[];
  readonly #count: (node: GraphNode) => number;
  readonly #draft: (node: GraphNode) => string;
  readonly #summary: (node: GraphNode) => string;

  constructor(edges: readonly (readonly number[])[]) {
    const db = new Database();
    this.#nodes = edges.map((next, index) => ({ index, next: db.input(next) }));
    const onCycle = (): string => '?';
    this.#count = db.query('count', (node) => node.next.get().length, { barrier: true });
    this.#draft = db.query('draft', (node) => this.#lead(node), { onCycle });
    this.#summary = db.query('summary', (node) => this.#draft(node), { onCycle, barrier: true });
  }

  #lead(node: GraphNode): string {
    if (this.#count(node) > 2) return 'many';
    const next = node.next.get().flatMap((index) => this.#nodes[index] ?? []);
    return `${node.index}(${next.map((each) => this.#summary(each)).join()})`;
  }

  link(index: number, next: readonly number[]): void {
    this.#nodes[index]?.next.set(next);
  }

  ask(index: number): string | undefined {
    const node = this.#nodes[index];
    return node && this.#summary(node);
  }

  get edges(): readonly (readonly number[])[] {
    return this.#nodes.map(({ next }) => next.get());
  }
}

const index = fc.nat({ max: SIZE - 1 });
const edges = fc.array(index, { maxLength: 3 });
const change = fc.record({ link: index, next: edges, ask: fc.option(index) });

test('what queries over a graph say after any edits is what they say of a fresh one', () => {
  fc.assert(
    fc.property(fc.array(edges, { minLength: SIZE, maxLength: SIZE }), fc.array(change), (start, changes) => {
      const graph = new Graph(start);
      const all = start.map((_, node) => node);
      for (const { link, next, ask } of changes) {
        graph.link(link, next);
        if (ask !== null) graph.ask(ask);
      }
      const fresh = new Graph(graph.edges);
      expect(all.map((node) => graph.ask(node))).toEqual(all.map((node) => fresh.ask(node)));
    }),
    { numRuns: Number(process.env['FUZZ_RUNS'] ?? 300) },
  );
});
