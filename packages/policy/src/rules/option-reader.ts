import { durationMs, type Rule, WaxsealError } from '@waxseal/core'
import type { ActionPattern } from '../actions.js'
import { NOT_A_DURATION } from './duration.js'
import { isCount } from './fact-reader.js'

/** Options that every ready-made rule takes. */
export interface RuleOptions {
  /** Unique among the rules of an engine: give one to use the same kind of rule twice. @default the kind: `send-cap` */
  readonly name?: string | undefined
  /** Actions and families that the rule watches; the host's own too. @default see the rule */
  readonly actions?: readonly RuleActions[] | undefined
}

/** A known action or family, offered by the editor, or one of the host's own. */
export type RuleActions = ActionPattern | (string & Record<never, never>)

const NAME = /^[\w./:-]{1,100}$/
const PATTERN = /^(?:\*|[a-z][a-z0-9_-]*(?:\.[a-z][a-z0-9_-]*)*(?:\.\*)?)$/i

/** Reads the options of a rule when it is made. A misspelt option would be a condition that never bites, so none is passed over. */
export class OptionReader {
  readonly #factory: string
  readonly #options: ReadonlyMap<string, unknown>

  constructor(factory: string, options: unknown, known: readonly string[]) {
    if (typeof options !== 'object' || options === null || Array.isArray(options)) {
      throw new WaxsealError('rule-invalid', `\`${factory}\` takes an object of options`)
    }
    this.#factory = factory
    this.#options = new Map(Object.entries(options))
    const names = ['name', 'actions', ...known]
    for (const option of this.#options.keys()) {
      if (!names.includes(option)) throw this.invalid(option, `is none of its options: \`${names.join('`, `')}\``)
    }
  }

  /** The rule, with the name and the actions of the options, or else the usual ones. */
  rule(name: string, actions: readonly RuleActions[] | undefined, parts: Omit<Rule, 'name' | 'actions'>): Rule {
    return Object.freeze({ name: this.#name(name), actions: this.#actions(actions), ...parts })
  }

  /** The error for an option that makes no sense. Names of options are the host's own words; values are not repeated. */
  invalid(option: string, what: string): WaxsealError<'rule-invalid'> {
    return new WaxsealError('rule-invalid', `\`${this.#factory}\`: \`${option}\` ${what}`, { details: { option } })
  }

  /** The value as it stands. */
  get(option: string): unknown {
    return this.#options.get(option)
  }

  #name(usual: string): string {
    const name = this.get('name') ?? usual
    if (typeof name !== 'string' || !NAME.test(name)) {
      throw this.invalid('name', 'must be 1 to 100 letters, digits or any of `_./:-`')
    }
    return name
  }

  #actions(usual: readonly RuleActions[] | undefined): readonly string[] | undefined {
    const actions = this.texts('actions') ?? usual
    if (actions?.every((pattern) => PATTERN.test(pattern)) === false) {
      throw this.invalid('actions', 'must be actions, families such as `contacts.*`, or `*`')
    }
    return actions && Object.freeze([...actions])
  }

  /** Milliseconds, or `undefined` when the option is left out. */
  duration(option: string): number | undefined {
    const value = this.get(option)
    const ms = durationMs(value)
    if (value !== undefined && ms === undefined) throw this.invalid(option, `is wrong: ${NOT_A_DURATION}`)
    return ms
  }

  count(option: string, least = 0, most = Number.MAX_SAFE_INTEGER): number | undefined {
    const value = this.get(option)
    if (value === undefined) return undefined
    if (isCount(value) && value >= least && value <= most) return value
    throw this.invalid(option, `must be a whole number from ${least} to ${most}`)
  }

  /** Not empty. */
  text(option: string): string | undefined {
    const value = this.get(option)
    if (value === undefined || (typeof value === 'string' && value !== '')) return value
    throw this.invalid(option, 'must be a text')
  }

  /** At least one text, none of them empty. */
  texts(option: string): readonly string[] | undefined {
    const value = this.get(option)
    if (value === undefined) return undefined
    const right =
      Array.isArray(value) && value.length > 0 && value.every((text) => typeof text === 'string' && text !== '')
    if (!right) throw this.invalid(option, 'must be an array of at least one text')
    return [...value]
  }

  required<Value>(option: string, value: Value | undefined): Value {
    if (value === undefined) throw this.invalid(option, 'is missing')
    return value
  }
}
