/** What does not go together in one resource. */
import { extname } from 'node:path';
import type { ConfigIssue } from '../core/errors.ts';
import { isLocal, type MergedResource } from '../config/merge-defaults.ts';
import { FILE_ENDINGS } from './local-file.ts';
import { hasData } from './request-parts.ts';

export function endpointIssues(settings: MergedResource): ConfigIssue[] {
  return isLocal(settings) ? localIssues(settings) : bodyIssues(settings);
}

function bodyIssues({ name, endpoint }: MergedResource): ConfigIssue[] {
  const path = `resources.${name}.endpoint`;
  const isForm = hasData(endpoint.data);
  const body = endpoint.json !== undefined ? 'json' : isForm ? 'data' : undefined;
  return [
    ...issueIf(endpoint.json !== undefined && isForm, {
      path,
      message: 'it has json and data, and a request has one body',
      fix: 'take one away; null removes a default',
    }),
    ...issueIf(body !== undefined && endpoint.method === 'GET', {
      path: `${path}.method`,
      message: `a GET request cannot carry the body of ${body}`,
      fix: 'set method to POST, or send the values as params',
    }),
  ];
}

function localIssues(settings: MergedResource): ConfigIssue[] {
  const { name, rows, file = '', endpoint } = settings;
  const source = settings.file === undefined ? 'rows' : 'file';
  const refuse = (key: string): ConfigIssue => ({
    path: `resources.${name}.${key}`,
    message: `a resource that has ${source} has no ${key}`,
    fix: `take ${key} or ${source} away`,
  });
  const isReadable = source === 'rows' || FILE_ENDINGS.includes(extname(file).toLowerCase());
  return [
    ...issueIf(source === 'file' && rows !== undefined, refuse('rows')),
    ...issueIf(Object.keys(endpoint).length > 0, refuse('endpoint')),
    ...issueIf(!isReadable, {
      path: `resources.${name}.file`,
      message: `${file} is none of the files that can be read`,
      fix: `use one that ends with ${FILE_ENDINGS.join(', ')}`,
    }),
  ];
}

function issueIf(wrong: boolean, issue: ConfigIssue): ConfigIssue[] {
  return wrong ? [issue] : [];
}
