import { conflictFinder } from './conflicts.js'
import type { Note } from './finding.js'
import { actionsIn } from './grant-cover.js'
import type { Line } from './grant-shelf.js'
import type { Ground } from './ground.js'
import { deniesOver, grantOver, hasContentBeside } from './idle-beside-others.js'
import { noteIdle } from './idle-grants.js'
import { grantWord, grantWords, MOST_GRANTS } from './words.js'

/** Notes grants that decide nothing, are covered by others, or are at odds with them. */
export function noteGrants(ground: Ground, note: Note): void {
  const deciding = ground.lines.filter((line) => !noteIdle(line, ground, note))
  const denying = deciding.filter(({ grant }) => grant.denies)
  const conflicts = conflictFinder(denying, ground)
  const send = ground.state.actions.find('campaigns.send.email')?.index ?? -1
  for (const line of deciding) {
    if (!line.grant.denies && noteShadowed(line, ground, note)) continue
    if (noteRedundant(line, ground, note) || line.grant.denies) continue
    noteConflict(line, conflicts.deniesInto(line), note)
    if (line.grant.covers[send] === 1) noteContent(line, send, ground, note)
  }
}

function noteShadowed(line: Line, ground: Ground, note: Note): boolean {
  const { index, grant } = line
  const denies = deniesOver(line, actionsIn(grant.covers), ground)
  if (denies === undefined) return false
  const message = `all that ${grantWord(grant.id)} allows is denied by ${grantWords(denies)}`
  note('grant-shadowed', 'warning', ['grants', index], message, [grant.id, ...denies.slice(0, MOST_GRANTS)])
  return true
}

function noteRedundant(line: Line, ground: Ground, note: Note): boolean {
  const { index, grant } = line
  const other = grantOver(line, ground)
  if (other === undefined) return false
  const verb = grant.denies ? 'denies' : 'allows'
  const message = `all that ${grantWord(grant.id)} ${verb}, ${grantWord(other)} ${verb} too`
  note('grant-redundant', 'note', ['grants', index], message, [grant.id, other])
  return true
}

function noteConflict({ index, grant }: Line, denies: readonly string[], note: Note): void {
  if (denies.length === 0) return
  const message = `${grantWord(grant.id)} is cut by ${grantWords(denies)}, made to the same holder`
  note('grant-conflict', 'note', ['grants', index], message, [grant.id, ...denies])
}

/** Whoever means sending writes it; whoever writes `*` may mean everything else. */
function noteContent(line: Line, send: number, ground: Ground, note: Note): void {
  const { index, grant } = line
  if (grant.content !== undefined || hasContentBeside(line, send, ground)) return
  if (deniesOver(line, [send], ground) !== undefined) return
  const named = grant.source.allow?.some((pattern) => pattern.startsWith('campaigns.send.'))
  const message = `${grantWord(grant.id)} allows to send e-mail and has no content rule, so that no letter fits it`
  note('content-missing', named ? 'warning' : 'note', ['grants', index], message, [grant.id])
}
