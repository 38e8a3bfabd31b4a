/** Letters of other alphabets that look like a Latin one in lower case; after Unicode TR 39, the part that mail shows. */
const CONFUSABLE: ReadonlyMap<string, string> = new Map(
  Object.entries({
    a: 'аαɑ',
    b: 'вьβƅß',
    c: 'сϲ',
    d: 'ԁđ',
    e: 'еεєɛ',
    f: 'ƒ',
    g: 'ɡԍ',
    h: 'нһ',
    i: 'іιıɩ',
    j: 'јϳ',
    k: 'кκĸ',
    l: '1ӏǀłⅼ|',
    m: 'м',
    n: 'пηո',
    o: '0оοσøօө',
    p: 'рρþ',
    q: 'ԛ',
    r: 'гɼ',
    s: 'ѕƽ',
    t: 'тτŧ',
    u: 'иυս',
    v: 'ѵν',
    w: 'ԝωшѡ',
    x: 'хχ',
    y: 'уγү',
    z: 'ʐ',
  }).flatMap(([latin, others]) => [...others].map((other) => [other, latin] as const)),
)

/**
 * What a name looks like to a hurried eye: lower case, accents and invisible characters dropped, look-alike letters in Latin, `rn` as `m`
 * and `vv` as `w`. Two names with one skeleton can be taken for each other.
 */
export function skeleton(text: string): string {
  let out = ''
  for (const char of text.normalize('NFKD').toLowerCase()) {
    if (/^[\p{M}\p{Cf}]$/u.test(char)) continue
    out += CONFUSABLE.get(char) ?? char
  }
  return out.replaceAll('rn', 'm').replaceAll('vv', 'w')
}
