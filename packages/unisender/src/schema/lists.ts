import * as z from 'zod'
import { once } from '../once.js'
import { id, line, listOf, text } from './atoms.js'

/** `getLists` takes nothing. */
export const getListsArguments = once(() => z.strictObject({}))

export const getListsAnswer = once(() => listOf(z.object({ id: id(), title: z.string() })))

export const createListArguments = once(() =>
  z.strictObject({
    title: line(),
    before_subscribe_url: text().optional(),
    after_subscribe_url: text().optional(),
  }),
)

export const createListAnswer = once(() => z.object({ id: id() }))
