import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { sources, app } from './tree.mjs'

/** @param {string} language */
const labels = (language) => JSON.parse(readFileSync(`${app}/locales/${language}.json`, 'utf8'))
const ja = labels('ja')
const en = labels('en')
/** @param {string} label */
const placeholders = (label) => (label.match(/\{\w+\}/g) ?? []).sort()

test('both languages have the same keys, sorted', () => {
  assert.deepEqual(Object.keys(ja), Object.keys(en))
  assert.deepEqual(Object.keys(ja), Object.keys(ja).sort())
})

test('both languages have the same placeholders', () => {
  for (const key of Object.keys(ja)) assert.deepEqual(placeholders(ja[key]), placeholders(en[key]), key)
})

test('every key that is looked up has a label, and every label is looked up', () => {
  const code = sources('.mjs').map((it) => it.text).join('\n')
  const looked = [...code.matchAll(/'([a-z][\w-]*(?:\.[\w-]+)*)'/g)].map((it) => it[1] ?? '')
  const made = [...code.matchAll(/t\(`([\w.-]*)\$\{/g)].map((it) => it[1] ?? '')
  const missing = [...code.matchAll(/\bt\((?:[^()?]*\? )?'([^']+)'/g)].map((it) => it[1] ?? '').filter((it) => !(it in ja))
  const unused = Object.keys(ja).filter((key) => !looked.includes(key) && !made.some((it) => key.startsWith(it)))

  assert.deepEqual(missing, [])
  assert.deepEqual(unused, [])
})

test('labels keep the manual’s spelling and blame nobody', () => {
  for (const [key, label] of Object.entries(ja)) {
    assert.doesNotMatch(label, /ブラウザ(?!ー)|フォルダ(?!ー)|ユーザ(?!ー)|することができ|いただけますよう|[[\]]/, key)
  }
  for (const [key, label] of Object.entries(en)) {
    assert.doesNotMatch(label, /\b(please|sorry|valid|invalid|forbidden|unknown error)\b/i, key)
  }
})
