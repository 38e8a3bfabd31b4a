export { EXIT, type Io, printable } from './io.js'
export { HELP, main } from './main.js'
