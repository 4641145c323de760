/** Prints the rows of the contrast table in docs/design-language.md. */

import { PAIRS, contrast, themes } from './contrast.mjs'

const { light, dark } = themes()
for (const [front, back, least] of PAIRS) {
  const measured = [light, dark].map((it) => contrast(it[front] ?? '', it[back] ?? '').toFixed(1))
  console.log(`| \`${front}\` on \`${back}\` | ${measured.join(' | ')} | ${least} |`)
}
