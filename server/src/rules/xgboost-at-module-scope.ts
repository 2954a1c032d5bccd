import { calledPath, isReached } from '../model';
import { rule, SPACES_PACKAGE } from './rule';

export default rule({
  name: 'xgboost-at-module-scope',
  summary: 'An XGBoost model created while the app starts breaks later GPU calls',
  group: 'cuda',
  severity: 'information',
  confidence: 'low',
  audience: 'pedantic',
  messages: {
    booster:
      'An XGBoost model created in the main process was reported to abort every later GPU call (2026-08-18); load it in a subprocess, or where it is used',
  },
  explains: ['GPU task aborted'],
  sources: [SPACES_PACKAGE],
  check: {
    code(code, report, space) {
      if (!code.isStartupOnly || space.gpuFunctions.length === 0) return;
      for (const call of code.calls) {
        if (!/^xgboost\.(?:.*\.)?(?:Booster|XGB\w+)$/.test(calledPath(call) ?? '')) continue;
        if (isReached(code, 'import', space)) report(call.calleePlace, 'booster', {});
      }
    },
  },
});
