/** The small fonts of the window on Linux have what the window says. */

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { app } from './tree.mjs'

/** Both languages, the sentences of problems too; those of the terminal are never in the window. */
const LABELS = ['', 'problems/', 'sentences/'].flatMap((it) => [`${it}ja.json`, `${it}en.json`])

/**
 * The characters that a font has a picture for, from its table `cmap`.
 *
 * Source: OpenType specification, "cmap", format 4 (all here are in the Basic Multilingual Plane).
 *
 * @param {Buffer} font
 * @returns {Set<string>}
 */
function drawn (font) {
  const tables = Array.from({ length: font.readUInt16BE(4) }, (_, at) => 12 + 16 * at)
  const record = tables.find((at) => font.toString('latin1', at, at + 4) === 'cmap') ?? assert.fail('no cmap')
  const cmap = font.subarray(font.readUInt32BE(record + 8))
  const maps = Array.from({ length: cmap.readUInt16BE(2) }, (_, at) => cmap.readUInt32BE(4 + 8 * at + 4))
  const map = cmap.subarray(maps.find((at) => cmap.readUInt16BE(at) === 4) ?? assert.fail('no format 4'))

  const length = map.readUInt16BE(6)
  const found = new Set()
  for (let at = 0; at < length; at += 2) {
    const [last, first] = [map.readUInt16BE(14 + at), map.readUInt16BE(16 + length + at)]
    for (let code = first; code <= last && code !== 0xffff; code += 1) found.add(String.fromCharCode(code))
  }

  return found
}

for (const weight of ['regular', 'bold']) {
  test(`every character of the labels is in ${weight}.otf`, () => {
    const has = drawn(readFileSync(`${app}/fonts/${weight}.otf`))
    const texts = LABELS.map((it) => readFileSync(`${app}/locales/${it}`, 'utf8'))
    const missing = [...new Set(texts.join(''))].filter((it) => it >= ' ' && !has.has(it))

    assert.equal(missing.join(''), '', 'run: cargo xtask fonts')
    assert.ok('Aあ株。'.split('').every((it) => has.has(it)) && !has.has('鬱'), 'what is read is the map')
  })
}
