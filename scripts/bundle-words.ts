import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import ts from 'typescript'

/** Words that may not stand in what a package publishes, because they would break its promise. */
interface Ban {
  readonly packages: readonly string[]
  readonly words: readonly RegExp[]
}

const NEUTRAL = [
  '@waxseal/core',
  '@waxseal/journal',
  '@waxseal/policy',
  '@waxseal/provenance',
  '@waxseal/redact',
  '@waxseal/testing',
  '@waxseal/unisender',
  'waxseal',
]

const BANS: readonly Ban[] = [
  { packages: NEUTRAL, words: [/['"]node:/, /\bBuffer\b/, /\bprocess\./, /\brequire\(/] },
  { packages: [...NEUTRAL, '@waxseal/sandbox'], words: [/\bconsole\./] },
  { packages: ['@waxseal/policy', '@waxseal/redact', '@waxseal/journal', '@waxseal/provenance'], words: [/\bfetch\(/] },
  { packages: ['@waxseal/policy'], words: [/\bDate\.now\b/, /\bnew Date\(\)/] },
]

/** The forbidden words in the ES modules that a package's neutral entry leads to, one sentence each. */
export function forbiddenWords(name: string, folder: string): string[] {
  const words = BANS.filter(({ packages }) => packages.includes(name)).flatMap((ban) => ban.words)
  return modulesFrom(join(folder, 'dist/index.js')).flatMap((path) => {
    const text = readFileSync(path, 'utf8')
    return words
      .filter((word) => word.test(text))
      .map((word) => `${name}: ${word} stands in ${path.slice(folder.length + 1)}`)
  })
}

function modulesFrom(entry: string): string[] {
  const found = new Set<string>()
  const open = [entry]
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (found.has(path)) continue
    found.add(path)
    for (const { fileName } of ts.preProcessFile(readFileSync(path, 'utf8')).importedFiles) {
      if (fileName.startsWith('.')) open.push(join(dirname(path), fileName))
    }
  }
  return [...found]
}
