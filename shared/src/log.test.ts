import { DrizzleQueryError } from 'drizzle-orm/errors';
import { describe, expect, it } from 'vitest';
import { messageOf } from './errors.ts';
import { serializeError } from './log.ts';

const failedQuery = (cause?: Error) =>
  new DrizzleQueryError('insert into server_credentials values ($1)', ['hunter2'], cause);
const logged = (error: unknown) => JSON.stringify(serializeError(error));

describe('serializeError', () => {
  it.each([
    ['with a cause', failedQuery(new Error('connection lost'))],
    ['without a cause', failedQuery()],
    ['as the cause of another', new Error('batch not written', { cause: failedQuery() })],
    ['caused by another', failedQuery(failedQuery(new Error('connection lost')))],
  ])('never logs the parameters of a failed query (%s)', (_, error) => {
    expect(error.message + String(error.cause)).toContain('hunter2');
    expect(logged(error)).not.toContain('hunter2');
    expect(messageOf(error)).not.toContain('hunter2');
  });

  it('logs why the query failed', () => {
    const cause = Object.assign(new Error('no such table'), { code: '42P01' });
    expect(serializeError(failedQuery(cause))).toMatchObject({
      message: 'no such table',
      code: '42P01',
    });
    expect(messageOf(failedQuery(cause))).toBe('no such table');
  });

  it('keeps type, message, code, stack and cause of other errors, and nothing else', () => {
    const error = Object.assign(new TypeError('x', { cause: new Error('y') }), {
      code: 'E_X',
      password: 'hunter2',
    });
    expect(serializeError(error)).toEqual({
      type: 'TypeError',
      message: 'x',
      code: 'E_X',
      stack: error.stack,
      cause: expect.objectContaining({ message: 'y' }) as unknown,
    });
  });

  it('says what happened when every address refused', () => {
    const refused = new AggregateError([new Error('::1 refused'), new Error('127.0.0.1 refused')]);
    expect(serializeError(refused).message).toBe('::1 refused; 127.0.0.1 refused');
  });

  it('survives a thrown string', () => {
    expect(serializeError('oops')).toEqual({ type: 'string', message: 'oops' });
  });
});
