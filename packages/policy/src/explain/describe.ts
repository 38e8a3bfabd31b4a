import type { Decision, DecisionRequest } from '../decision.js'
import type { EngineState } from '../engine/state.js'
import { isName } from '../policy/schema.js'
import { type Cure, stepsOf } from './cure.js'
import type { Deed, Phrases } from './phrases.js'

/** An explanation for people: a line for the decision, then one for each cure. */
export function describe(
  decision: Decision,
  request: DecisionRequest,
  cures: readonly Cure[],
  state: EngineState,
  words: Phrases,
): string {
  const first = words.refused(decision, deedOf(request, state))
  if (decision.allowed) return first
  const time = (at: number) => new Date(at).toISOString().replace(/(?::00)?\.000Z$/, 'Z')
  const lines = cures.map(
    (cure) =>
      `- ${stepsOf(cure)
        .map((step) => words.step(step, time))
        .join(words.and)}`,
  )
  return [first, ...(lines.length === 0 ? [words.none] : [words.would, ...lines])].join('\n')
}

function deedOf(request: DecisionRequest, state: EngineState): Deed {
  try {
    const { principal, action, resource } = request
    const id: unknown = typeof principal === 'string' ? principal : principal?.id
    const list: unknown = resource?.type === 'list' ? resource.id : undefined
    return {
      principal: isName(id) && !id.includes('@') ? id : undefined,
      action: typeof action === 'string' ? state.actions.find(action)?.name : undefined,
      list: typeof list === 'string' ? state.lists.get(list)?.id : undefined,
    }
  } catch {
    return { principal: undefined, action: undefined, list: undefined }
  }
}
