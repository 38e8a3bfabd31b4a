import type { GoMethod } from './go-method.js'
import { sendMethods } from './methods/email.js'
import { systemMethods } from './methods/system.js'

/** Every method of the Go API that the sandbox knows, by wire name without `.json`. */
export const GO_METHODS: ReadonlyMap<string, GoMethod> = new Map(Object.entries({ ...sendMethods, ...systemMethods }))
