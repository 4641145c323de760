/** Debian's Chromium, without its own errands. */

import { chromium } from 'playwright-core'

/** @returns {Promise<import('playwright-core').Browser>} */
export function launch () {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run', '--no-default-browser-check']
  })
}
