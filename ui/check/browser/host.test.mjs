/** The real host.mjs, with Tauri's part of the window played by a few lines. */

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { view } from '../fixtures/views.mjs'
import { POLICY } from './serve.mjs'
import { stage } from './stage.mjs'

/**
 * Opens the page with Tauri's part of the window in place. What is asked is written down in
 * `window.asked`; the answer to `next_view` is given by `window.tell`, and where something comes along
 * with the page, that to `view` by `window.answer`.
 *
 * @param {import('node:test').TestContext} t
 * @param {{ shown: View, first: object | null }} what - answered to every command; what comes along with the page
 */
async function open (t, { shown, first }) {
  const it = await stage({ isBridged: false })
  t.after(it.close)
  const page = await it.browser.newPage()
  await page.addInitScript(({ shown, first }) => {
    const test = /** @type {any} */ (window)
    test.asked = []
    test.koshinFirst = first
    test.shown = shown
    test.__TAURI_INTERNALS__ = {
      invoke: async (/** @type {string} */ name, /** @type {any} */ values) => {
        test.asked.push([name, values instanceof Uint8Array ? new TextDecoder().decode(values) : values])
        if (name === 'ready') test.faces = [...document.fonts].map((it) => it.status)
        if (name === 'next_view') return new Promise((resolve, reject) => Object.assign(test, { tell: resolve, fail: reject }))
        if (name === 'view' && first) await new Promise((resolve) => { test.answer = resolve })
        return structuredClone(test.shown)
      }
    }
  }, /** @type {any} */ ({ shown, first }))
  await page.goto(it.site.address)
  await page.waitForSelector('h1')

  return page
}

/** @param {string} page @param {Language} [language] */
const fixture = (page, language = 'ja') => view({ page, language, theme: 'light', state: 'normal' })

test('commands go out by name with their values, secrets once as bytes', async (t) => {
  const page = await open(t, { shown: fixture('sign-in'), first: null })
  await page.fill('#field-password', 'himitsu')
  await page.keyboard.press('Enter')
  await page.waitForFunction('window.asked.length === 4')

  assert.deepEqual(await page.evaluate('window.asked'), [
    ['next_view', {}],
    ['view', {}],
    ['ready', undefined],
    ['submit_password', '{"server":"s1","password":"himitsu","keep":true}']
  ])
})

test('every new view is heard of, one after the other', async (t) => {
  const page = await open(t, { shown: fixture('sign-in'), first: null })
  for (const [next, heading] of /** @type {const} */ ([['home', 'VPPライセンス'], ['settings', '設定'], ['home', 'VPPライセンス']])) {
    await page.evaluate((next) => /** @type {any} */ (window).tell(next), /** @type {any} */ (fixture(next)))
    await page.waitForSelector(`h1:has-text("${heading}")`)
  }

  const asked = /** @type {any[]} */ (await page.evaluate('window.asked'))
  assert.deepEqual(asked.map(([name]) => name), ['next_view', 'view', 'ready', 'next_view', 'next_view', 'next_view'])
})

test('a wait that breaks off is taken up again, and what was told meanwhile is asked for', async (t) => {
  const page = await open(t, { shown: fixture('sign-in'), first: null })
  await page.evaluate((now) => {
    const test = /** @type {any} */ (window)
    test.shown = now
    test.fail('gone')
  }, /** @type {any} */ (fixture('home')))
  await page.waitForSelector('h1:has-text("VPPライセンス")')
  await page.evaluate((next) => /** @type {any} */ (window).tell(next), /** @type {any} */ (fixture('home', 'en')))
  await page.waitForSelector('text=VPP licenses')

  const asked = /** @type {any[]} */ (await page.evaluate('window.asked'))
  assert.deepEqual(asked.map(([name]) => name), ['next_view', 'view', 'ready', 'view', 'next_view', 'next_view'])
})

test('what came along is drawn without asking, and what is to be seen now follows', async (t) => {
  const labels = JSON.parse(readFileSync(new URL('../../app/locales/ja.json', import.meta.url), 'utf8'))
  const page = await open(t, { shown: fixture('settings'), first: { view: fixture('home'), labels, system: 'windows' } })
  await page.waitForFunction(() => /** @type {any} */ (window).answer)

  assert.match(await page.textContent('h1') ?? '', /VPPライセンス/, 'before the answer')
  assert.deepEqual(await page.evaluate('window.asked'), [['next_view', {}], ['ready', undefined], ['view', {}]])
  await page.evaluate('window.answer()')
  await page.waitForSelector('h1:has-text("設定")')
})

for (const [system, wanted] of [['linux', 'loaded'], ['windows', 'unloaded'], ['macos', 'unloaded']]) {
  test(`${system}: the window’s own letters are ${wanted} when it is shown`, async (t) => {
    const labels = JSON.parse(readFileSync(new URL('../../app/locales/ja.json', import.meta.url), 'utf8'))
    const page = await open(t, { shown: fixture('home'), first: { view: fixture('home'), labels, system } })
    await page.waitForFunction(() => /** @type {any} */ (window).answer)

    const faces = await page.evaluate('window.faces')
    assert.deepEqual(faces, [wanted, wanted])
  })
}

test('the window’s policy lets nothing in from outside', () => {
  assert.doesNotMatch(POLICY, /unsafe|\*|https:/)
})
