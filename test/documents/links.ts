import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The relative links of a Markdown file that lead nowhere, as `file:line: target`. */
export function deadLinks(root: string, file: string, text: string): string[] {
  return text.split('\n').flatMap((line, index) =>
    [...line.matchAll(/\]\(([^)\s#]+)(?:#[^)\s]*)?\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !/^[a-z]+:/.test(target) && !existsSync(join(root, dirname(file), decodeURI(target))))
      .map((target) => `${file}:${index + 1}: ${target}`),
  )
}
