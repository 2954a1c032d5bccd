import type { Node } from 'web-tree-sitter';
import type { Cursor, OpenCursor } from './nodes';

/** Functions of the runtime's WebAssembly module. Their first argument is the address of a tree. */
const NAMES = [
  '_ts_init',
  '_ts_node_has_error_wasm',
  '_ts_tree_cursor_current_descendant_index_wasm',
  '_ts_tree_cursor_current_field_id_wasm',
  '_ts_tree_cursor_current_node_type_id_wasm',
  '_ts_tree_cursor_current_node_wasm',
  '_ts_tree_cursor_delete_wasm',
  '_ts_tree_cursor_end_index_wasm',
  '_ts_tree_cursor_goto_descendant_wasm',
  '_ts_tree_cursor_goto_first_child_wasm',
  '_ts_tree_cursor_goto_next_sibling_wasm',
  '_ts_tree_cursor_goto_parent_wasm',
  '_ts_tree_cursor_new_wasm',
  '_ts_tree_cursor_start_index_wasm',
] as const;

type Runtime = Readonly<Record<(typeof NAMES)[number], (tree?: number, argument?: number) => number>> & {
  readonly getValue: (address: number, type: 'i32') => number;
  readonly setValue: (address: number, value: number, type: 'i32') => void;
};

function isRuntime(module: object): module is Runtime {
  const has = (name: string): boolean => typeof (module as Readonly<Record<string, unknown>>)[name] === 'function';
  return [...NAMES, 'getValue', 'setValue'].every(has);
}

/**
 * How to walk trees by the functions below web-tree-sitter's own cursor, which hands its state over before each of them and
 * takes it back after: it takes four times as long (web-tree-sitter 0.27.1, November 2026). They are not documented, so
 * without them this is the library's own way. `module` is what the library was initialised with.
 */
export function cursorsOf(module: object): OpenCursor {
  if (!isRuntime(module)) return (node) => node.walk();
  // Gives the address at which arguments and results that are no numbers are handed over, always the same.
  const address = module._ts_init();
  return (node) => new RawCursor(module, address, node);
}

/** What the state of a cursor takes there. */
const CURSOR_WORDS = 4;
const WORD = 4;

class RawCursor implements Cursor {
  readonly #runtime: Runtime;
  readonly #address: number;
  readonly #tree: number;

  constructor(runtime: Runtime, address: number, node: Node) {
    this.#runtime = runtime;
    this.#address = address;
    this.#tree = (node.tree as unknown as { readonly 0: number })[0];
    const { id, startIndex, startPosition } = node;
    const alias = (node as unknown as { readonly 0: number })[0];
    this.#write([id, startIndex, startPosition.row, startPosition.column, alias]);
    runtime._ts_tree_cursor_new_wasm(this.#tree);
  }

  #write(words: readonly number[]): void {
    words.forEach((word, index) => this.#runtime.setValue(this.#address + index * WORD, word, 'i32'));
  }

  get nodeTypeId(): number {
    return this.#runtime._ts_tree_cursor_current_node_type_id_wasm(this.#tree);
  }

  get startIndex(): number {
    return this.#runtime._ts_tree_cursor_start_index_wasm(this.#tree);
  }

  get endIndex(): number {
    return this.#runtime._ts_tree_cursor_end_index_wasm(this.#tree);
  }

  get currentFieldId(): number {
    return this.#runtime._ts_tree_cursor_current_field_id_wasm(this.#tree);
  }

  get currentDescendantIndex(): number {
    return this.#runtime._ts_tree_cursor_current_descendant_index_wasm(this.#tree);
  }

  get currentNode(): { readonly hasError: boolean } {
    // The node is put where the state of the cursor is.
    const state = Array.from({ length: CURSOR_WORDS }, (_, index) =>
      this.#runtime.getValue(this.#address + index * WORD, 'i32'),
    );
    this.#runtime._ts_tree_cursor_current_node_wasm(this.#tree);
    const hasError = this.#runtime._ts_node_has_error_wasm(this.#tree) === 1;
    this.#write(state);
    return { hasError };
  }

  gotoFirstChild(): boolean {
    return this.#runtime._ts_tree_cursor_goto_first_child_wasm(this.#tree) === 1;
  }

  gotoNextSibling(): boolean {
    return this.#runtime._ts_tree_cursor_goto_next_sibling_wasm(this.#tree) === 1;
  }

  gotoParent(): boolean {
    return this.#runtime._ts_tree_cursor_goto_parent_wasm(this.#tree) === 1;
  }

  gotoDescendant(index: number): void {
    this.#runtime._ts_tree_cursor_goto_descendant_wasm(this.#tree, index);
  }

  delete(): void {
    this.#runtime._ts_tree_cursor_delete_wasm(this.#tree);
  }
}
