/** What a person has to do, in one language: a sentence or two for each step. */
export interface GuideWords {
  /** Before: nothing is sent while the key is exchanged. */
  readonly pause: string
  /** In the provider's cabinet: what to click. */
  readonly make: string
  /** Where to put the new key. */
  readonly paste: string
  /** After: the old key is tried once more. */
  readonly prove: string
}

/** The words of a guided rotation. */
export interface Guide {
  readonly en: GuideWords
  readonly ru: GuideWords
}

/** The words when nothing is known of the provider. */
export const GENERAL_GUIDE: Guide = {
  en: {
    pause: 'Stop lending the key: sends wait, those under way are finished.',
    make: "Open the provider's cabinet and make a new API key there. The old one stops working at that moment.",
    paste:
      'Copy the new key from the cabinet and enter it here. It is tried with a harmless read; then sending goes on.',
    prove: 'The old key is tried once more: the provider must refuse it now.',
  },
  ru: {
    pause: 'Приостановите выдачу ключа: отправки ждут, начатые завершаются.',
    make: 'Откройте личный кабинет сервиса и создайте там новый API-ключ. В этот момент старый перестаёт работать.',
    paste:
      'Скопируйте новый ключ из кабинета и введите его здесь. Он проверяется безобидным чтением, после чего отправка продолжается.',
    prove: 'Старый ключ пробуется ещё раз: теперь сервис должен его отклонить.',
  },
}
