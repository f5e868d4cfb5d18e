import type { ServerResponse } from 'node:http';
import type { FaultKind } from './faults.ts';

export interface Answer {
  readonly text: string;
  readonly contentType: string;
  readonly fault: FaultKind | undefined;
  /** Seconds for `Retry-After`. Default 1. */
  readonly retryAfter: number | undefined;
}

/** Sends the body, or what the fault makes of it. */
export function sendBody(response: ServerResponse, { text, contentType, fault, retryAfter = 1 }: Answer): void {
  if (fault === 'rateLimit') {
    response.setHeader('retry-after', String(retryAfter));
    sendError(response, 429, 'Too many requests.');
    return;
  }
  if (fault === 'serverError') {
    sendError(response, 500, 'Something went wrong on purpose.');
    return;
  }
  const body = Buffer.from(text);
  const sent = fault === undefined ? body : body.subarray(0, Math.floor(body.length / 2));
  const announced = fault === 'reset' ? body : sent;
  response.writeHead(200, { 'content-type': contentType, 'content-length': announced.length });
  if (fault === 'reset') response.write(sent, () => response.socket?.resetAndDestroy());
  else response.end(sent);
}

/** Sends what is always the same, and no fault touches. */
export function sendJson(response: ServerResponse, text: string): void {
  const body = Buffer.from(text);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
}

export function sendError(response: ServerResponse, status: number, message: string): void {
  const body = Buffer.from(JSON.stringify({ error: { status, message } }));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
}
