import { type Token, Tokenizer, TokenizerMode } from 'parse5'
import { checkCss } from './css.js'
import type { Findings } from './findings.js'
import { findMergeFields } from './merge-fields.js'
import { checkAddress, findAddressesInText } from './web-address.js'

/** Elements that a letter needs. Anything else loads, submits or runs something, or is unknown to us. */
const ELEMENTS = new Set(
  (
    'html head title meta style body a abbr address area article b bdo big blockquote br caption center cite code col ' +
    'colgroup dd del div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main map mark ' +
    'nav nobr noscript ol p pre q s section small span strike strong sub sup table tbody td tfoot th thead time tr tt u ul ' +
    'wbr xml'
  ).split(' '),
)

/** Elements that a reader does not see as a break: `evil<wbr>.example` is one word. */
const INLINE = new Set(
  (
    'a abbr area b bdo big cite code del em font i ins kbd map mark meta nobr noscript q s small span strike strong style ' +
    'sub sup time tt u wbr xml'
  ).split(' '),
)
const OFFICE_ELEMENT = /^[vow]:[a-z]+$/

const LINK_ATTRIBUTES = new Set(['href', 'cite', 'longdesc', 'xlink:href'])
const IMAGE_ATTRIBUTES = new Set(['src', 'background', 'poster', 'lowsrc', 'dynsrc', 'o:href', 'o:althref', 'v:src'])
/** Attributes that people read; any other one that looks like an address is taken for one. */
const TEXT_ATTRIBUTES = new Set(['alt', 'title', 'content', 'summary', 'label', 'abbr', 'aria-label', 'standby'])
const MAX_COMMENT_DEPTH = 3

/**
 * Reads a letter's HTML token by token (WHATWG HTML section 13.2.5, by parse5), conditional comments for Outlook included, and
 * notes hosts and merge fields in every place where they can stand. Tokens and not the tree: a tree leaves out what its
 * own context forbids (`<td>` outside a table), and a webmail puts the letter into another context.
 */
export function checkHtml(html: string, findings: Findings): void {
  checkTokens(html, findings, 0)
  const outlook = html.replace(CONDITION_START, '').replace(CONDITION_END, '')
  if (outlook !== html) checkTokens(outlook, findings, 1)
}

/** What Outlook leaves out, so that the inside of a conditional comment joins the text around it. */
const CONDITION_START = /<!--\[if[^\]<]{0,100}\]>(?:\s{0,20}<!--\s{0,20}-->|\s{0,20}<!-->|-->)?/gi
const CONDITION_END = /(?:<!--\s{0,20})?<!\[endif\]-->/gi

function checkTokens(html: string, findings: Findings, depth: number): void {
  /** The text since the last tag: some programs look for addresses in each text node alone. */
  let node = ''
  /** The text since the last break: others look for them in what the reader sees as one line. */
  let line = ''
  let inStyle = false

  function endNode(): void {
    if (inStyle) checkCss(node, findings)
    else findAddressesInText(node, findings)
    findMergeFields(node, findings)
    if (!inStyle) line += node
    node = ''
    inStyle = false
  }

  function endLine(): void {
    const last = inStyle ? '' : node
    endNode()
    if (line !== last) {
      findAddressesInText(line, findings)
      findMergeFields(line, findings)
    }
    line = ''
  }

  function endAt(name: string): void {
    if (INLINE.has(name) || OFFICE_ELEMENT.test(name)) endNode()
    else endLine()
  }

  function addText(token: Token.CharacterToken): void {
    node += token.chars
  }

  const tokenizer = new Tokenizer(
    {},
    {
      onStartTag(token) {
        endAt(token.tagName)
        checkTag(token, findings)
        // The rest of raw-text elements is not allowed at all.
        if (token.tagName === 'title') tokenizer.state = TokenizerMode.RCDATA
        if (token.tagName !== 'style') return
        tokenizer.state = TokenizerMode.RAWTEXT
        inStyle = true
      },
      onEndTag(token) {
        endAt(token.tagName)
      },
      onComment(token) {
        endNode()
        checkComment(token.data, findings, depth)
      },
      onDoctype() {},
      onEof: endLine,
      onCharacter: addText,
      onNullCharacter: addText,
      onWhitespaceCharacter: addText,
      onParseError(error) {
        // Mail programs disagree on which of two equal attributes counts.
        if (error.code === 'duplicate-attribute') findings.fault('html-attribute', 'an attribute may stand only once')
      },
    },
  )
  tokenizer.write(html, true)
}

/** Outlook reads the inside of `<!--[if mso]>…<![endif]-->` as HTML; so do we, whatever the condition says. */
function checkComment(data: string, findings: Findings, depth: number): void {
  if (!data.includes('<')) return
  if (depth >= MAX_COMMENT_DEPTH) findings.fault('html-comment', 'comments with markup are nested too deep')
  else checkTokens(data.replace(/^\[if[^\]]*\]>/, '').replace(/<!\[endif\]$/, ''), findings, depth + 1)
}

function checkTag(tag: Token.TagToken, findings: Findings): void {
  const name = tag.tagName
  if (!ELEMENTS.has(name) && !OFFICE_ELEMENT.test(name)) {
    findings.fault('html-element', `element \`${name.slice(0, 30)}\` is not allowed in a letter`)
  }
  for (const attribute of tag.attrs) checkAttribute(name, attribute.name, attribute.value, findings)
}

function checkAttribute(element: string, name: string, value: string, findings: Findings): void {
  findMergeFields(value, findings)
  if (name.startsWith('on')) findings.fault('html-script', 'event handlers are not allowed in a letter')
  else if (name === 'http-equiv' && !/^(?:content-type|x-ua-compatible|content-language)$/i.test(value.trim())) {
    findings.fault('html-element', 'this `meta` element is not allowed in a letter')
  } else if (name === 'style') checkCss(value, findings)
  else if (name === 'srcset' || name === 'imagesrcset') checkSrcset(value, findings)
  else if (IMAGE_ATTRIBUTES.has(name) || (name === 'href' && element === 'image')) {
    checkAddress(value, 'image', findings)
  } else if (LINK_ATTRIBUTES.has(name)) checkAddress(value, 'link', findings)
  else if (TEXT_ATTRIBUTES.has(name)) findAddressesInText(value, findings)
  else if (!name.startsWith('xmlns')) checkUnknownAttribute(value, findings)
}

/** An attribute that we know nothing about may still be an address to some mail program. */
function checkUnknownAttribute(value: string, findings: Findings): void {
  const joined = value.replace(/[\t\n\r]/g, '').trim()
  if (!/[\\/]{2}|file:/i.test(joined) && !/^[a-z][a-z0-9+.-]*:/i.test(joined)) {
    findAddressesInText(value, findings)
  } else if (/\s/.test(value.trim())) {
    findings.fault('address-malformed', 'an attribute may hold one web address only')
  } else checkAddress(joined, 'link', findings)
}

/** Every candidate of a `srcset` may be loaded; they are taken apart as browsers do (WHATWG HTML section 4.8.4.3.10). */
function checkSrcset(value: string, findings: Findings): void {
  let at = 0
  while (!findings.full) {
    at = endOf(/[\s,]*/y, value, at)
    const end = endOf(/\S*/y, value, at)
    if (end === at) return
    const address = value.slice(at, end)
    checkCandidate(address, findings)
    at = end
    if (address.endsWith(',')) continue
    at = endOf(/[^,]*/y, value, end)
    // Programs disagree on parentheses here, so there are none.
    if (!/^(?:\s+\d+(?:\.\d+)?[wxh])*\s*$/.test(value.slice(end, at))) {
      findings.fault('html-attribute', 'a `srcset` may hold addresses with a width or density only')
    }
  }
}

/** A comma without a blank is a part of the address to browsers, and the end of it to simpler programs. */
function checkCandidate(address: string, findings: Findings): void {
  checkAddress(address, 'image', findings)
  if (/^data:/i.test(address)) return
  const [, ...more] = address.split(',')
  for (const part of more) if (/[:\\]|\/\//.test(part)) checkAddress(part, 'image', findings)
}

/** Where a sticky pattern that may match nothing ends. */
function endOf(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from
  return from + (pattern.exec(text)?.[0].length ?? 0)
}
