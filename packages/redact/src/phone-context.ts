import { BREAK, CLASS, DIGIT, WORD, ZERO } from './char-class.js'
import { isPlaceholderBefore } from './placeholder.js'

/** What the words around a number say of it. */
export interface PhoneContext {
  /** A word for a phone stands near before it. */
  readonly phone: boolean
  /** That word stands directly before it. */
  readonly adjacent: boolean
  /** The nearest word before it says that it is something else: an order, an account, a document. */
  readonly other: boolean
}

/** No words at all. */
export const NO_CONTEXT: PhoneContext = { phone: false, adjacent: false, other: false }

const KEY_PHONE: PhoneContext = { phone: true, adjacent: true, other: false }
const OTHER: PhoneContext = { phone: false, adjacent: false, other: true }

const WINDOW = 48

const PHONE_WORDS = new Set(
  (
    'answer answering call calls calling cell cellphone cellular dial fax landline mob mobile msisdn ph phone phones reach sms tel telephone viber whats whatsapp ' +
    'вайбер ватсап вотсап доб дозвон дозвониться моб сот тел тлф трубка'
  ).split(' '),
)

/** Beginnings of words, whole words only from their first letter: `public` does not hold `lic`. */
const PHONE_STEMS = [
  'телефон',
  'мобильн',
  'сотов',
  'звон',
  'позвон',
  'перезвон',
  'созвон',
  'набер',
  'набрать',
  'факс',
  'смс',
]

const OTHER_WORDS = new Set(
  (
    'account acct barcode bik build card cards commit ean epoch gtin hash inn invoice isbn kpp lot ogrn order orders parcel passport ' +
    'policy receipt shipment sku snils ticket timestamp track tracking unix upc vin ' +
    'бик бис гост инн кбк кпп лот огрн огрнип окпо октмо омс полис снилс счет счёт чек шк'
  ).split(' '),
)

const OTHER_STEMS = [
  'заказ',
  'накладн',
  'трек',
  'артикул',
  'договор',
  'паспорт',
  'карт',
  'посылк',
  'отправлен',
  'штрих',
  'заявк',
]

/** Words that are passed over on the way to the nearest telling one. */
const FILLERS = new Set([
  'app',
  'number',
  'num',
  'no',
  'nr',
  'is',
  'at',
  'me',
  'us',
  'my',
  'on',
  'номер',
  'номеру',
  'ном',
  'по',
  'на',
  'с',
  'и',
])

/** In a key these say that the value is a time, a count or an id, whatever was said before: `phoneVerifiedAt`. */
const KEY_MEASURES = new Set(['at', 'count', 'date', 'id', 'ids', 'ms', 'sec', 'time', 'timestamp', 'total', 'ts'])

/**
 * Looks at the words before a number, at most 48 characters back and never behind `floor`, an earlier value's placeholder or, once a
 * word was seen, a line break. What no word says, the key of the field may say.
 */
export function phoneContext(text: string, start: number, floor: number, key: PhoneContext): PhoneContext {
  const first = Math.max(floor, start - WINDOW)
  let words = 0
  let direct = true
  let at = start
  while (at > first) {
    const code = text.charCodeAt(at - 1)
    const cls = CLASS[code] ?? BREAK
    if (cls !== WORD) {
      if (cls === DIGIT) direct = false
      if (isBarrier(text, at, code, words)) break
      at--
      continue
    }
    const begin = wordStart(text, at, first)
    // A word that the window cuts is no word.
    if (begin === first && first > floor && CLASS[text.charCodeAt(first - 1)] === WORD) break
    const word = text.slice(begin, at).toLowerCase()
    at = begin
    if (FILLERS.has(word)) continue
    words++
    if (isPhoneWord(word)) return { phone: true, adjacent: words === 1 && direct, other: false }
    if (isOtherWord(word)) return words === 1 ? OTHER : NO_CONTEXT
  }
  return words === 0 && direct ? key : { phone: key.phone, adjacent: false, other: key.other }
}

/** A line break after a word, or the end of an earlier value's placeholder. */
function isBarrier(text: string, at: number, code: number, words: number): boolean {
  return (code === 0x0a && words > 0) || (code === 0x5d && isPlaceholderBefore(text, at))
}

/** What the key of a field says of its value: `PHONE`, `user_phone`, `mobilePhone`, `Телефон`. */
export function keyContext(key: string): PhoneContext | undefined {
  let at = Math.min(key.length, 256)
  while (at > 0) {
    if ((CLASS[key.charCodeAt(at - 1)] ?? BREAK) !== WORD) {
      at--
      continue
    }
    const begin = wordStart(key, at, 0)
    const word = key.slice(begin, at).toLowerCase()
    at = begin
    if (KEY_MEASURES.has(word)) return NO_CONTEXT
    if (isPhoneWord(word)) return KEY_PHONE
    if (isOtherWord(word)) return OTHER
  }
  return undefined
}

/** Where the word that ends before an index begins; a capital after a small letter begins a new one, as in `userPhone`. */
function wordStart(text: string, end: number, first: number): number {
  let begin = end - 1
  while (begin > first) {
    const cls = CLASS[text.charCodeAt(begin - 1)] ?? BREAK
    if (cls !== WORD && cls !== ZERO) break
    if (isCapital(text.charCodeAt(begin)) && !isCapital(text.charCodeAt(begin - 1))) break
    begin--
  }
  return begin
}

function isCapital(code: number): boolean {
  return (code >= 0x41 && code <= 0x5a) || (code >= 0x410 && code <= 0x42f)
}

function isPhoneWord(word: string): boolean {
  return PHONE_WORDS.has(word) || hasStem(word, PHONE_STEMS)
}

function isOtherWord(word: string): boolean {
  return OTHER_WORDS.has(word) || hasStem(word, OTHER_STEMS)
}

/** All stems are Russian, most words of a log are not. */
function hasStem(word: string, stems: readonly string[]): boolean {
  return word.charCodeAt(0) > 0x7f && stems.some((stem) => word.startsWith(stem))
}
