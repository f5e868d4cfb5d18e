/** The public API of millrace. */
export { restApiSource, Source, type ResourceName, type RowOf } from './api/rest-api-source.ts';
export { RejectedRowError, type RowsOptions } from './api/rows-of-pages.ts';
export type { AuthFunction } from './auth/custom.ts';
export { tokenAuth, type Token, type TokenAuthOptions } from './auth/token-auth.ts';
export { secretText as secretOption } from './auth/secret-text.ts';
export { registerAuth, type RegisteredAuth } from './auth/registry.ts';
export { oneOrMany } from './api/one-or-many.ts';
export type {
  AuthConfig,
  ClientConfig,
  DecoderConfig,
  EndpointConfig,
  ErrorHandlerConfig,
  IncrementalConfig,
  PaginatorConfig,
  ProcessingStep,
  RateLimitConfig,
  ResourceConfig,
  ResponseActionConfig,
  ResourceDefaults,
  ResolveParam,
  RestApiConfig,
  RowsInput,
  TimeoutsConfig,
} from './config/types.ts';
export {
  AuthError,
  ConfigError,
  DecodeError,
  HttpError,
  MillraceError,
  NetworkError,
  PaginationError,
  SelectorError,
  SinkError,
  type ConfigIssue,
} from './core/errors.ts';
export type { OnEvent, ResourceOutcome, RunEvent, RunSummary } from './core/events.ts';
export type { ChangedResponse, ResponseView } from './http/response-view.ts';
export { ResponseActionError, type ResponseFunction } from './http/response-actions.ts';
export {
  defineAuth,
  definePaginator,
  type AuthContext,
  type Authenticator,
  type AuthSpec,
  type Keep,
  type PageFacts,
  type Paginator,
  type PaginatorSpec,
} from './core/plugin.ts';
export { followLink, withParam } from './core/request.ts';
export type { JsonSchema } from './operators/json-schema.ts';
export { Receipt } from './core/receipt.ts';
export { isSource } from './core/source-brand.ts';
export { revealed, secret, secretText, Secret } from './core/secret.ts';
export type { ApiRequest, ApiResponse, Page, RejectedRow, ResourceInfo, Row, WriteDisposition } from './core/types.ts';
export { filterRows } from './operators/filter-rows.ts';
export { flatMapRows } from './operators/flat-map-rows.ts';
export { forEachParent, type ForEachParentOptions } from './operators/for-each-parent.ts';
export { mapRows } from './operators/map-rows.ts';
export { paginate, type PaginateOptions } from './operators/paginate.ts';
export { paginateAhead, type PaginateAheadOptions } from './operators/paginate-ahead.ts';
export { retryWithBackoff } from './operators/retry-with-backoff.ts';
export { selectRows } from './operators/select-rows.ts';
export { validateRows } from './operators/validate-rows.ts';
export type { PaginatorFunction, PaginatorObject } from './paginators/custom.ts';
export { registerPaginator, type RegisteredPaginator } from './paginators/registry.ts';
export type { Published } from './publish/publish.ts';
export { ReplayError } from './recording/unmatched.ts';
export type { PlanDescription } from './run/describe-plan.ts';
export type { RunOptions } from './run/run.ts';
export type { ResourceDescription } from './source/resource-description.ts';
export type { ResourceOptions } from './run/source-pages.ts';
export { toParquet, type ToParquetOptions } from './sinks/to-parquet.ts';
