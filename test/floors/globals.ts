import ts from 'typescript'

const NODE_GLOBALS = new Set([
  'Buffer',
  'process',
  'global',
  'require',
  'module',
  '__dirname',
  '__filename',
  'setImmediate',
  'clearImmediate',
])

/** The globals of Node that a source uses, each once. Property and parameter names of the same spelling do not count. */
export function usedGlobals(path: string, text: string): string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true)
  const used = new Set<string>()
  const declared = new Set<string>()
  function visit(node: ts.Node): void {
    if (ts.isIdentifier(node) && NODE_GLOBALS.has(node.text)) {
      if (declares(node)) declared.add(node.text)
      else if (!isMemberName(node)) used.add(node.text)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return [...used].filter((name) => !declared.has(name))
}

function declares(node: ts.Identifier): boolean {
  const parent = node.parent
  return (
    (ts.isVariableDeclaration(parent) ||
      ts.isParameter(parent) ||
      ts.isBindingElement(parent) ||
      ts.isFunctionDeclaration(parent) ||
      ts.isImportSpecifier(parent) ||
      ts.isImportClause(parent)) &&
    parent.name === node
  )
}

function isMemberName(node: ts.Identifier): boolean {
  const parent = node.parent
  // `globalThis.process` is the global all the same.
  if (ts.isPropertyAccessExpression(parent)) {
    return parent.name === node && !(ts.isIdentifier(parent.expression) && parent.expression.text === 'globalThis')
  }
  if (ts.isBindingElement(parent)) return parent.propertyName === node
  if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent)) return parent.propertyName === node
  return (
    (ts.isPropertyAssignment(parent) ||
      ts.isPropertySignature(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isMethodDeclaration(parent) ||
      ts.isMethodSignature(parent) ||
      ts.isGetAccessor(parent) ||
      ts.isSetAccessor(parent) ||
      ts.isEnumMember(parent) ||
      ts.isNamedTupleMember(parent)) &&
    parent.name === node
  )
}
