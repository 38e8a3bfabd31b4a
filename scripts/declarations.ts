import { join, posix, relative, sep } from 'node:path'
import ts from 'typescript'
import { root, type WorkspacePackage } from './workspace.js'

/** Declaration files by path from the repository's root, and what the compiler had to say. */
export interface Declarations {
  readonly files: ReadonlyMap<string, string>
  readonly problems: readonly string[]
}

/**
 * Makes the declarations of all packages in one program, which is faster than a bundler run for each. Only files
 * that an entry leads to are kept, each also as a CommonJS copy.
 */
export function makeDeclarations(packages: readonly WorkspacePackage[]): Declarations {
  const entries = packages.flatMap(({ folder, entries }) => entries.map(({ source }) => join(folder, source)))
  const program = ts.createProgram(entries, compilerOptions())
  const made = new Map<string, string>()
  const emitted = program.emit(undefined, (path, text) => made.set(toPosix(relative(root, path)), text))
  const problems = [
    ...program.getSyntacticDiagnostics(),
    ...program.getDeclarationDiagnostics(),
    ...emitted.diagnostics,
  ]

  const files = new Map<string, string>()
  const open = entries.map((path) => toPosix(relative(root, path)).replace(/\.ts$/, '.d.ts'))
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const text = made.get(path)
    const target = path.replace('/src/', '/dist/')
    if (text === undefined || files.has(target)) continue
    files.set(target, text)
    files.set(target.replace(/\.d\.ts$/, '.d.cts'), toCommonJs(text))
    const from = posix.dirname(path)
    open.push(...relativeImports(text).map(({ fileName }) => posix.join(from, fileName.replace(/\.js$/, '.d.ts'))))
  }
  return { files, problems: [...new Set(problems.map(describe))] }
}

/** The declaration file for `require`: the same text, with its neighbours called by their CommonJS names. */
export function toCommonJs(text: string): string {
  let copy = text
  for (const { fileName, pos } of relativeImports(text).reverse()) {
    // Positions are those of the quoted specifier.
    const start = text.indexOf(fileName, pos)
    copy = `${copy.slice(0, start)}${fileName.replace(/\.js$/, '.cjs')}${copy.slice(start + fileName.length)}`
  }
  return copy
}

function relativeImports(text: string): ts.FileReference[] {
  return ts
    .preProcessFile(text, true, false)
    .importedFiles.filter(({ fileName }) => fileName.startsWith('.'))
    .sort((left, right) => left.pos - right.pos)
}

function compilerOptions(): ts.CompilerOptions {
  const path = join(root, 'tsconfig.json')
  const { config } = ts.readConfigFile(path, ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, root, undefined, path)
  return { ...options, noEmit: false, declaration: true, emitDeclarationOnly: true, rootDir: root, outDir: root }
}

function describe(diagnostic: ts.Diagnostic): string {
  const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ')
  if (diagnostic.file === undefined) return message
  const { line } = diagnostic.file.getLineAndCharacterOfPosition(diagnostic.start ?? 0)
  return `${toPosix(relative(root, diagnostic.file.fileName))}:${line + 1}: ${message}`
}

function toPosix(path: string): string {
  return path.split(sep).join('/')
}
