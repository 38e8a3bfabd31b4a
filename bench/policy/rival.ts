import type { Question } from './company.js'

/** Another engine that was given the company's policy. */
export interface Rival {
  readonly name: string
  /** How many requests it is given: a slow one gets fewer. */
  readonly compared: number
  /** A request in the form in which this engine is asked, made beforehand; the function answers it. */
  ask(question: Question): () => boolean
}
