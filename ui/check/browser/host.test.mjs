/** The real host.mjs, with Tauri's part of the window played by a few lines. */

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { view } from '../fixtures/views.mjs'
import { POLICY } from './serve.mjs'
import { stage } from './stage.mjs'

test('commands go out by name with their values, secrets once as bytes', async () => {
  const it = await stage({ isBridged: false })
  const page = await it.browser.newPage()
  await page.addInitScript((shown) => {
    const test = /** @type {any} */ (window)
    test.asked = []
    test.__TAURI_INTERNALS__ = {
      invoke: async (/** @type {string} */ name, /** @type {any} */ values) => {
        test.asked.push([name, values instanceof Uint8Array ? new TextDecoder().decode(values) : values])
        return structuredClone(shown)
      },
      transformCallback: (/** @type {any} */ heard) => {
        test.heard = heard
        return 7
      }
    }
  }, /** @type {any} */ (view({ page: 'sign-in', language: 'ja', theme: 'light', state: 'normal' })))
  await page.goto(it.site.address)
  await page.waitForSelector('h1')
  await page.fill('#field-password', 'himitsu')
  await page.keyboard.press('Enter')
  await page.waitForFunction('window.asked.length === 4')

  assert.deepEqual(await page.evaluate('window.asked'), [
    ['plugin:event|listen', { event: 'view-changed', target: { kind: 'Any' }, handler: 7 }],
    ['view', {}],
    ['ready', undefined],
    ['submit_password', '{"server":"s1","password":"himitsu","keep":true}']
  ])

  await page.evaluate((next) => /** @type {any} */ (window).heard({ payload: next }), /** @type {any} */ (view({ page: 'home', language: 'en', theme: 'dark', state: 'normal' })))
  await page.waitForSelector('text=VPP licenses')
  await it.close()
})

test('what came along is drawn without asking, and what has changed since follows', async () => {
  const it = await stage({ isBridged: false })
  const page = await it.browser.newPage()
  const views = ['home', 'settings'].map((page) => view({ page, language: 'ja', theme: 'light', state: 'normal' }))
  const labels = JSON.parse(readFileSync(new URL('../../app/locales/ja.json', import.meta.url), 'utf8'))
  await page.addInitScript(({ views, labels }) => {
    const test = /** @type {any} */ (window)
    test.asked = []
    test.koshinFirst = { view: views[0], labels }
    test.__TAURI_INTERNALS__ = {
      invoke: (/** @type {string} */ name) => {
        test.asked.push(name)
        return new Promise((resolve) => { if (name === 'view') test.answer = () => resolve(views[1]) })
      },
      transformCallback: () => 7
    }
  }, /** @type {any} */ ({ views, labels }))
  await page.goto(it.site.address)
  await page.waitForSelector('h1')

  assert.match(await page.textContent('h1') ?? '', /VPPライセンス/)
  assert.deepEqual(await page.evaluate('window.asked'), ['plugin:event|listen', 'ready', 'view'], 'shown before the answer')
  await page.evaluate('window.answer()')
  await page.waitForSelector('h1:has-text("設定")')
  await it.close()
})

test('the window’s policy lets nothing in from outside', () => {
  assert.doesNotMatch(POLICY, /unsafe|\*|https:/)
})
