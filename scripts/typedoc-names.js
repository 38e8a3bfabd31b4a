import { readFileSync } from 'node:fs'
import { Converter, ReflectionKind } from 'typedoc'

/**
 * Calls each module by the name it is imported by: `@waxseal/journal/node`, not `journal/src/node`.
 *
 * @param {import('typedoc').Application} app
 */
export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getReflectionsByKind(ReflectionKind.Module)) {
      const [, room, entry = 'index'] = /^([^/]+)\/src(?:\/(\w+))?$/.exec(module.name) ?? []
      if (room === undefined) continue
      const { name } = JSON.parse(readFileSync(new URL(`../packages/${room}/package.json`, import.meta.url), 'utf8'))
      module.name = entry === 'index' ? name : `${name}/${entry}`
    }
  })
}
