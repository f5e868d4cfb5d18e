import type { CheckedConfig } from '../config/schema.ts';
import type { Paginator } from '../core/plugin.ts';
import { joinUrl, originOf } from '../core/request.ts';
import type { ApiRequest, QueryParams } from '../core/types.ts';
import type { DecoderChoice } from '../http/decode-body.ts';
import type { RetryPolicy } from '../http/retry-policy.ts';
import type { SenderOptions } from '../http/transport.ts';
import { compileSelector, type Selector } from '../operators/selector.ts';
import type { AuthSetting } from './authenticators.ts';
import { namesOneRecord } from './names-one-record.ts';
import { chosenPaginator, namesPaginator, paginatorOf } from './chosen-paginator.ts';
import type { ResourcePlan } from './plan.ts';
import { responseRules } from './response-rules.ts';
import { fillPath } from './fill-path.ts';
import { namesInPath, withoutKeys } from './references.ts';
import { filledBody, filledHeaders, filledParams, methodOf } from './request-parts.ts';
import { fillValue, type Lookup } from './template.ts';

/** Everything about how one resource is asked for. */
export interface Endpoint {
  /** The first request, placeholders filled, extra parameters added. */
  readonly request: (lookup: Lookup, params: QueryParams) => ApiRequest;
  readonly paginator: Paginator;
  readonly selector: Selector | undefined;
  /** Whether the path names one record, so that an object is a row and not an envelope. */
  readonly oneRecord: boolean;
  /** Whether the paginator is the client's, which speaks of lists and not of this endpoint. */
  readonly paginatorInherited: boolean;
  readonly sending: SenderOptions;
  readonly auth: AuthSetting;
}

type ErrorHandler = NonNullable<CheckedConfig['client']['error_handler']>;

const DEFAULT_RETRIES = 4;
const DEFAULT_BACKOFF_FACTOR = 2;

export function endpointOf(plan: ResourcePlan, client: CheckedConfig['client']): Endpoint {
  const { endpoint, name } = plan.settings;
  const path = endpoint.path ?? name;
  const ofPath = namesInPath(path, endpoint.params);
  const ofQuery = withoutKeys<unknown>(endpoint.params, ofPath);
  const template = joinUrl(client.base_url, path);
  return {
    request: (lookup, params) => {
      const inPath: Lookup = (expression) =>
        ofPath.has(expression) ? fillValue(endpoint.params![expression], lookup) : lookup(expression);
      return {
        resource: name,
        method: methodOf(endpoint),
        url: joinUrl(client.base_url, fillPath(path, inPath, `resources.${name}.endpoint.path`)),
        params: { ...filledParams(ofQuery, lookup), ...params },
        headers: filledHeaders(client.headers, endpoint.headers, lookup),
        ...filledBody(endpoint, lookup),
        // A host that comes from the data gets no credentials.
        credentialOrigin: originOf(URL.canParse(template) ? template : client.base_url),
      };
    },
    paginator: paginatorOf(chosenPaginator(endpoint.paginator, client)),
    selector: endpoint.data_selector === undefined ? undefined : compileSelector(endpoint.data_selector),
    oneRecord: namesOneRecord(path),
    paginatorInherited: !namesPaginator(endpoint.paginator),
    sending: {
      policy: policyOf(endpoint.error_handler ?? client.error_handler ?? {}),
      actions: responseRules(endpoint.response_actions, name),
      decoder: (endpoint.decoder ?? client.decoder ?? 'auto') as DecoderChoice,
    },
    // null takes the authentication of the client away.
    auth:
      endpoint.auth === undefined
        ? { config: client.auth, setting: 'client.auth' }
        : { config: endpoint.auth, setting: `resources.${name}.endpoint.auth` },
  };
}

export function policyOf(handler: ErrorHandler): RetryPolicy {
  return {
    statuses: handler.retry_on_status_codes ?? 'default',
    maxRetries: handler.max_retries ?? DEFAULT_RETRIES,
    backoffFactor: handler.backoff_factor ?? DEFAULT_BACKOFF_FACTOR,
  };
}
