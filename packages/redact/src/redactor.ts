import { WaxsealError } from '@waxseal/core'
import { cutAt } from './budget.js'
import { copyObject } from './copy-object.js'
import type { RedactErrorCode } from './error-code.js'
import { HIDDEN, maskEmail, maskPhone } from './mask.js'
import { NO_CONTEXT, type PhoneContext } from './phone-context.js'
import { placeholder } from './placeholder.js'
import { createScan } from './scan.js'
import type { PersonalType, Span } from './span.js'

/** In which form a value is hidden: by the name of its type, or by a mask that shows a little of it. */
export type RedactForm = 'mask' | 'redact'

/** Options of a redactor. */
export interface RedactorOptions {
  /** What to look for. @default all types */
  readonly types?: readonly PersonalType[]
  /**
   * Most characters looked at in one call; the rest is hidden whole as `[UNSCANNED]`, so that a huge input can neither hang the host nor
   * slip through. For objects each value counts as 16 characters more. @default 16_777_216
   */
  readonly budget?: number
}

/** Finds and hides personal data. It keeps nothing of what it has seen and never changes its input. */
export interface Redactor {
  /** The values in a text: sorted, not overlapping. Text beyond the budget is one span of type `UNSCANNED`. */
  find(text: string): Span[]
  /** The text with each value replaced by `[EMAIL]`, `[PHONE]`; the same string when there is none. */
  redact(text: string): string
  /** The text with each value masked: `m•••@•••.ru`, `+7•••••••67`. */
  mask(text: string): string
  /**
   * A plain deep copy with every string, number and key looked at. Class instances become plain objects, `Error` keeps name, message, stack,
   * cause and own fields, `URL` becomes its text, `Headers` an object, `URLSearchParams` pairs; bytes become `[BYTES n]`; cycles stay
   * cycles; functions and symbols are dropped.
   */
  object<T>(value: T, form?: RedactForm): unknown
}

const TYPES: readonly PersonalType[] = ['EMAIL', 'PHONE']
const DEFAULT_BUDGET = 16 * 1024 * 1024

/**
 * Makes a redactor for text, objects and logs. Throws `redact-option-invalid` for a type that it does not know, no type at all, or a
 * budget that is not a whole number above 0: a rule that can hide nothing is a mistake, not a wish.
 *
 * @example
 * ```ts
 * import { createRedactor } from '@waxseal/redact'
 *
 * const redactor = createRedactor()
 * console.log(redactor.redact('пишите на maria@romashka.ru, тел. 8 (916) 123-45-67')) // пишите на [EMAIL], тел. [PHONE]
 * console.log(redactor.mask('maria@romashka.ru')) // m•••@•••.ru
 * console.log(redactor.object({ failed: { 'maria@romashka.ru': 'full' } })) // { failed: { '[EMAIL]': 'full' } }
 * ```
 */
export function createRedactor(options: RedactorOptions = {}): Redactor {
  const types = checkedTypes(options.types ?? TYPES)
  const budget = checkedBudget(options.budget ?? DEFAULT_BUDGET)
  const email = types.has('EMAIL')
  const phone = types.has('PHONE')
  const scan = createScan()

  function spansOf(text: string, most: number, key: PhoneContext): Span[] {
    if (text.length <= most) return scan(text, { email, phone, key, limit: text.length })
    const cut = cutAt(text, most)
    const spans = scan(text, { email, phone, key, limit: cut })
    const start = Math.max(cut, spans.at(-1)?.end ?? 0)
    if (start < text.length) spans.push({ start, end: text.length, type: 'UNSCANNED', score: 1 })
    return spans
  }

  function hide(text: string, form: RedactForm, most: number, key: PhoneContext): string {
    const spans = spansOf(text, most, key)
    if (spans.length === 0) return text
    let hidden = ''
    let from = 0
    for (const span of spans) {
      hidden += text.slice(from, span.start) + (form === 'mask' ? masked(text, span) : placeholder(span.type))
      from = span.end
    }
    return hidden + text.slice(from)
  }

  return Object.freeze({
    find: (text) => spansOf(text, budget, NO_CONTEXT),
    redact: (text) => hide(text, 'redact', budget, NO_CONTEXT),
    mask: (text) => hide(text, 'mask', budget, NO_CONTEXT),
    object: (value, form = 'redact') => copyObject(value, budget, (text, most, key) => hide(text, form, most, key)),
  } satisfies Redactor)
}

function masked(text: string, span: Span): string {
  const value = text.slice(span.start, span.end)
  // In front of a host it is a name and a password, even where it looks like an address.
  if (text.charAt(span.end) === '@') return HIDDEN
  if (span.type === 'EMAIL') return maskEmail(value)
  return span.type === 'PHONE' ? maskPhone(value) : HIDDEN
}

function checkedTypes(types: readonly PersonalType[]): ReadonlySet<PersonalType> {
  const unknown = types.filter((type) => !TYPES.includes(type))
  if (types.length === 0 || unknown.length > 0) {
    const message =
      unknown.length > 0 ? 'the redactor does not know every type asked for' : 'a redactor needs at least one type'
    throw new WaxsealError<RedactErrorCode>('redact-option-invalid', message, { details: { known: TYPES } })
  }
  return new Set(types)
}

function checkedBudget(budget: number): number {
  if (Number.isSafeInteger(budget) && budget > 0) return budget
  throw new WaxsealError<RedactErrorCode>('redact-option-invalid', '`budget` must be a whole number above 0')
}
