/** How urgencies and marks look: a tone and a sign each, the same everywhere. */

import { element } from '../dom.mjs'
import { icon } from '../icons.mjs'

/** @type {Record<Urgency | Mark | 'busy', { tone: string, sign: string }>} */
const LOOKS = {
  ok: { tone: 'ok', sign: 'pass' },
  soon: { tone: 'soon', sign: 'clock' },
  expired: { tone: 'expired', sign: 'stop' },
  unknown: { tone: 'unknown', sign: 'unknown' },
  pass: { tone: 'ok', sign: 'pass' },
  note: { tone: 'soon', sign: 'note' },
  stop: { tone: 'expired', sign: 'stop' },
  'not-comparable': { tone: 'unknown', sign: 'unknown' },
  skipped: { tone: 'unknown', sign: 'none' },
  accepted: { tone: 'soon', sign: 'accepted' },
  busy: { tone: 'busy', sign: 'refresh' }
}

/** @param {Urgency | Mark | 'busy'} how */
export function lookOf (how) {
  return LOOKS[how]
}

/**
 * @param {Urgency | Mark} how
 * @param {string} label
 */
export function markOf (how, label) {
  const { tone, sign } = LOOKS[how]

  return element('span', { class: `mark tone-${tone}` }, icon(sign), element('span', {}, label))
}
