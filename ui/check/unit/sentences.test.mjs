/** The sentences that Rust forms: each is said by somebody, and says it as docs/words.md wants it. */

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { code, codes, known, literals, made, needed, patterns } from './rust.mjs'
import { app } from './tree.mjs'

/** @type {(folder: string, language: string) => Record<string, string>} */
const words = (folder, language) => JSON.parse(readFileSync(`${app}/locales/${folder}${language}.json`, 'utf8'))
const FORMED = ['sentences/', 'problems/', 'terminal/']
const FOLDERS = ['', ...FORMED]
const ja = Object.assign({}, ...FOLDERS.map((it) => words(it, 'ja')))
const en = Object.assign({}, ...FOLDERS.map((it) => words(it, 'en')))
const formed = FORMED.flatMap((it) => Object.keys(words(it, 'ja')))
const JAPANESE = /[ぁ-んァ-ヶ一-龯]/

test('every sentence and problem is said by the Rust code', () => {
  assert.deepEqual(formed.filter((it) => !literals.has(it) && !made.has(it)), [])
})

test('everything that the Rust code says has a sentence', () => {
  const has = new Set(formed)
  const said = [...code.matchAll(/(?:\bsay\(|\brow\(\s*\w+,|\bline\(|\bnotice = Some\(|\bstart\(|\bpick\([^"]*,)\s*"([\w.-]+)"/g)].map((it) => it[1] ?? '')

  assert.ok(said.length > 60, `${said.length} are found`)
  assert.deepEqual([...said, ...needed].filter((it) => !has.has(it)), [])
})

test('keys made of a word are of a known family', () => {
  assert.deepEqual([...patterns].filter((it) => !known.has(it)), [], 'say in rust.mjs which words there are')
})

test('every problem is told by somebody', () => {
  const isUsed = (/** @type {string} */ variant) => new RegExp(`\\b(?:Code|Self)::${variant}\\b`).test(code)

  assert.ok(codes.length > 100, `${codes.length} are found`)
  assert.deepEqual(codes.filter((it) => !isUsed(it.variant)).map((it) => it.word), [])
})

test('Japanese keeps the manual’s spelling', () => {
  // Names of Apple’s from before; 場所 is where a file lies, a location is ロケーション.
  const former = ['path.4.former']
  for (const [key, sentence] of Object.entries(ja)) {
    if (former.includes(key)) continue
    assert.doesNotMatch(sentence, /(?<!ファイルの|任意の)場所/, key)
    assert.doesNotMatch(sentence, /ブラウザ(?!ー)|フォルダ(?!ー)|ユーザ(?!ー)|サーバ(?!ー)|プロキシー/, key)
    assert.doesNotMatch(sentence, /することができ|いただけますよう|不明なエラー|申し訳|間違っ/, key)
  }
})

test('what is pressed stands in ［］, an item or a value in 「」, in both languages', () => {
  for (const [key, sentence] of [...Object.entries(ja), ...Object.entries(en)]) {
    assert.doesNotMatch(sentence.replace(/\[\[|\]\]/g, ''), /[[\]]/, key)
    assert.deepEqual(nested(sentence), [], `${key}: ${sentence}`)
  }
  for (const [key, sentence] of Object.entries(ja)) assert.doesNotMatch(sentence, /[“”"]/, key)
})

test('a name of the site in English has its translation beside it', () => {
  for (const [key, sentence] of Object.entries(en)) {
    assert.doesNotMatch(sentence, /“[^”]*[ぁ-んァ-ヶ一-龯][^”]*”/, `${key}: 「」 or ［］ instead`)
    for (const [name, after] of [...sentence.matchAll(/[［「]([^］」]*)[］」](.{0,2})/g)].map((it) => [it[1] ?? '', it[2] ?? ''])) {
      if (JAPANESE.test(name ?? '')) assert.equal(after, ' (', `${key}: ${name}`)
    }
  }
})

test('a button that a problem names is there', () => {
  // What stands on the site, in Apple’s menus or in the system’s own windows.
  const others = ['設定', 'iOS', 'アプリケーション', 'VPP ライセンス', '編集', '保存', 'お支払いと請求', 'アプリとブック', 'Settings', 'Payments & Billing', 'Apps & Books']
  for (const [language, all] of [['ja', ja], ['en', en]]) {
    const labels = new Set(Object.values(words('', language)))
    for (const key of formed.filter((it) => it.startsWith('problem.'))) {
      for (const [, name = ''] of all[key].matchAll(/［([^］{]*)］/g)) {
        assert.ok(labels.has(name) || others.includes(name), `${language} ${key}: ［${name}］`)
      }
    }
  }
})

/**
 * The brackets of a sentence that do not pair.
 *
 * @param {string} sentence
 */
function nested (sentence) {
  const pairs = new Map([['］', '［'], ['」', '「'], ['』', '『'], ['）', '（'], [')', '(']])
  /** @type {string[]} */
  const open = []
  for (const it of sentence) {
    if ([...pairs.values()].includes(it)) open.push(it)
    else if (pairs.has(it) && open.pop() !== pairs.get(it)) return [it]
  }

  return open
}
