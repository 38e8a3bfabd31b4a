import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mergeTags, replaceMergeTags } from '../../src/content/merge-fields.js'
import { htmlOfText, mergeLetter } from '../../src/send/merge.js'

const draft = {
  list: 'vip',
  from: 'news@romashka.example',
  subject: 'For {{to_name}}',
  html: '<p title="{{to_name}}">{{to_name}}, {{missing}}!</p>',
  text: '{{to_name}}, {{missing}}!',
}

test('fields are escaped in HTML, plain in text, and cannot break a header', () => {
  const merged = mergeLetter(draft, new Map([['to_name', 'A "B" <i>&\r\nBcc: x@evil.example']]))
  expect(merged.html).toBe(
    '<p title="A &quot;B&quot; &lt;i&gt;&amp;\r\nBcc: x@evil.example">A &quot;B&quot; &lt;i&gt;&amp;\r\nBcc: x@evil.example, !</p>',
  )
  expect(merged.text).toBe('A "B" <i>&\r\nBcc: x@evil.example, !')
  expect(merged.subject).toBe('For A "B" <i>& Bcc: x@evil.example')
})

test('a value that looks like a merge field is not merged again', () => {
  expect(
    mergeLetter(
      draft,
      new Map([
        ['to_name', '{{phone}}'],
        ['phone', '+7000'],
      ]),
    ).text,
  ).toBe('{{phone}}, !')
})

test('what a letter lacks stays away', () => {
  expect(mergeLetter({ list: 'vip', from: 'a@b.example', subject: 's', text: 't' }, new Map()).html).toBeUndefined()
})

test('text as HTML says the same and holds no markup of its own', () => {
  expect(htmlOfText('a < b\r\n"c" & d')).toBe('<p>a &lt; b<br>\n&quot;c&quot; &amp; d</p>')
})

test('tags are found in one pass, and what is between them stays as it was', () => {
  const piece = fc.constantFrom('{{', '}}', '{', '}', 'to_name', 'Имя', ' ', 'x', '\n', '{{to_name}}')
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const text = pieces.join('')
      const tags = mergeTags(text)
      let at = 0
      let rebuilt = ''
      for (const { start, end, name } of tags) {
        expect(start).toBeGreaterThanOrEqual(at)
        expect(text.startsWith('{{', start)).toBe(true)
        if (name !== undefined) expect(text.slice(start, end)).toBe(`{{${name}}}`)
        rebuilt += text.slice(at, start) + text.slice(start, end)
        at = end
      }
      expect(rebuilt + text.slice(at)).toBe(text)
      expect(replaceMergeTags(text, () => '')).not.toContain('{{to_name}}')
    }),
  )
})
