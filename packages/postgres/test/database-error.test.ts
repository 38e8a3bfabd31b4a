import { expect, test } from 'vitest'
import { databaseError, failureOf, LateError, NotConnectedError } from '../src/database-error.js'

test('failures are told apart by their codes', () => {
  const coded = (code: unknown) => Object.assign(new Error('x'), { code })
  const kinds = {
    lost: [
      new Error('Connection terminated'),
      new LateError(),
      coded('ECONNRESET'),
      coded('EPIPE'),
      coded('57P01'),
      coded('08006'),
      coded(7),
      null,
      'x',
    ],
    busy: [
      coded('40001'),
      coded('40P01'),
      coded('53300'),
      coded('55P03'),
      coded('25006'),
      new NotConnectedError('x', { cause: coded('28P01') }),
    ],
    refused: [coded('42501'), coded('57014'), coded('WX002'), coded('P0001'), coded('22P05')],
  }
  for (const [kind, errors] of Object.entries(kinds)) for (const error of errors) expect(failureOf(error)).toBe(kind)
  const shown = databaseError('a', 'b', new NotConnectedError('x', { cause: coded('28P01') }), { c: 1 })
  expect(shown.toJSON()).toEqual({
    name: 'WaxsealError',
    code: 'a',
    message: 'b',
    details: { c: 1, sqlState: '28P01' },
  })
})
