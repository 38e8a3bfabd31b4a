#!/usr/bin/env node
import { buffer } from 'node:stream/consumers'
import { EXIT } from './io.js'
import { main } from './main.js'

// Whoever reads may stop, as `head` does, or the disk may be full.
process.stdout.on('error', () => process.exit(EXIT.failed))

const interrupted = new Promise<void>((resolve) => {
  process.once('SIGINT', () => resolve())
  process.once('SIGTERM', () => resolve())
})

process.exitCode = await main(process.argv.slice(2), {
  print: (line) => console.log(line),
  complain: (line) => console.error(`waxseal: ${line}`),
  readStdin: () => buffer(process.stdin),
  interrupted,
})
