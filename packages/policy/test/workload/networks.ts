import type { Random } from './random.js'

/** A network in CIDR form; a third are IPv6. */
export function drawNetwork(random: Random): string {
  if (random.chance(0.33)) {
    const prefix = random.pick([48, 56, 64, 64, 128])
    const groups = Array.from({ length: 8 }, (_, index) => (index * 16 < prefix ? random.below(65_536) : 0))
    groups[0] = 0x2000 + random.below(0x1000)
    if (prefix === 56) groups[3] = (groups[3] ?? 0) & 0xff00
    return `${groups.map((group) => group.toString(16)).join(':')}/${prefix}`
  }
  const prefix = random.pick([20, 22, 24, 24, 27, 29, 32, 32])
  const word = ((1 + random.below(222)) * 2 ** 24 + random.below(2 ** 24)) & (-1 << (32 - prefix))
  return prefix === 32 && random.chance(0.5) ? dotted(word) : `${dotted(word)}/${prefix}`
}

/** An address in a network drawn above. */
export function drawAddressIn(random: Random, network: string): string {
  const [base = '', prefix = base.includes(':') ? '128' : '32'] = network.split('/')
  if (!base.includes(':')) {
    const word = base.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
    return dotted(word + random.below(2 ** (32 - Number(prefix))))
  }
  const groups = base.split(':').map((group, index) => {
    const free = Math.min(16, Math.max(0, (index + 1) * 16 - Number(prefix)))
    return Number.parseInt(group, 16) + random.below(2 ** free)
  })
  return groups.map((group) => group.toString(16)).join(':')
}

/** The same address as another careless reader might spell it: half of these are well formed and mean the same, the others are refused. */
export function spellOddly(random: Random, ip: string): string {
  if (ip.includes(':')) {
    const groups = ip.split(':')
    return random.pick([
      ip.toUpperCase(),
      groups.map((group) => group.padStart(4, '0')).join(':'),
      ip.replace(/(?::0)+(?=:|$)/, ':').replace(/:$/, '::'),
      `${ip}%eth0`,
      `[${ip}]`,
      `[${ip}]:443`,
      `${ip}/128`,
      `0${ip}`,
      `${ip}:0`,
    ])
  }
  const octets = ip.split('.').map(Number)
  const [first = 0, second = 0, third = 0, fourth = 0] = octets
  const word = ((first * 256 + second) * 256 + third) * 256 + fourth
  const hex = [first * 256 + second, third * 256 + fourth].map((half) => half.toString(16)).join(':')
  return random.pick([
    `::ffff:${ip}`,
    `::FFFF:${hex}`,
    `0:0:0:0:0:ffff:${hex}`,
    `0000:0000:0000:0000:0000:FFFF:${ip}`,
    `::${ip}`,
    `::ffff:0:${ip}`,
    `0${ip}`,
    octets.map((octet) => `0x${octet.toString(16)}`).join('.'),
    octets.map((octet) => octet.toString(8).padStart(3, '0')).join('.'),
    `${first}.${second}.${third * 256 + fourth}`,
    String(word),
    `0x${word.toString(16)}`,
    `${ip}:443`,
    `${ip}/32`,
    ` ${ip}`,
    `${ip}\n`,
    `${ip}.`,
    ip.replace(/\d/, (digit) => String.fromCharCode(0x0660 + Number(digit))),
  ])
}

function dotted(word: number): string {
  return [24, 16, 8, 0].map((shift) => (word >>> shift) & 255).join('.')
}
