import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, it } from 'vitest';
import { createTestApp } from '../testing/app.ts';
import { apiDocument } from './document.ts';
import { ENDPOINTS } from './endpoints.ts';

const nowhere = { readerUrl: 'postgres://nobody@127.0.0.1:1/none' };

it('is a document of OpenAPI 3.1', async () => {
  const validator = new Validator();
  expect(await validator.validate({ ...apiDocument() })).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
});

it('describes every question once, with every parameter in words', () => {
  const { paths = {} } = apiDocument();
  expect(Object.keys(paths)).toEqual(ENDPOINTS.map(({ path }) => path));
  const operations = Object.values(paths).map((path) => path.get);
  const ids = operations.map((operation) => operation?.operationId);
  expect(new Set(ids).size).toBe(ENDPOINTS.length);
  for (const parameter of operations.flatMap((operation) => operation?.parameters ?? [])) {
    expect(parameter).toHaveProperty('description', expect.stringMatching(/\w/));
  }
});

it('is served without a database, to any site', async () => {
  await using viewer = createTestApp(nowhere);
  const response = await viewer.app.request('/api/v1/openapi.json');
  expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*');
  expect(await response.json()).toEqual(JSON.parse(JSON.stringify(apiDocument())));
});
