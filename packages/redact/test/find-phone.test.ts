import { expect, test } from 'vitest'
import { createRedactor } from '../src/index.js'

const redactor = createRedactor({ types: ['PHONE'] })

function found(text: string): string[] {
  return redactor.find(text).map((span) => text.slice(span.start, span.end))
}

/** Found as they stand, without a word that announces them. */
const PHONES = [
  // Russia
  '+7 916 123-45-67',
  '+7 (916) 123-45-67',
  '+7(916)123-45-67',
  '+7-916-123-45-67',
  '+7.916.123.45.67',
  '+79161234567',
  '+7\u00a0916\u00a0123\u00a045\u00a067',
  '+7\u2011916\u2011123\u201145\u201167',
  '+7 (3452) 57-32-68',
  '+7 916 123–45–67',
  '8 916 123 45 67',
  '8 (916) 123-45-67',
  '8(916)123-45-67',
  '8-800-555-35-35',
  '8.963.312.71.97',
  '8 (3452) 99-25-04',
  '89161234567',
  '79161234567',
  '84951234567',
  '8916 123-45-67',
  '8 9 5 2 7 1 4 9 4 5 4',
  '(495) 123-45-67',
  '(3452) 57-76-71',
  '916-123-45-67',
  '+７ ９２１ ３７５ ８９ ２６',
  '8\u200b812\u200b8821620',
  '+٧ ٩١٦ ١٢٣ ٤٥ ٦٧',
  // others
  '+1 (617) 555-0109',
  '+1-512-958-7199',
  '1-512-958-7199',
  '(312) 455-0859',
  '512-376-2426',
  '646.478.6305',
  '+44 20 7838 6307',
  '+49 (0)89 397599',
  '+49 89/397599',
  '+33 6 22 50 17 32',
  '+375 (29) 699-37-94',
  '+380 93 409 80 95',
  '+971 50 270 0758',
  '+ 7 916 123 45 67',
  '001-212-555-0109',
  '00 44 20 7838 6307',
  '+(7) 916 123 45 67',
  // encoded
  '%2B79161234567',
  '%2B7%20916%20123-45-67',
  '+7\\u00a0916\\u00a0123-45-67',
]

test.each(PHONES)('%s', (phone) => {
  expect(found(phone)).toEqual([phone])
  expect(found(`Ждём, ${phone}, до вечера`)).toEqual([phone])
  expect(found(`{"a":"${phone}"}`)).toEqual([phone])
})

/** Found because of the words before, not without them. */
const ANNOUNCED: readonly (readonly [string, string])[] = [
  ['тел. ', '9161234567'],
  ['Мобильный: ', '916 123 45 67'],
  ['звоните ', '123-45-67'],
  ['call me at ', '512 376 2426'],
  ['phone number: ', '020 7838 6307'],
  ['tel:', '5551234'],
  ['{"phone":"', '9161234567'],
  ['"userPhone": ', '9161234567'],
  ['user_phone=', '9161234567'],
  ['WhatsApp ', '00442078386307'],
  ['тел', '1234567'],
]

test.each(ANNOUNCED)('%s%s', (before, phone) => {
  expect(found(before + phone)).toEqual([phone])
  expect(found(`вот ${phone}`)).toEqual([])
})

const OTHERS = [
  'Заказы 7793954884, 44161319265 и 8862428000646964 переданы',
  'Заказ 79161234567',
  'Order no. 89161234567',
  '№ 89161234567',
  'СНИЛС 171-488-461 92',
  'ИНН 771234567890, КПП 771201001, ОГРН 1157734478648',
  'р/с 40802810813602035915',
  'карта 4276 8380 1234 5678',
  'IBAN FR57 3878 5461 6810 7433 7798 567',
  'карта 5469 0039 4122 7503, IBAN NL60 ABNA 0056 6752 22',
  'SSN 233-64-0936',
  'ISBN 978-5-981-15555-8, EAN 4001781790896',
  'epoch=1702194597 time=1789776271933',
  '2022-03-12T13:08:50.643Z [12/Mar/2022:13:08:50 +0300]',
  'Tue, 12 Nov 2024 10:22:31 +0300',
  '0691bf70-24e4-4d91-a910-a8f6ab5195f6',
  '12345678-1234-1234-1234-123456789012',
  'commit 89161234567abc, sha a89161234567f',
  'id_89161234567x PO-89161234567',
  '192.168.100.100, 83.149.12.34, 6.0.66.2731',
  '77 518,41 ₽, 2 720 154 руб. 00 коп.',
  'население 9867541 человек, +7 и ветер 8 м/с',
  'встреча 12.05.2026 в 10:00, звонок 12.05.2026',
  '1-2-3-4-5-6-7-8-9-10-11-12',
  '3.14159265358979',
  'https://x.ru/a%2089%20%D0%BF',
  'Температура +7, +18, 2+2',
  '[PHONE] 9161234567',
  '+7•••••••67',
]

test.each(OTHERS)('no phone in %s', (text) => {
  expect(found(text)).toEqual([])
  expect(redactor.redact(text)).toBe(text)
})

test('digits with a plus are a phone when in doubt, up to the end of the group', () => {
  expect(found('+12345678')).toEqual(['+12345678'])
  expect(found('+7 916 123-45')).toEqual(['+7 916 123-45'])
  expect(found('+791612345674951234567')).toEqual(['+791612345674951234567'])
  expect(found('a+79161234567b')).toEqual(['+79161234567'])
  expect(found('+1234567')).toEqual([])
})

test('a full number does not swallow what follows', () => {
  expect(found('+7 916 123-45-67 8 (495) 123-45-67')).toEqual(['+7 916 123-45-67', '8 (495) 123-45-67'])
  expect(found('8 916 123 45 67 12 шт')).toEqual(['8 916 123 45 67'])
  expect(found('+79161234567+74951234567')).toEqual(['+79161234567', '+74951234567'])
  expect(found('12.05.2026 89161234567 10:00')).toEqual(['89161234567'])
})

/** Digits that keep others from being a number do so no longer once they are hidden themselves; the second text is what is left then. */
const FREED: readonly (readonly [string, string])[] = [
  ['512-376-2426\u200b-8 (916) 123-45-67', '[PHONE]\u200b-[PHONE]'],
  ['512-376-2426\u200b-512-376-2426\u200b-512-376-2426', '[PHONE]\u200b-[PHONE]\u200b-[PHONE]'],
  ['512-376-2426%2D8 (916) 123-45-67', '[PHONE]%2D[PHONE]'],
  ['512-376-2426–8a@b.ru', '[PHONE]–[EMAIL]'],
  ['512-376-2426–1!23456789!+79161234567@b.ru', '[PHONE]–[EMAIL]'],
  ['тел. Анны 123 45 67 8 (916) 123-45-67', 'тел. Анны [PHONE] [PHONE]'],
  ['00 44 20 7838 6307 8 (916) 123-45-67', '[PHONE] [PHONE]'],
]

test.each(FREED)('%s', (text, hidden) => {
  const both = createRedactor()
  expect(both.redact(text)).toBe(hidden)
  expect(both.redact(hidden)).toBe(hidden)
})

test('an extension does not undo a number', () => {
  expect(found('833.719.3994x1887')).toEqual(['833.719.3994'])
})

test('the nearest word decides, and only whole words do', () => {
  expect(found('телефон клиента, заказ 9161234567')).toEqual([])
  expect(found('заказ клиента, телефон 9161234567')).toEqual(['9161234567'])
  expect(found('телевизор 9161234567, hotel 9161234567')).toEqual([])
})

test('words run into numbers in Russian, hexadecimal letters are another matter', () => {
  expect(found('Иван89161234567Пётр')).toEqual(['89161234567'])
  expect(found('phone89161234567')).toEqual(['89161234567'])
  expect(found('e89161234567')).toEqual([])
})
