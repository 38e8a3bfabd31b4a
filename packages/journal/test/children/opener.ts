import { isWaxsealError, type Journal } from '@waxseal/core'
import { fileJournal } from '@waxseal/journal/node'

// Opens the journal that a message names and tells what came of it; an empty message closes it.
let journal: Journal | undefined

async function answer(directory: string): Promise<unknown> {
  if (directory === '') {
    await journal?.close()
    journal = undefined
    return { closed: true }
  }
  try {
    journal = await fileJournal(directory)
    return { opened: process.pid }
  } catch (error) {
    return isWaxsealError(error) ? { code: error.code, ...error.details } : { error: String(error) }
  }
}

process.on('message', (message) => {
  void answer(String(message)).then((reply) => process.send?.(reply))
})
process.send?.({ ready: true })
