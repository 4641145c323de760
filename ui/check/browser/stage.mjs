/** A page under test: the fixture that it shows, and what it may not do meanwhile. */

import { launch } from './chromium.mjs'
import { serve } from './serve.mjs'

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('../fixtures/views.mjs').Wanted} Wanted */

/**
 * @param {{ isBridged?: boolean }} [options]
 */
export async function stage ({ isBridged = true } = {}) {
  const site = await serve({ isBridged })
  const browser = await launch()
  // One for all pages: what one has loaded the next has at hand.
  const context = await browser.newContext({ viewport: { width: 1024, height: 760 }, reducedMotion: 'reduce', colorScheme: 'light' })

  /**
   * Opens a fixture in a page of its own.
   *
   * @param {Partial<Wanted>} wanted
   * @param {{ width?: number, height?: number, motion?: 'reduce' | 'no-preference', colors?: 'light' | 'dark' }} [window]
   */
  async function open (wanted, { width = 1024, height = 760, motion = 'reduce', colors = 'light' } = {}) {
    const page = await context.newPage()
    await page.emulateMedia({ reducedMotion: motion, colorScheme: colors })
    await page.setViewportSize({ width, height })
    /** @type {string[]} */
    const errors = []
    page.on('pageerror', (error) => errors.push(String(error)))
    page.on('console', (line) => { if (line.type() === 'error') errors.push(line.text()) })
    page.on('request', (request) => { if (!request.url().startsWith(site.address)) errors.push(`left the page: ${request.url()}`) })
    await page.goto(`${site.address}?${new URLSearchParams(wanted)}`)
    await page.waitForSelector('h1')

    return { page, errors }
  }

  return {
    site,
    browser,
    open,
    close: async () => {
      await browser.close()
      site.close()
    }
  }
}

/**
 * What the page asked of Rust so far, but for being ready.
 *
 * @param {Page} page
 * @returns {Promise<any[]>}
 */
export async function calls (page) {
  const all = await page.evaluate('window.calls')

  return /** @type {any[]} */ (all).filter((it) => it[0] !== 'ready')
}

/**
 * Waits until every answer that the page asked for has come and is shown.
 *
 * @param {Page} page
 */
export async function settle (page) {
  await page.evaluate(async () => {
    const test = /** @type {any} */ (window)
    // What follows an answer runs before the next turn; it may ask once more.
    for (let quiet = 0; quiet < 3; quiet = test.pending ? 0 : quiet + 1) await new Promise((resolve) => setTimeout(resolve))
  })
}

/**
 * A new view arrives by itself, and is what Rust answers from now on.
 *
 * @param {Page} page
 * @param {object} view
 */
export async function arrive (page, view) {
  await page.evaluate((it) => {
    const test = /** @type {any} */ (window)
    test.present = it
    test.change(it)
  }, /** @type {any} */ (view))
  await settle(page)
}
