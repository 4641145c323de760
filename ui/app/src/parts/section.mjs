import { element } from '../dom.mjs'

/**
 * A part of a screen under a heading of its own.
 *
 * @param {string} key
 * @param {string} look - its class; none for a plain one
 * @param {string} heading
 * @param {...(Child | Child[])} children
 */
export function section (key, look, heading, ...children) {
  return element('section', { class: look || undefined, 'data-key': key, 'aria-labelledby': `${key}-heading` },
    element('h2', { id: `${key}-heading` }, heading),
    ...children)
}

/**
 * A table: its caption for screen readers, its columns' headings, its rows.
 *
 * @param {string} look
 * @param {string} caption
 * @param {{ label: string, isHidden?: boolean }[]} columns
 * @param {Child[]} rows
 */
export function table (look, caption, columns, rows) {
  return element('table', { class: look, 'data-key': look },
    element('caption', { class: 'visually-hidden' }, caption),
    element('thead', {}, element('tr', {}, ...columns.map((it) => element('th', { scope: 'col' },
      it.isHidden ? element('span', { class: 'visually-hidden' }, it.label) : it.label)))),
    element('tbody', {}, rows))
}
