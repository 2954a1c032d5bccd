import { rule } from './rule';

/** The engine makes these findings itself: only it knows what every other rule reported. */
export default rule({
  name: 'unused-suppression',
  summary: 'A suppression comment suppresses nothing',
  group: 'suppression',
  severity: 'hint',
  confidence: 'high',
  audience: 'pedantic',
  messages: {
    unused: '`{name}` reports nothing here: this suppression has no effect',
    unknown: 'There is no rule named `{name}`',
    withoutRules: 'This suppression names no rules, so it has no effect: write `ignore[rule-name]`',
  },
  explains: [],
  sources: [],
  check: {},
});
