/**
 * What to click to exchange the key of the Web API, in English and Russian: for `guided(...)` of a credential in `@waxseal/keys`. An
 * account has one key for each user, made in its settings; the one before dies at that moment. The names of the menu come from public
 * guides, the cabinet itself was not seen.
 *
 * @example
 * ```ts
 * import { unisenderKeyGuide } from '@waxseal/unisender'
 *
 * console.log(unisenderKeyGuide.ru.make.includes('Интеграция и API')) // true
 * ```
 */
export const unisenderKeyGuide = {
  en: {
    pause: 'Pause sending: new calls wait, those under way are finished.',
    make: 'Open cp.unisender.com, Settings, "Integration and API", and make a new API key. The old one stops working at that moment.',
    paste:
      'Copy the whole new key and enter it here. It is tried by reading the names of the lists; then sending goes on.',
    prove: 'The old key is tried once more: Unisender must answer that it is wrong.',
  },
  ru: {
    pause: 'Приостановите отправку: новые вызовы ждут, начатые завершаются.',
    make: 'Откройте cp.unisender.com → «Настройки» → «Интеграция и API» и создайте новый API-ключ. В этот момент старый перестаёт работать.',
    paste:
      'Скопируйте новый ключ целиком и введите его здесь. Он проверяется чтением названий списков, после чего отправка продолжается.',
    prove: 'Старый ключ пробуется ещё раз: Unisender должен ответить, что он неверен.',
  },
} as const
