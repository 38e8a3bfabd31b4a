import type { Jobs } from '../jobs.js'
import { type Answer, pageAnswer } from './answer.js'
import type { Route } from './http-server.js'

/** The files that jobs have written: gives the call for a path like `/files/NAME.csv`. No key is asked for: the name is the secret. */
export function createFileApi(jobs: Jobs): (path: string) => Route | undefined {
  return (path) => {
    if (!path.startsWith('/files/')) return undefined
    const file = jobs.file(path.slice('/files/'.length))
    return {
      method: 'file',
      maxBody: 0,
      answer: () => (file === undefined ? notFound() : csvAnswer(file)),
      busy: () => pageAnswer(429, 'Too Many Requests', 'http-429'),
    }
  }
}

function notFound(): Answer {
  return pageAnswer(404, 'Not Found', 'http-404')
}

function csvAnswer(body: string): Answer {
  return { status: 200, type: 'text/csv; charset=utf-8', body, outcome: 'ok' }
}
