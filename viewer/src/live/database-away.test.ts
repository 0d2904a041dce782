import { UserError } from '@rollcall/shared';
import { expect, it } from 'vitest';
import { DatabaseAwayError, explainFailure } from './database-away.ts';

const withCode = (code: string) => Object.assign(new Error('secret-host:5432'), { code });
const fromPostgres = (code: string) => Object.assign(withCode(code), { name: 'PostgresError' });

it.each(['ECONNREFUSED', 'EPIPE', 'CONNECTION_CLOSED', 'CONNECT_TIMEOUT'])(
  'takes %s for a database that cannot be reached, and does not repeat its words',
  (code) => {
    const error = explainFailure(new Error('query failed', { cause: withCode(code) }));
    expect(error).toBeInstanceOf(DatabaseAwayError);
    expect(String(error)).not.toContain('secret-host');
  },
);

it.each(['57P01', '53300', '28P01'])('takes the state %s of Postgres for being away', (code) => {
  expect(explainFailure(fromPostgres(code))).toBeInstanceOf(DatabaseAwayError);
});

it('tells a query that took too long from a database that is away', () => {
  expect(String(explainFailure(fromPostgres('57014')))).toContain('took too long');
});

it('passes on what to do about a schema that is not ours', () => {
  expect(String(explainFailure(new UserError('run "rollcall migrate" first')))).toContain(
    'migrate',
  );
});

it.each([fromPostgres('42P01'), fromPostgres('22P02'), new Error('bug'), 'not even an error'])(
  'leaves a bug a bug: %s',
  (error) => {
    expect(explainFailure(error)).toBe(error);
  },
);
