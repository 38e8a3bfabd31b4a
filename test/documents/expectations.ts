import ts from 'typescript'

/** A `console.log(…) // text` statement: what it must print, and where it stands in the block, from 0. */
export interface Expectation {
  readonly line: number
  readonly text: string
}

/** A block made ready to run: each watched `console.log` reports under its number. No line moves. */
export interface Instrumented {
  readonly code: string
  readonly expectations: readonly Expectation[]
}

/** The global that the watched calls go to; declared for the type check, defined by the runner. */
export const PROBE = '__printed'

/** Finds the statements that promise an output and directs their calls to the probe. */
export function instrument(code: string): Instrumented {
  const source = ts.createSourceFile('block.ts', code, ts.ScriptTarget.ES2022, true)
  const expectations: Expectation[] = []
  const edits: { from: number; to: number; text: string }[] = []
  function visit(node: ts.Node): void {
    if (ts.isExpressionStatement(node)) {
      const callee = printCall(node.expression)
      const text = callee && commentAfter(code, node.end)
      if (callee !== undefined && text !== undefined) {
        edits.push({ from: callee.getStart(source), to: callee.end, text: `${PROBE}(${expectations.length})` })
        expectations.push({ line: source.getLineAndCharacterOfPosition(node.end).line, text })
      }
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  let instrumented = code
  for (const { from, to, text } of edits.reverse()) {
    instrumented = instrumented.slice(0, from) + text + instrumented.slice(to)
  }
  return { code: instrumented, expectations }
}

/** Outputs and comments are compared with every run of white space as one blank, for an object may be printed on many lines. */
export function sameOutput(printed: string, promised: string): boolean {
  return collapse(printed) === collapse(promised)
}

function collapse(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

function printCall(expression: ts.Expression): ts.Expression | undefined {
  if (!ts.isCallExpression(expression) || !ts.isPropertyAccessExpression(expression.expression)) return undefined
  const { expression: object, name } = expression.expression
  return ts.isIdentifier(object) && object.text === 'console' && name.text === 'log' ? expression.expression : undefined
}

function commentAfter(code: string, position: number): string | undefined {
  return /^[ \t]*;?[ \t]*\/\/ ?(.*)/.exec(code.slice(position, position + 2000))?.[1]
}
