/**
 * Pictures of pages, to look at: node browser/look.mjs [page …] [--language=ja] [--theme=dark]
 * [--state=problem] [--width=1100] [--height=760] [--whole]
 */

import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { launch } from './chromium.mjs'
import { serve } from './serve.mjs'
import { NAMES } from '../fixtures/views.mjs'

const options = Object.fromEntries(process.argv.slice(2).filter((it) => it.startsWith('--')).map((it) => it.slice(2).split('=')))
const named = process.argv.slice(2).filter((it) => !it.startsWith('--'))
const { language = 'ja', theme = 'light', state = 'normal', width = '1024', height = '760' } = options
const shots = fileURLToPath(new URL('../shots/', import.meta.url))

await mkdir(shots, { recursive: true })
const site = await serve({ isBridged: true })
const browser = await launch()
const page = await browser.newPage({ viewport: { width: Number(width), height: Number(height) }, reducedMotion: 'reduce' })
page.on('pageerror', (error) => console.error(String(error)))
page.on('console', (line) => { if (line.type() === 'error') console.error(line.text()) })
for (const name of named.length > 0 ? named : NAMES) {
  await page.goto(`${site.address}?page=${name}&language=${language}&theme=${theme}&state=${state}`)
  await page.waitForSelector('h1')
  if ('whole' in options) {
    const whole = await page.evaluate('document.documentElement.scrollHeight')
    await page.setViewportSize({ width: Number(width), height: Math.max(Number(height), Number(whole)) })
  }
  const path = `${shots}${name}-${language}-${theme}-${state}-${width}.png`
  await page.screenshot({ path })
  const { broken } = await import('./measure.mjs')
  for (const it of /** @type {string[]} */ (await page.evaluate(broken))) console.log(`${name}: ${it}`)
  await page.setViewportSize({ width: Number(width), height: Number(height) })
}
await browser.close()
site.close()
