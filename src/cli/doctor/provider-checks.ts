import { type Check, fail, ok, warn } from '../../report/doctor/check.ts';
import type { ProviderState } from '../../space/provider-state.ts';

/** What trying each execution provider came to. */
export function providerChecks(states: readonly ProviderState[]): readonly Check[] {
  return states.map(providerCheck);
}

function providerCheck(state: ProviderState): Check {
  const { provider } = state;
  switch (state.status) {
    case 'works':
      return ok('provider', `${provider} loads and runs`);
    case 'broken': {
      const found = `${provider} does not run: ${state.reason}`;
      return provider === 'cpu'
        ? fail(
            'provider',
            found,
            'Install onnx-tune again: npm ci, or npm rebuild onnxruntime-node.',
          )
        : warn(
            'provider',
            found,
            'Install its driver, or leave it out; it is searched only where --provider names it.',
          );
    }
    case 'not-installed': {
      const found = `${provider} is not installed: ${state.reason}`;
      // Nothing is wrong with a machine that has no device for it.
      return state.command === null
        ? ok('provider', found)
        : warn('provider', found, `Run: ${state.command} ${SKIPPED}`);
    }
  }
}

/** What the `.npmrc` of a checkout does about it. */
const SKIPPED =
  '(npm ci removes them again, and does not fetch them where .npmrc says onnxruntime-node-install=skip)';
