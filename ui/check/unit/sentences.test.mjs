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

// What stands in Apple’s menus, in both languages.
const APPLES = new Map([['設定', 'Settings'], ['お支払いと請求', 'Payments & Billing'], ['アプリとブック', 'Apps & Books'], ['ダウンロード', 'Download']])
// What stands on the site or in the system’s own windows.
const OTHERS = new Set(['設定', 'iOS', 'アプリケーション', 'VPP ライセンス', '編集', '保存', '新規', '削除', 'ファイルを選択'])

test('a button that a sentence names is there', () => {
  const labels = new Set(Object.values(words('', 'ja')))
  for (const [key, sentence] of Object.entries(ja)) {
    for (const name of pressed(sentence)) assert.ok(labels.has(name) || APPLES.has(name) || OTHERS.has(name), `${key}: ［${name}］`)
  }
})

test('English names the same button, its own in “” and the site’s as it stands there', () => {
  const [labels, theirs] = [words('', 'ja'), words('', 'en')]
  /** @type {string[]} */
  const lacking = []
  for (const [key, sentence] of Object.entries(ja)) {
    for (const name of pressed(sentence)) {
      const own = Object.keys(labels).filter((it) => labels[it] === name).map((it) => `“${theirs[it]}”`)
      const apples = APPLES.has(name) ? [`“${APPLES.get(name)}”`] : []
      const site = OTHERS.has(name) ? [`［${name}］`] : []
      if (![...own, ...apples, ...site].some((it) => en[key]?.includes(it))) lacking.push(`${key}: ［${name}］ in: ${en[key]}`)
    }
  }
  assert.deepEqual(lacking, [])
  for (const [key, sentence] of Object.entries(en)) {
    for (const name of pressed(sentence)) assert.ok(OTHERS.has(name), `${key}: ［${name}］`)
  }
})

/**
 * What a sentence says is pressed.
 *
 * @param {string} sentence
 */
function pressed (sentence) {
  return [...sentence.matchAll(/［([^］{]*)］/g)].map((it) => it[1] ?? '')
}

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
