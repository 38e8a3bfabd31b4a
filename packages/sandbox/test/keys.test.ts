import { expect, test } from 'vitest'
import { withSandbox } from './support/sandbox.js'

async function webCode(url: string, key: string): Promise<unknown> {
  const body = new URLSearchParams({ api_key: key })
  const response = await fetch(`${url}/en/api/getLists?format=json`, { method: 'POST', body })
  return ((await response.json()) as { code?: unknown }).code
}

async function goStatus(url: string, key: string): Promise<number> {
  return (await fetch(`${url}/system/ping.json`, { method: 'POST', headers: { 'x-api-key': key }, body: '{}' })).status
}

test('the Web API has one key: a new one kills the old one at once', () =>
  withSandbox({ apiKey: 'old' }, async (sandbox) => {
    expect(sandbox.replaceApiKey('new')).toBe('new')
    expect(sandbox.apiKey).toBe('new')
    expect(await webCode(sandbox.url, 'old')).toBe('invalid_api_key')
    expect(await webCode(sandbox.url, 'new')).toBeUndefined()
    const made = sandbox.replaceApiKey()
    expect(made).not.toBe('new')
    expect(await webCode(sandbox.url, 'new')).toBe('invalid_api_key')
    expect(await webCode(sandbox.url, made)).toBeUndefined()
  }))

test('the Go API takes several keys at a time', () =>
  withSandbox({ goApiKey: 'one' }, async (sandbox) => {
    sandbox.setGoApiKeys(['one', 'two'])
    expect(sandbox.goApiKey).toBe('two')
    expect([await goStatus(sandbox.goUrl, 'one'), await goStatus(sandbox.goUrl, 'two')]).toEqual([200, 200])
    sandbox.setGoApiKeys(['two'])
    expect([await goStatus(sandbox.goUrl, 'one'), await goStatus(sandbox.goUrl, 'two')]).toEqual([401, 200])
  }))

test('no key is no key', () =>
  withSandbox({}, async (sandbox) => {
    const invalid = expect.objectContaining({ code: 'sandbox-option-invalid' })
    expect(() => sandbox.replaceApiKey('')).toThrow(invalid)
    expect(() => sandbox.setGoApiKeys([])).toThrow(invalid)
    expect(() => sandbox.setGoApiKeys(['one', ''])).toThrow(invalid)
  }))
