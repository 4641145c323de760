/** The colors of tokens.css, and how well they can be told apart (WCAG 2.2, 1.4.3 and 1.4.11). */

import { readFileSync } from 'node:fs'
import { app } from './tree.mjs'

/** What stands on what, and the least ratio: 4.5 for words, 3 for the shapes of controls. */
export const PAIRS = /** @type {[string, string, number][]} */ ([
  ['ink', 'canvas', 7],
  ['ink', 'surface', 7],
  ['ink', 'sunken', 7],
  ['ink-soft', 'canvas', 4.5],
  ['ink-soft', 'surface', 4.5],
  ['ink-soft', 'sunken', 4.5],
  ['accent', 'canvas', 4.5],
  ['accent', 'surface', 4.5],
  ['accent', 'sunken', 4.5],
  ['accent', 'accent-soft', 4.5],
  ['ink', 'accent-soft', 7],
  ['accent-ink', 'accent', 4.5],
  ['accent-ink', 'accent-strong', 4.5],
  ['ok', 'canvas', 4.5],
  ['ok', 'ok-soft', 4.5],
  ['soon', 'canvas', 4.5],
  ['soon', 'soon-soft', 4.5],
  ['ink', 'soon-soft', 7],
  ['expired', 'canvas', 4.5],
  ['expired', 'surface', 4.5],
  ['expired', 'expired-soft', 4.5],
  ['practice', 'practice-soft', 4.5],
  ['line-strong', 'canvas', 3],
  ['line-strong', 'surface', 3],
  ['focus', 'canvas', 3],
  ['focus', 'surface', 3]
])

/** @returns {{ light: Record<string, string>, dark: Record<string, string> }} */
export function themes () {
  const css = readFileSync(`${app}/styles/tokens.css`, 'utf8')
  /** @param {RegExp} block */
  const colors = (block) => Object.fromEntries([...(css.match(block)?.[1] ?? '').matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((it) => [it[1], it[2]]))

  return {
    light: colors(/:root \{([^}]*)\}/),
    dark: colors(/\[data-theme="dark"\] \{([^}]*)\}/)
  }
}

/**
 * @param {string} a
 * @param {string} b
 */
export function contrast (a, b) {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)

  return (light + 0.05) / (dark + 0.05)
}

/** @param {string} color */
function luminance (color) {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(color.slice(at, at + 2), 16) / 255

    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })

  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
