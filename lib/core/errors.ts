/**
 * The errors a user can meet. Each says what went wrong, where (the resource and the setting) and what to do.
 * They are grouped by what the run does with them: a `ConfigError` stops it before anything is requested; every
 * other one fails its resource, and only a `retryable` one is tried again first.
 */

export interface ErrorDetails {
  readonly resource?: string | undefined;
  /** Dotted path of the setting to look at, e.g. `resources.jobs.endpoint.data_selector`. */
  readonly setting?: string | undefined;
  /** What the reader can do about it: one sentence. */
  readonly fix?: string | undefined;
  readonly cause?: unknown;
}

export abstract class MillraceError extends Error {
  abstract readonly code: string;
  readonly resource: string | undefined;
  readonly setting: string | undefined;
  readonly fix: string | undefined;

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.resource = details.resource;
    this.setting = details.setting;
    this.fix = details.fix;
  }

  /** Whether the same request may succeed when it is sent again. */
  get retryable(): boolean {
    return false;
  }
}

/** One thing that is wrong with a configuration. */
export interface ConfigIssue {
  /** Dotted path, resources by name: `resources.jobs.endpoint.paginator`. Empty for the configuration as a whole. */
  readonly path: string;
  readonly message: string;
  readonly fix?: string | undefined;
  /** Where it is written, for a source that is no module: `my-api.yaml:12:9`, counted from 1. */
  readonly at?: string | undefined;
}

/** The configuration, a secret or the command line is wrong; nothing was requested. */
export class ConfigError extends MillraceError {
  readonly code = 'config';
  readonly issues: readonly ConfigIssue[];

  constructor(issues: readonly ConfigIssue[] | string, details: ErrorDetails = {}) {
    const list =
      typeof issues === 'string' ? [{ path: details.setting ?? '', message: issues, fix: details.fix }] : issues;
    super(list.map((issue) => (issue.path ? `${issue.path}: ${issue.message}` : issue.message)).join('\n'), details);
    this.issues = list;
  }
}

/** The server answered with an error status. */
export class HttpError extends MillraceError {
  readonly code = 'http';
  readonly status: number;
  /** What the server asked to wait, in milliseconds. */
  readonly retryAfter: number | undefined;
  /** Whether to send the request again, where `response_actions` say so whatever the status. */
  readonly retry: boolean | undefined;

  constructor(
    message: string,
    details: ErrorDetails & { status: number; retryAfter?: number | undefined; retry?: boolean | undefined },
  ) {
    super(message, details);
    this.status = details.status;
    this.retryAfter = details.retryAfter;
    this.retry = details.retry;
  }
}

/** No complete answer came: connection refused or reset, a time limit, a truncated body. */
export class NetworkError extends MillraceError {
  readonly code = 'network';
  readonly #retryable: boolean;

  constructor(message: string, details: ErrorDetails & { retryable?: boolean } = {}) {
    super(message, details);
    this.#retryable = details.retryable ?? true;
  }

  override get retryable(): boolean {
    return this.#retryable;
  }
}

/** The answer came, but it is not what the decoder reads: HTML instead of JSON, a body that breaks off. */
export class DecodeError extends MillraceError {
  readonly code = 'decode';
  readonly #retryable: boolean;

  constructor(message: string, details: ErrorDetails & { retryable?: boolean } = {}) {
    super(message, details);
    this.#retryable = details.retryable ?? false;
  }

  override get retryable(): boolean {
    return this.#retryable;
  }
}

/** No credential could be had: the server that gives them refused, or answered something else. */
export class AuthError extends MillraceError {
  readonly code = 'auth';
  /** What that server answered, where it did. */
  readonly status: number | undefined;

  constructor(message: string, details: ErrorDetails & { status?: number | undefined } = {}) {
    super(message, details);
    this.status = details.status;
  }
}

/** `data_selector` does not fit the body. */
export class SelectorError extends MillraceError {
  readonly code = 'selector';
}

/** The pages do not follow from each other: the same page twice, a total that is not a number. */
export class PaginationError extends MillraceError {
  readonly code = 'pagination';
}

/** The output folder, the journal or a published file could not be written or read. */
export class SinkError extends MillraceError {
  readonly code = 'sink';
}

/** A row would change the published columns, which `schema_contract` does not allow. */
export class ContractError extends MillraceError {
  readonly code = 'contract';
}
