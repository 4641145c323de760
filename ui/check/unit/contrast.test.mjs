import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test } from 'node:test'
import { PAIRS, contrast, themes } from './contrast.mjs'

const document = readFileSync(fileURLToPath(new URL('../../../docs/design-language.md', import.meta.url)), 'utf8')

test('both themes have every color', () => {
  const { light, dark } = themes()

  assert.deepEqual(Object.keys(dark), Object.keys(light))
})

for (const [front, back, least] of PAIRS) {
  test(`${front} on ${back} has at least ${least}:1, as docs/design-language.md says`, () => {
    const { light, dark } = themes()
    const measured = [light, dark].map((it) => contrast(it[front] ?? '', it[back] ?? ''))

    for (const it of measured) assert.ok(it >= least, `${it.toFixed(2)}`)
    const row = `| \`${front}\` on \`${back}\` | ${measured.map((it) => it.toFixed(1)).join(' | ')} | ${least} |`
    assert.ok(document.includes(row), row)
  })
}
