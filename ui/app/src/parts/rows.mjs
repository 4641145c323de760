/** Labels and values, each with a copy button where it is worth copying. */

import { element } from '../dom.mjs'
import { copyButton } from './controls.mjs'

/**
 * @param {Row[]} rows
 * @param {{ host: Host, t: Translate } | null} [copies] - with it, every value can be copied
 */
export function rowList (rows, copies = null) {
  return element('dl', { class: 'rows' }, ...rows.map((row, index) =>
    element('div', { class: 'row', 'data-key': `${index} ${row.label}` },
      element('dt', {}, row.label),
      element('dd', {},
        element('span', { class: 'value' }, row.value || '—'),
        copies && row.value && copyButton(copies.host, copies.t, row.value, row.label)))))
}

/**
 * One value on a line of its own, to be copied.
 *
 * @param {Host} host
 * @param {Translate} t
 * @param {Row} row
 */
export function copyLine (host, t, row) {
  return element('div', { class: 'copy-line' },
    element('span', { class: 'copy-label' }, row.label),
    element('span', { class: 'value' }, row.value),
    copyButton(host, t, row.value, row.label))
}
