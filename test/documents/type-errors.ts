import { join } from 'node:path'
import ts from 'typescript'

/** A type error and its line in the file, from 0. */
export interface TypeFault {
  readonly line: number
  readonly message: string
}

/** Checks the files in one program with the options of the repository. Gives the faults of each file. */
export function typeErrors(root: string, paths: readonly string[], globals: string): TypeFault[][] {
  const { options, errors } = readOptions(root)
  if (errors.length > 0) throw new Error(errors.join('\n'))
  const globalsPath = join(root, '.docs-tests', 'globals.d.ts')
  const host = ts.createCompilerHost(options)
  const { fileExists, readFile } = host
  host.fileExists = (path) => path === globalsPath || fileExists(path)
  host.readFile = (path) => (path === globalsPath ? globals : readFile(path))
  const program = ts.createProgram([globalsPath, ...paths], options, host)
  return paths.map((path) => {
    const source = program.getSourceFile(path)
    if (source === undefined) return [{ line: 0, message: 'is not in the program' }]
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
    return found.map((diagnostic) => ({
      line: source.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line,
      message: ts.flattenDiagnosticMessageText(diagnostic.messageText, ' '),
    }))
  })
}

function readOptions(root: string): { options: ts.CompilerOptions; errors: string[] } {
  const path = join(root, 'tsconfig.json')
  const { config, error } = ts.readConfigFile(path, ts.sys.readFile)
  const parsed = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, root, undefined, path)
  // "No inputs were found" is meant.
  const faults = [...(error ? [error] : []), ...parsed.errors.filter(({ code }) => code !== 18002 && code !== 18003)]
  return {
    options: { ...parsed.options, moduleDetection: ts.ModuleDetectionKind.Force },
    errors: faults.map((fault) => ts.flattenDiagnosticMessageText(fault.messageText, ' ')),
  }
}
