/**
 * How soon each screen answers a key or a click with a painted frame: node browser/paint.mjs
 *
 * Chromium itself tells, by Event Timing: from the press to the next frame, in steps of 8 ms, nothing
 * for less than 16 ms. What Rust does meanwhile is not in it; `cargo xtask bench` has that.
 */

import { NAMES } from '../fixtures/views.mjs'
import { settle, stage } from './stage.mjs'

/** What an answer may take, in milliseconds. */
const LIMIT = 50
/** Chromium tells of nothing that is shorter. */
const SHORTEST = 16
const ROUNDS = 5

const it = await stage()
/** @type {{ name: string, worst: number, by: string, presses: number }[]} */
const rows = []
for (const name of NAMES) rows.push({ name, ...await measure(name) })
await it.close()

rows.sort((one, other) => other.worst - one.worst)
console.log('| screen | slowest answer | to | presses |\n|---|---:|---|---:|')
for (const { name, worst, by, presses } of rows) {
  console.log(`| ${name} | ${worst < SHORTEST ? `under ${SHORTEST}` : worst} ms | ${by || '—'} | ${presses} |`)
}
const late = rows.filter((row) => row.worst > LIMIT)
console.log(`\n${rows.length} screens, limit ${LIMIT} ms: ${late.length === 0 ? 'kept' : `NOT kept by ${late.map((row) => row.name).join(', ')}`}`)
process.exitCode = late.length > 0 ? 1 : 0

/**
 * Presses what there is on a screen.
 *
 * @param {string} name
 */
async function measure (name) {
  const { page } = await it.open({ page: name })
  await page.evaluate(() => {
    const told = /** @type {any} */ (window)
    told.slow = []
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) told.slow.push({ by: entry.name, took: entry.duration })
    }).observe(/** @type {any} */ ({ type: 'event', durationThreshold: 16 }))
  })
  let presses = 0
  const field = page.locator('main input:not([type=radio]), main textarea').first()
  const folded = page.locator('main summary').first()
  const primary = page.locator('.button.primary').last()
  for (let round = 0; round < ROUNDS; round += 1) {
    await page.keyboard.press('Tab')
    presses += 1
    for (const control of [folded, primary]) {
      if (await control.count() === 0) continue
      await control.click()
      presses += 1
    }
    if (await field.count() > 0) {
      await field.focus()
      await page.keyboard.press('a')
      presses += 1
    }
    await settle(page)
  }
  // A frame more: what was painted last is told of then.
  await page.evaluate(() => new Promise((resolve) => { requestAnimationFrame(() => setTimeout(resolve, 100)) }))
  const slow = /** @type {{ by: string, took: number }[]} */ (await page.evaluate('window.slow'))
  await page.close()
  const worst = slow.reduce((one, other) => other.took > one.took ? other : one, { by: '', took: 0 })

  return { worst: worst.took, by: worst.by, presses }
}
