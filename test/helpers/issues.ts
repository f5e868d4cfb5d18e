import { assert } from 'chai';
import { ConfigError, type ConfigIssue } from '../../lib/core/errors.ts';

/** What is wrong with a configuration, as `action` says it. Fails where it says nothing. */
export function issuesOf(action: () => unknown): readonly ConfigIssue[] {
  try {
    action();
  } catch (error) {
    assert.instanceOf(error, ConfigError, String(error));
    return error.issues;
  }
  return assert.fail('expected a ConfigError');
}

/** The one thing that is wrong. */
export function issueOf(action: () => unknown): ConfigIssue {
  const issues = issuesOf(action);
  assert.lengthOf(issues, 1, JSON.stringify(issues));
  return issues[0]!;
}
