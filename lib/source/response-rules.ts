import type { CheckedEndpoint } from '../config/schema.ts';
import type { ResponseFunction, ResponseRule } from '../http/response-actions.ts';

/** The `response_actions` of a resource as the transport applies them. */
export function responseRules(actions: CheckedEndpoint['response_actions'], resource: string): readonly ResponseRule[] {
  return (actions ?? []).map(({ status_code, content, action, message }, i) => ({
    status: status_code ?? undefined,
    content: content ?? undefined,
    action: typeof action === 'string' ? action : ([action].flat() as ResponseFunction[]),
    message: message ?? undefined,
    setting: `resources.${resource}.endpoint.response_actions.${i}`,
  }));
}
