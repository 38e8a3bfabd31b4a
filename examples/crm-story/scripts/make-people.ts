/**
 * Makes `data/people.csv`: 2,000 people who do not exist, from a fixed seed. Addresses end in `.example` (RFC 2606) and phone
 * numbers lie in ranges that no network has (+7 000, and +44 7700 900 of Ofcom's numbers for drama), so nothing here can reach anybody.
 */
import { writeFileSync } from 'node:fs'

const RUSSIAN_NAMES = [
  ['Анна', 'anna'],
  ['Мария', 'maria'],
  ['Ольга', 'olga'],
  ['Елена', 'elena'],
  ['Дарья', 'daria'],
  ['Софья', 'sofia'],
  ['Иван', 'ivan'],
  ['Пётр', 'petr'],
  ['Олег', 'oleg'],
  ['Максим', 'maxim'],
  ['Артём', 'artem'],
  ['Юрий', 'yuri'],
] as const
const RUSSIAN_SURNAMES = [
  ['Лебедь', 'lebed'],
  ['Шевченко', 'shevchenko'],
  ['Мороз', 'moroz'],
  ['Чайка', 'chayka'],
  ['Заяц', 'zayats'],
  ['Коваль', 'koval'],
  ['Гринь', 'grin'],
  ['Бондарь', 'bondar'],
  ['Соловей', 'solovey'],
  ['Рябко', 'ryabko'],
  ['Щука', 'shchuka'],
  ['Эйхман', 'eikhman'],
] as const
const ENGLISH_NAMES = [
  'Alice',
  'Grace',
  'Hannah',
  'Ruth',
  'Sophie',
  'Emma',
  'George',
  'Henry',
  'Oscar',
  'Felix',
  'Arthur',
  'Miles',
]
const ENGLISH_SURNAMES = [
  'Ashdown',
  'Birchall',
  'Copperfield',
  'Dunmore',
  'Eastwick',
  'Fairburn',
  'Greaves',
  "O'Hara",
  'Holloway',
  'Inglewood',
]
const DOMAINS = ['mail.example', 'post.example', 'inbox.example', 'почта.example', 'firm.example', 'home.example']

let state = 20261123
function pick<T>(items: readonly T[]): T {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  const item = items[Math.floor((state / 2 ** 32) * items.length)]
  if (item === undefined) throw new Error('nothing to pick from')
  return item
}

function listOf(index: number): string {
  if (index % 50 === 7) return 'vip'
  return index % 5 < 3 ? 'spb' : 'msk'
}

const lines = ['email;phone;to_name;city;list']
for (let index = 0; index < 2000; index++) {
  const list = listOf(index)
  const city = list === 'msk' ? 'Москва' : 'Санкт-Петербург'
  const number = String(1_000_000 + index * 37).slice(1)
  if (index % 4 === 3) {
    const name = pick(ENGLISH_NAMES)
    const surname = pick(ENGLISH_SURNAMES)
    const local = `${name}.${surname}`.toLowerCase().replace(/[^a-z.]/g, '')
    lines.push(
      `${local}.${index}@${pick(DOMAINS)};+44 7700 900${String(Math.floor(index / 4)).padStart(3, '0')};${name} ${surname};${city};${list}`,
    )
  } else {
    const [name, latinName] = pick(RUSSIAN_NAMES)
    const [surname, latinSurname] = pick(RUSSIAN_SURNAMES)
    const phone = `+7 000 ${number.slice(0, 3)}-${number.slice(3, 5)}-${number.slice(4, 6)}`
    lines.push(`${latinName}.${latinSurname}.${index}@${pick(DOMAINS)};${phone};${name} ${surname};${city};${list}`)
  }
}
writeFileSync(new URL('../data/people.csv', import.meta.url), `${lines.join('\n')}\n`)
