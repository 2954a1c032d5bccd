import type { Stmt } from '../../syntax/python/ast';
import type { Frame, Unit } from '../../syntax/python/units';
import { sameData } from '../../text/equality';
import type { Database } from '../database';
import type { ModuleEntity } from '../entities';
import { evaluate } from '../flow/evaluate';
import { raisesAgain } from '../flow/leaving';
import { truthOf } from '../value';
import { canNotFail } from './imports';
import { isMainGuard } from './outline';
import type { Queries } from './queries';
import { dotted } from './scope';

/** Where a statement outside functions stands: whether it runs on ZeroGPU, and in which loops. */
export interface Reach {
  readonly runs: 'always' | 'sometimes' | 'never';
  readonly mainGuard: boolean;
  readonly insideTry: boolean;
  /** Those of `headers` that catch what fails here, and behind which the app goes on. */
  readonly caughtBy: readonly Unit[];
  readonly headers: readonly Unit[];
}

/** What a handler that gives up calls. */
const ENDS_THE_APP = /^(?:sys\.exit|os\._exit|exit|quit)$/;

/** The blocks outside functions, whose statements are units of their own: what is in them, and whether it runs. */
export class BlockQueries {
  readonly #queries: Queries;
  readonly #isEntry: (module: ModuleEntity) => boolean | undefined;
  readonly reach: (unit: Unit) => Reach;

  constructor(db: Database, queries: Queries, isEntry: (module: ModuleEntity) => boolean | undefined) {
    this.#queries = queries;
    this.#isEntry = isEntry;
    this.reach = db.query('reach', (unit) => this.#computeReach(unit), {
      equals: sameData,
      barrier: true,
      onCycle: (): Reach => ({ runs: 'sometimes', mainGuard: false, insideTry: false, caughtBy: [], headers: [] }),
    });
  }

  /** The unit is the header of a loop. */
  isLoop(header: Unit): boolean {
    const kind = this.#queries.outline(header).statement?.kind;
    return kind === 'For' || kind === 'While';
  }

  #computeReach(unit: Unit): Reach {
    const module = this.#queries.moduleOf(unit);
    let runs: Reach['runs'] = 'always';
    let mainGuard = false;
    let insideTry = false;
    const headers: Unit[] = [];
    const caughtBy: Unit[] = [];
    const lower = (to: 'sometimes' | 'never'): void => {
      if (runs !== 'never') runs = to;
    };
    for (const { header, branch } of this.#queries.outline(unit).frames) {
      headers.push(header);
      const { statement } = this.#queries.outline(header);
      switch (statement?.kind) {
        case 'If': {
          if (isMainGuard(statement)) {
            mainGuard = branch === 'body';
            const isEntry = this.#isEntry(module);
            if (isEntry === undefined) lower('sometimes');
            else if (isEntry !== mainGuard) lower('never');
            break;
          }
          const truth = truthOf(evaluate(statement.test, this.#queries.moduleScope(module, header), this.#queries));
          if (truth === undefined) lower('sometimes');
          else if (truth !== (branch === 'body')) lower('never');
          break;
        }
        case 'Try': {
          const safe = canNotFail(this.#statementsIn(module, header));
          if (branch === 'handler') lower(safe ? 'never' : 'sometimes');
          else if (branch === 'body') {
            insideTry ||= this.#catches(module, header);
            if (!safe && this.#goesOn(module, header)) caughtBy.push(header);
          } else if (branch === 'else' && !safe) lower('sometimes');
          break;
        }
        case 'For':
        case 'While':
          if (branch === 'else') lower('sometimes');
          break;
        default:
          break;
      }
    }
    return { runs, mainGuard, insideTry, caughtBy, headers };
  }

  /** A handler of the `try` does more than to raise the error again. */
  #catches(module: ModuleEntity, header: Unit): boolean {
    return this.#directlyIn(module, header, 'handler').some((unit) => {
      const { statement } = this.#queries.outline(unit);
      return statement?.kind !== 'Except' || !raisesAgain(this.bodyOf(module, unit), statement.name);
    });
  }

  /** A handler of the `try` neither raises an error nor ends the app. */
  #goesOn(module: ModuleEntity, header: Unit): boolean {
    return this.#directlyIn(module, header, 'handler').some((unit) => {
      if (this.#queries.outline(unit).statement?.kind !== 'Except') return false;
      const last = this.bodyOf(module, unit).at(-1);
      if (last?.kind !== 'Expr' || last.value.kind !== 'Call') return last?.kind !== 'Raise';
      return !ENDS_THE_APP.test(dotted(last.value.callee) ?? '');
    });
  }

  /** The statements directly in the body. */
  bodyOf(module: ModuleEntity, header: Unit): Stmt[] {
    return this.#directlyIn(module, header, 'body').flatMap((unit) => this.#statementOf(unit));
  }

  /** The statements of the body, with those in their blocks. */
  #statementsIn(module: ModuleEntity, header: Unit): Stmt[] {
    return this.#unitsIn(module, header, 'body').flatMap((unit) => this.#statementOf(unit));
  }

  #statementOf(unit: Unit): readonly Stmt[] {
    const { statement } = this.#queries.outline(unit);
    return statement && statement.kind !== 'Except' ? [statement] : [];
  }

  /** The units directly in one of the blocks of a statement whose blocks are units of their own. */
  #directlyIn(module: ModuleEntity, header: Unit, branch: Frame['branch']): Unit[] {
    return this.#unitsIn(module, header, branch).filter(
      (unit) => this.#queries.outline(unit).frames.at(-1)?.header === header,
    );
  }

  #unitsIn(module: ModuleEntity, header: Unit, branch: Frame['branch']): Unit[] {
    const units = module.order.get();
    let low = 0;
    let high = units.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((units[middle]?.offset ?? 0) < header.offset) low = middle + 1;
      else high = middle;
    }
    const found: Unit[] = [];
    for (let i = low + 1; i < units.length; i++) {
      const unit = units[i];
      if (!unit) break;
      const { frames, statement } = this.#queries.outline(unit);
      const frame = frames.find((each) => each.header === header);
      if (!frame) {
        if (statement) break;
        continue;
      }
      if (frame.branch === branch && statement) found.push(unit);
    }
    return found;
  }
}
