import { type Identity, isOwnAccount } from './identity.js'
import type { Letter } from './letter.js'
import { headerPlace } from './place.js'
import type { FoundService } from './services.js'
import type { Statement } from './verdict.js'

/** What is known of the service that carried a letter, and of the account there. */
export function serviceStatements(
  letter: Letter,
  service: FoundService | undefined,
  identity: Identity | undefined,
): Statement[] {
  if (!service) return []
  const { id, name, signature, proved, claimed, field } = service
  const place = headerPlace(letter, field?.number)
  const statements: Statement[] = []
  if (signature) {
    const text = `${name} carried the letter: \`${signature.domain}\`, the domain it signs with, signed it`
    statements.push({ code: 'service-proved', strength: 'proved', text, ...headerPlace(letter, signature.field) })
  } else {
    const text = `a header field claims that ${name} carried the letter; no signature of ${name} bears it out`
    statements.push({ code: 'service-claimed', strength: 'claimed', text, ...place })
  }
  if (proved) {
    const own = identity !== undefined && isOwnAccount(identity, id, proved.account)
    const text = `${name} says that account \`${proved.account}\` sent it, which is ${own ? 'ours' : 'not known as ours'}`
    statements.push({ code: own ? 'account-ours' : 'account-foreign', strength: 'proved', text, ...place })
  } else if (claimed) {
    const text = `a header field that ${name} did not sign names account \`${claimed.account}\``
    statements.push({ code: 'account-claimed', strength: 'claimed', text, ...place })
  }
  return statements
}
