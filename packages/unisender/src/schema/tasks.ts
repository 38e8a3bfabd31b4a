import * as z from 'zod'
import { once } from '../once.js'
import { maybeText, text, word } from './atoms.js'

export const getTaskResultArguments = once(() => z.strictObject({ task_uuid: text().max(100) }))

/** The state of a job: `new`, `processing`, `completed`, or a word that is not documented. */
export const taskAnswer = once(() =>
  z.object({
    task_uuid: text().max(100),
    status: word<'new' | 'processing' | 'completed'>(),
    task_type: maybeText(),
    file_to_download: maybeText(),
  }),
)
