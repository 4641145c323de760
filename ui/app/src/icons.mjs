/**
 * One family of drawings: a grid of 20, lines of 1.5, round ends, the color of the text around.
 * A drawing says nothing that the words beside it do not say.
 */

import { drawing } from './dom.mjs'

const RING = 'M10 2.75a7.25 7.25 0 1 0 0 14.5 7.25 7.25 0 0 0 0-14.5z'
/** @type {Record<string, string>} */
const PATHS = {
  accepted: 'M3.5 16.5l.8-3.3L13 4.5a1.6 1.6 0 0 1 2.3 0l.2.2a1.6 1.6 0 0 1 0 2.3l-8.7 8.7zM11.5 6l2.5 2.5M11 16.5h5.5',
  back: 'M16 10H4M9 5l-5 5 5 5',
  caution: 'M10 3.2L17.5 16.3H2.5zM10 8.2v3.7M10 13.9v.1',
  clock: `${RING}M10 6v4.2l2.8 1.8`,
  copy: 'M7 6.5h7.5a1 1 0 0 1 1 1V16a1 1 0 0 1-1 1H7a1 1 0 0 1-1-1V7.5a1 1 0 0 1 1-1zM4.5 13.5V4.5a1 1 0 0 1 1-1h7.5',
  done: 'M4.5 10.5l3.7 3.7 7.3-8',
  external: 'M11.5 3.5h5v5M16.5 3.5l-7 7M14.5 11.5v4a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1h4',
  file: 'M5.5 2.75h6l4 4v9.5a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1v-12.5a1 1 0 0 1 1-1zM11.25 3v4h4',
  folder: 'M2.75 15V5.25a1 1 0 0 1 1-1h3.8l2 2.25h6.7a1 1 0 0 1 1 1V15a1 1 0 0 1-1 1H3.75a1 1 0 0 1-1-1z',
  forward: 'M4 10h12M11 5l5 5-5 5',
  history: 'M3.25 10a6.75 6.75 0 1 0 2.2-5M3.25 3.5v3.25H6.5M10 6.25v4l2.6 1.7',
  info: `${RING}M10 9.25v4.5M10 6.4v.1`,
  key: 'M12.75 2.75a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM9.5 10.5l-6.25 6.25M5 15l2 2',
  list: 'M3 5.25h1M3 10h1M3 14.75h1M7 5.25h10M7 10h10M7 14.75h10',
  none: `${RING}M6.75 10h6.5`,
  note: 'M10 2.6l7.4 7.4-7.4 7.4L2.6 10zM10 6.7v3.9M10 12.9v.1',
  pass: `${RING}M6.6 10.3l2.3 2.3 4.5-5`,
  person: 'M10 3a3.25 3.25 0 1 0 0 6.5A3.25 3.25 0 0 0 10 3zM3.5 17c.5-3.2 3-5 6.5-5s6 1.8 6.5 5',
  plus: 'M10 4v12M4 10h12',
  point: 'M7.5 14.25c0-1.5-2.75-2.75-2.75-6a5.25 5.25 0 0 1 10.5 0c0 3.25-2.75 4.5-2.75 6zM8 17.25h4',
  print: 'M6 7V3h8v4M6 14.5H4a1 1 0 0 1-1-1V8.25a1 1 0 0 1 1-1h12a1 1 0 0 1 1 1v5.25a1 1 0 0 1-1 1h-2M6 12h8v5H6z',
  refresh: 'M16.75 10a6.75 6.75 0 0 1-12.3 3.8M3.25 10a6.75 6.75 0 0 1 12.3-3.8M15.75 2.75v3.6h-3.6M4.25 17.25v-3.6h3.6',
  server: 'M4 3.25h12a1 1 0 0 1 1 1v3.5a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1v-3.5a1 1 0 0 1 1-1zM4 11.25h12a1 1 0 0 1 1 1v3.5a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1v-3.5a1 1 0 0 1 1-1zM6 6h.1M6 14h.1M9 6h5M9 14h5',
  settings: 'M3 6h7.5M14.5 6H17M3 14h2.5M9.5 14H17M12.5 4a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM7.5 12a2 2 0 1 0 0 4 2 2 0 0 0 0-4z',
  stop: 'M7 2.75h6L17.25 7v6L13 17.25H7L2.75 13V7zM7.5 7.5l5 5M12.5 7.5l-5 5',
  unknown: `${RING}M7.9 8.1a2.1 2.1 0 1 1 3.2 1.8c-.8.5-1.1.9-1.1 1.7M10 13.8v.1`
}

/**
 * Draws an icon, hidden from screen readers.
 *
 * @param {keyof typeof PATHS} name
 */
export function icon (name) {
  const svg = drawing('svg', { class: 'icon', viewBox: '0 0 20 20', 'aria-hidden': 'true' })
  svg.append(drawing('path', { d: PATHS[name] }))

  return svg
}

/** Draws the mark of Koshin: a year's ring that turns on, around a tick; as in icons/icon.svg. */
export function productMark () {
  return drawing('svg', { class: 'product-mark', viewBox: '0 0 32 32', 'aria-hidden': 'true' },
    drawing('rect', { width: '32', height: '32', rx: '7.5' }),
    drawing('path', { d: 'M25.19 17.95A9.4 9.4 0 1 1 21.79 8.59' }),
    drawing('path', { class: 'head', d: 'M23.52 6.02L24.59 12.18 19.79 10.97z' }),
    drawing('path', { class: 'tick', d: 'M11.3 16.9l2.9 2.9 5.2-5.8' }))
}
