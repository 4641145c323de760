import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test } from 'node:test'
import { PAIRS, contrast, themes } from './contrast.mjs'
import { app } from './tree.mjs'

const document = readFileSync(fileURLToPath(new URL('../../../docs/design-language.md', import.meta.url)), 'utf8')

test('both themes have every color', () => {
  const { light, dark } = themes()

  assert.deepEqual(Object.keys(dark), Object.keys(light))
})

test('the dark theme is other colors, and nothing else', () => {
  const styles = readdirSync(`${app}/styles`).map((it) => readFileSync(`${app}/styles/${it}`, 'utf8')).join('')
  const blocks = styles.split(/^(?=[^\n]*\[data-theme)/m).slice(1).map((it) => it.slice(0, it.indexOf('}')))
  const lines = blocks.join('').split('\n').map((it) => it.trim()).filter((it) => it)

  assert.ok(!styles.includes('prefers-color-scheme'), 'the theme is in data-theme alone')
  assert.equal(blocks.length, 1, 'and in one place')
  assert.deepEqual(lines.filter((it) => !/^--[\w-]+: #[0-9a-f]{6};$/.test(it)), ['[data-theme="dark"] {', 'color-scheme: dark;'])
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
