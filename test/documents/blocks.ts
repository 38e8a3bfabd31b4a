/** One ```ts block of a document. */
export interface Block {
  /** Path from the root of the repository. */
  readonly file: string
  /** Line of the block's first line of code in that file, from 1. */
  readonly line: number
  readonly code: string
  /** False when the block is marked `no-run`. */
  readonly runs: boolean
}

/** What a document holds: its blocks and what is wrong with the way they are written, as `file:line: …`. */
export interface Blocks {
  readonly blocks: readonly Block[]
  readonly problems: readonly string[]
}

/** Other names of the language: such a block would not be run, and nobody would notice. */
const NEAR_MISSES = ['js', 'javascript', 'mjs', 'mts', 'typescript', 'tsx']

/** Finds the ```ts blocks of a Markdown file. */
export function markdownBlocks(file: string, text: string): Blocks {
  return fenced(
    file,
    text.split('\n').map((line, index) => ({ line: index + 1, text: line })),
  )
}

/** Finds the ```ts blocks in the doc comments of a TypeScript file. Every `@example` must have one. */
export function commentBlocks(file: string, text: string): Blocks {
  const blocks: Block[] = []
  const problems: string[] = []
  for (const comment of docComments(text)) {
    const found = fenced(file, comment)
    blocks.push(...found.blocks)
    problems.push(...found.problems)
    for (const [index, { line, text }] of comment.entries()) {
      if (!text.startsWith('@example')) continue
      const rest = comment.slice(index + 1)
      const end = rest.findIndex((next) => next.text.startsWith('@'))
      const body = end < 0 ? rest : rest.slice(0, end)
      if (!body.some((next) => next.text.startsWith('```ts')))
        problems.push(`${file}:${line}: example without a ts block`)
    }
  }
  return { blocks, problems }
}

interface Line {
  readonly line: number
  readonly text: string
}

/** The lines of each doc comment, without their stars. */
function docComments(text: string): Line[][] {
  const comments: Line[][] = []
  let open: Line[] | undefined
  for (const [index, line] of text.split('\n').entries()) {
    if (open === undefined) {
      if (/^\s*\/\*\*(?!.*\*\/)/.test(line)) open = []
    } else if (line.includes('*/')) {
      comments.push(open)
      open = undefined
    } else {
      open.push({ line: index + 1, text: line.replace(/^\s*\* ?/, '') })
    }
  }
  return comments
}

function fenced(file: string, lines: readonly Line[]): Blocks {
  const blocks: Block[] = []
  const problems: string[] = []
  let open: { info: string[]; fence: string; indent: string; line: number; code: string[] } | undefined
  for (const { line, text } of lines) {
    if (open === undefined) {
      const [, indent = '', fence = '', info = ''] = /^(\s*)(`{3,})([^`]*)$/.exec(text) ?? []
      if (fence !== '') open = { info: info.trim().split(/\s+/), fence, indent, line: line + 1, code: [] }
    } else if (text.trim() === open.fence) {
      const [language = '', ...marks] = open.info
      if (NEAR_MISSES.includes(language)) {
        problems.push(`${file}:${open.line - 1}: \`${language}\` blocks are not run, write \`ts\``)
      }
      if (language === 'ts') {
        blocks.push({ file, line: open.line, code: `${open.code.join('\n')}\n`, runs: !marks.includes('no-run') })
      }
      open = undefined
    } else {
      open.code.push(text.startsWith(open.indent) ? text.slice(open.indent.length) : text.trimStart())
    }
  }
  if (open !== undefined) problems.push(`${file}:${open.line - 1}: block without an end`)
  return { blocks, problems }
}
