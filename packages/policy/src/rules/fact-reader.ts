import type { Facts, RuleAnswer } from '@waxseal/core'

/** A refusal, made once and handed out many times. */
export type Refusal = Extract<RuleAnswer, { readonly refuse: string }>

/** Makes a refusal that no receiver can change. */
export function refusal(refuse: string, message: string): Refusal {
  return Object.freeze({ refuse, message })
}

/** Far above every honest list of approvals, regions or versions; a list without end must not hold a decision up. */
const LONGEST = 10_000

/** The value's own member. What a prototype lends is not a fact, and a getter that throws has none to give. */
export function own(value: unknown, name: string): unknown {
  try {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    return (value as Readonly<Record<string, unknown>>)[name]
  } catch {
    return undefined
  }
}

/** A copy of an array whose elements all pass, or `undefined`. Every element is read once. */
export function arrayOf<Element>(
  value: unknown,
  read: (element: unknown) => Element | undefined,
): readonly Element[] | undefined {
  try {
    if (!Array.isArray(value) || value.length > LONGEST) return undefined
    const elements: Element[] = []
    for (let index = 0; index < value.length; index++) {
      const element = read(value[index])
      if (element === undefined) return undefined
      elements.push(element)
    }
    return elements
  } catch {
    return undefined
  }
}

/** A text that is not empty. */
export function readText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Tells whether a value counts something: a whole number that is not negative and that doubles hold exactly. */
export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

/** Tells whether a value is a time in epoch milliseconds that a `Date` can hold. */
export function isInstant(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= 8.64e15
}

/** The refusal for a fact that is not there or not of its shape. */
export function unreadable(facts: Facts, name: string): Refusal {
  return own(facts, name) === undefined
    ? refusal('fact-missing', `the fact \`${name}\` is missing`)
    : refusal('fact-invalid', `the fact \`${name}\` is not of its shape`)
}
