import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { apiDocument } from '../api/document.ts';
import type { TestApp } from './app.ts';

const document: unknown = strict(apiDocument());
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(Object.assign({}, document, { $id: 'doc' }));

/** What is not described is not to be there: in the tests only. */
function strict(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strict);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, child]) => [key, strict(child)] as const);
  const object = 'properties' in value && 'type' in value && value.type === 'object';
  return { ...Object.fromEntries(entries), ...(object ? { additionalProperties: false } : {}) };
}

const pointer = (parts: readonly string[]) =>
  parts.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/');

/** Asks as a program would, and holds the answer against the OpenAPI document. `template` is the path there. */
export async function askApi(viewer: TestApp, template: string, url: string, status = 200) {
  const response = await viewer.app.request(`/api/v1${url}`);
  const text = await response.text();
  if (response.status !== status) throw new Error(`${url}: ${response.status} ${text}`);
  const type = response.headers.get('Content-Type') ?? '';
  const path = ['paths', template, 'get', 'responses', String(status), 'content', type, 'schema'];
  const valid = ajv.compile({ $ref: `doc#/${encodeURI(pointer(path))}` });
  const answer: unknown = JSON.parse(text);
  if (!valid(answer)) throw new Error(`${url}: ${ajv.errorsText(valid.errors)} in ${text}`);
  return answer;
}
