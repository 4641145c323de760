/**
 * Runs inside the page: what a person would see as broken. Returned as sentences.
 *
 * @returns {string[]}
 */
export function broken () {
  /** @type {string[]} */
  const found = []
  const root = document.documentElement
  if (root.scrollWidth > root.clientWidth) found.push(`scrolls sideways: ${root.scrollWidth} in ${root.clientWidth}`)

  const isHidden = (/** @type {Element} */ it) => it.closest('.visually-hidden, thead, details:not([open]) > :not(summary), .step-name') !== null || it.getClientRects().length === 0
  const name = (/** @type {Element} */ it) => `${it.tagName.toLowerCase()} “${(it.textContent ?? '').trim().slice(0, 30)}”`

  const lines = (/** @type {Element} */ it) => {
    const range = document.createRange()
    range.selectNodeContents(it)

    return new Set([...range.getClientRects()].map((box) => Math.round(box.bottom))).size
  }

  for (const it of document.querySelectorAll('#app *')) {
    if (!(it instanceof HTMLElement) || isHidden(it)) continue
    const look = getComputedStyle(it)
    const scrolls = ['auto', 'scroll'].includes(look.overflowX) || ['auto', 'scroll'].includes(look.overflowY)
    if (it.scrollWidth > it.clientWidth + 1 && look.display !== 'inline' && it.clientWidth > 0 && !scrolls && it.tagName !== 'INPUT' && it.tagName !== 'SELECT') found.push(`overflows: ${name(it)} ${it.scrollWidth} in ${it.clientWidth}`)
    // Some engines break at a <wbr> all the same.
    if (look.whiteSpace === 'nowrap' && it.matches('button span') && lines(it) > 1) found.push(`in several lines: ${name(it)}`)
    if (it.getBoundingClientRect().right > root.clientWidth + 1) found.push(`beyond the window: ${name(it)}`)
  }

  const controls = [...document.querySelectorAll('button, input, textarea, select, summary, a')].filter((it) => !isHidden(it))
  for (const it of controls) {
    const box = it.matches('[type=radio]') ? it.closest('.choice') ?? it : it
    const { width, height } = box.getBoundingClientRect()
    if (width < 24 || height < 24) found.push(`too small: ${name(it)} ${Math.round(width)}×${Math.round(height)}`)
  }

  // What stays at the foot lies over the page by design; the rest may not.
  const placed = controls.filter((it) => !it.closest('.foot'))
  placed.forEach((one, index) => {
    for (const other of placed.slice(index + 1)) {
      const a = one.getBoundingClientRect()
      const b = other.getBoundingClientRect()
      const isOver = a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1
      if (isOver && !one.contains(other) && !other.contains(one)) found.push(`overlap: ${name(one)} and ${name(other)}`)
    }
  })

  return found.slice(0, 12)
}
