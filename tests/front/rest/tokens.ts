// The bearer tokens of the cases: `Authorization: as WHO [signed HOW]`.
import { createHmac } from 'node:crypto'

/** Both programs verify with it. */
export const jwt_secret = 'a secret of the conformance suite that nobody else uses'

const year_s = 365 * 24 * 3600
const nowS = (): number => Math.floor(Date.now() / 1000)

/** Persons by name; every other WHO is the JSON of the claims, in which NOW stands for this second. */
const persons: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  ada: { role: 'authenticated', sub: '11111111-0000-4000-8000-000000000001', email: 'ada@library.test' },
  ben: { role: 'authenticated', sub: '22222222-0000-4000-8000-000000000002', email: 'ben@library.test' },
  service: { role: 'service_role' },
  reader: { role: 'reader' },
  stranger: { role: 'stranger' },
  ghost: { role: 'ghost' },
}

/** The header's value for what a case writes after `Authorization:`; undefined sends none. */
export function authorization(text: string): string | undefined {
  const spoken = /^as (.+?)(?: signed (\S+))?$/.exec(text)
  if (!spoken) return text
  const [, who, how] = spoken
  if (who === 'nobody') return undefined
  return `Bearer ${token(claimsOf(who!), how ?? 'HS256')}`
}

function claimsOf(who: string): string {
  const person = persons[who]
  if (person) return JSON.stringify({ ...person, exp: nowS() + year_s })
  if (!who.startsWith('{') && !who.startsWith('[')) throw new Error(`nobody is called ${who}`)
  return who.replaceAll(/\bNOW([+-]\d+)?\b/g, (_, offset?: string) => String(nowS() + Number(offset ?? 0)))
}

/** `how`: an HMAC algorithm, `wrongly` (with another secret) or `none` (without a signature). */
function token(claims: string, how: string): string {
  const algorithm = how === 'wrongly' ? 'HS256' : how
  const part = (text: string): string => Buffer.from(text).toString('base64url')
  const signed = `${part(JSON.stringify({ alg: algorithm, typ: 'JWT' }))}.${part(claims)}`
  if (how === 'none') return `${signed}.`
  const secret = how === 'wrongly' ? `not ${jwt_secret}` : jwt_secret
  const hash = `sha${algorithm.slice(2)}`
  return `${signed}.${createHmac(hash, secret).update(signed).digest('base64url')}`
}
