/** Every page, in both languages and themes, normal, busy and with a problem. */

import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { after, before, describe, test } from 'node:test'
import { NAMES, view } from '../fixtures/views.mjs'
import { broken } from './measure.mjs'
import { stage } from './stage.mjs'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const shots = fileURLToPath(new URL('../shots/', import.meta.url))
const LANGUAGES = /** @type {const} */ (['ja', 'en'])
const THEMES = /** @type {const} */ (['light', 'dark'])

/** @type {Awaited<ReturnType<typeof stage>>} */
let it

before(async () => {
  mkdirSync(shots, { recursive: true })
  it = await stage()
})
after(() => it.close())

for (const language of LANGUAGES) {
  for (const theme of THEMES) {
    describe(`${language} ${theme}`, { concurrency: 2 }, () => {
      for (const name of NAMES) {
        const states = name.includes('.') ? ['normal'] : ['normal', 'problem', 'busy', ...(name === 'sign-in' ? ['question', 'notice'] : [])]
        for (const state of states) test(`${name} ${state}`, () => look({ page: name, language, theme, state }))
      }
    })
  }
}

/** @param {import('../fixtures/views.mjs').Wanted} wanted */
async function look (wanted) {
  const { page, errors } = await it.open(wanted)
  try {
    const heading = wanted.state === 'problem' ? 'problem' : wanted.state === 'question' ? 'question' : 'page'
    assert.equal(await page.evaluate('document.activeElement.dataset.heading'), heading, 'the focus')
    assert.match(await page.title(), /Koshin$/)
    assert.equal(await page.getAttribute('html', 'lang'), wanted.language)
    const banner = page.locator('aside.practice')
    assert.equal(await banner.count(), view(wanted).practice ? 1 : 0, 'practice is told on every page, and only then')
    if (view(wanted).practice) assert.equal(await banner.isVisible(), true, 'practice is told in sight')
    await page.screenshot({ path: `${shots}${wanted.page}-${wanted.language}-${wanted.theme}-${wanted.state}.png` })

    await page.evaluate(axe)
    const violations = await page.evaluate('axe.run().then(({ violations }) => violations.map((it) => `${it.id}: ${it.nodes.map((node) => node.target.join(" ") + " " + (node.any[0]?.message ?? "")).join("; ")}`))')
    assert.deepEqual(violations, [])

    for (const [width, height] of /** @type {const} */ ([[1024, 760], [640, 480], [320, 256]])) {
      await page.setViewportSize({ width, height })
      assert.deepEqual(await page.evaluate(broken), [], `${width}×${height}`)
    }
    assert.deepEqual(errors, [])
  } finally {
    await page.close()
  }
}
