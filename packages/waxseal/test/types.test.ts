import { expectTypeOf, test } from 'vitest'
import type {
  Answer,
  ContactView,
  LetterVerdict,
  Mailbox,
  OperationName,
  Refusal,
  WaxsealOptions,
} from '../src/index.js'

test('an answer narrows on `ok`', () => {
  const read = (answer: Answer<number>): number => {
    if (answer.ok) return answer.value
    expectTypeOf(answer).toEqualTypeOf<Refusal>()
    // @ts-expect-error: a refusal has no value
    void answer.value
    return 0
  }
  expectTypeOf(read).returns.toBeNumber()
})

test('nothing of a mailbox is any', () => {
  expectTypeOf<Awaited<ReturnType<Mailbox['contacts']['list']>>>().toEqualTypeOf<Answer<readonly ContactView[]>>()
  expectTypeOf<Parameters<Mailbox['campaigns']['send']>[0]['subject']>().toBeString()
  expectTypeOf<LetterVerdict['kind']>().toEqualTypeOf<'lookalike' | 'ours' | 'spoofed' | 'unknown'>()
  expectTypeOf<OperationName>().not.toBeAny()
})

test('a draft without a subject, a list of numbers and a host without keys do not compile', () => {
  const mailbox = {} as Mailbox
  // @ts-expect-error: a letter needs a subject
  const noSubject = (): unknown => mailbox.campaigns.send({ list: 'spb', from: 'a@b.example', text: 't' })
  // @ts-expect-error: lists go by name
  const byNumber = (): unknown => mailbox.contacts.list(501)
  // @ts-expect-error: without a key ring there is no start
  const options = (): WaxsealOptions => ({
    lists: {},
    journal: {} as never,
    policy: {} as never,
    principals: () => undefined,
  })
  expectTypeOf(noSubject).toBeFunction()
  expectTypeOf(byNumber).toBeFunction()
  expectTypeOf(options).toBeFunction()
})
