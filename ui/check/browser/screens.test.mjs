/** Every page, in both languages and themes, normal, busy and with a problem. */

import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { mkdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { after, before, describe, test } from 'node:test'
import { NAMES, view } from '../fixtures/views.mjs'
import { broken } from './measure.mjs'
import { arrive, stage } from './stage.mjs'

/** @typedef {import('../fixtures/views.mjs').Wanted} Wanted */

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const shots = fileURLToPath(new URL('../shots/', import.meta.url))
const LANGUAGES = /** @type {const} */ (['ja', 'en'])

/** @type {Awaited<ReturnType<typeof stage>>} */
let it

before(async () => {
  mkdirSync(shots, { recursive: true })
  it = await stage()
})
after(() => it.close())

for (const language of LANGUAGES) {
  describe(language, { concurrency: 2 }, () => {
    for (const name of NAMES) {
      const states = name.includes('.') ? ['normal'] : ['normal', 'problem', 'busy', ...(name === 'sign-in' ? ['question', 'notice'] : [])]
      for (const state of states) test(`${name} ${state}`, () => look({ page: name, language, theme: 'light', state }))
    }
  })
}

/** @param {Wanted} wanted */
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
    await page.screenshot({ path: picture(wanted) })
    await page.evaluate(axe)
    assert.deepEqual(await page.evaluate(violations, []), [])

    for (const [width, height] of /** @type {const} */ ([[1024, 760], [640, 480], [320, 256]])) {
      await page.setViewportSize({ width, height })
      assert.deepEqual(await page.evaluate(broken), [], `${width}×${height}`)
    }

    // The dark theme is other colors on the same page, as unit/contrast.test.mjs holds it to.
    const dark = /** @type {Wanted} */ ({ ...wanted, theme: 'dark' })
    await page.setViewportSize({ width: 1024, height: 760 })
    await arrive(page, view(dark))
    assert.equal(await page.getAttribute('html', 'data-theme'), 'dark')
    await page.screenshot({ path: picture(dark) })
    assert.deepEqual(await page.evaluate(violations, ['color-contrast']), [], 'in the dark theme')
    assert.deepEqual(errors, [])
  } finally {
    await page.close()
  }
}

/** @param {Wanted} wanted */
function picture ({ page, language, theme, state }) {
  return `${shots}${page}-${language}-${theme}-${state}.png`
}

/**
 * Runs inside the page: what axe finds against these rules; against all where none is named.
 *
 * @param {string[]} rules
 */
async function violations (rules) {
  const { axe } = /** @type {any} */ (window)
  const { violations } = await axe.run(rules.length > 0 ? { runOnly: rules } : {})

  return violations.map((/** @type {any} */ it) => `${it.id}: ${it.nodes.map((/** @type {any} */ node) => `${node.target.join(' ')} ${node.any[0]?.message ?? ''}`).join('; ')}`)
}
