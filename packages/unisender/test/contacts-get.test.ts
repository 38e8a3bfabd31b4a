import { expect, test } from 'vitest'
import { clientOf } from './support/client.js'
import { serve } from './support/server.js'

const contact = {
  email: { email: 'anna@example.com', added_at: '2025-03-01 10:00:00', status: 'active', availability: 'available' },
  fields: { Name: 'Anna', city: null },
  lists: [{ id: 501, status: 'active', added_at: '2025-03-01 10:00:00' }],
}

test('one contact with its lists and custom fields', async () => {
  const server = await serve(() => ({ result: contact }))
  expect(await clientOf(server.url).contacts.get('anna+x@example.com')).toEqual({
    email: 'anna@example.com',
    status: 'active',
    fields: { Name: 'Anna' },
    listIds: ['501'],
  })
  expect(server.received[0]?.body).toBe('api_key=KEY&email=anna%2Bx%40example.com&include_lists=1&include_fields=1')
})

test('nobody there is no error', async () => {
  const server = await serve(() => ({ error: 'Contact anna@example.com not found', code: 'invalid_arg' }))
  expect(await clientOf(server.url).contacts.get('anna@example.com')).toBeUndefined()
})

test('any other fault is one, and so is an address that cannot be asked for', async () => {
  const server = await serve(() => ({ error: 'no', code: 'access_denied' }))
  await expect(clientOf(server.url).contacts.get('anna@example.com')).rejects.toMatchObject({ code: 'access-denied' })
  await expect(clientOf(server.url).contacts.get('')).rejects.toMatchObject({ code: 'bad-argument' })
  expect(server.received).toHaveLength(1)
})
