import { element, phrases } from '../dom.mjs'
import { markOf } from '../parts/marks.mjs'
import { callout } from '../parts/notes.mjs'
import { pageOf, pageScreen } from '../parts/screen.mjs'
import { table } from '../parts/section.mjs'

const COLUMNS = ['when', 'license', 'outcome', 'expiry']

/**
 * All records, newest first.
 *
 * @type {Draw}
 */
export function history (view, t, host) {
  const page = pageOf(view, 'history')

  return pageScreen(view, t, host, { heading: t('page.history'), width: 'wide' },
    page.damage && callout(t, 'caution', element('p', {}, page.damage)),
    page.rows.length === 0
      ? element('p', { class: 'empty' }, t('history.none'))
      : table('history', t('history.table'),
        COLUMNS.map((it) => ({ label: t(`history.${it}`) })),
        page.rows.map((row) => historyRow(row, t, host))))
}

/** @type {Part<HistoryRow>} */
function historyRow (row, t, host) {
  return element('tr', { 'data-key': row.id },
    element('th', { scope: 'row', class: 'date' }, element('button', {
      type: 'button',
      class: 'link',
      'aria-label': t('history.open', { when: row.when, license: row.license }),
      on: { click: () => host.send('open_record', { record: row.id }) }
    }, row.when)),
    element('td', { 'data-label': t('history.license') }, element('div', {}, row.license, element('p', { class: 'hint' }, row.server))),
    element('td', { 'data-label': t('history.outcome') }, markOf(row.mark, row.outcome)),
    element('td', { 'data-label': t('history.expiry') }, element('div', {}, phrases(row.expiry || '—'), element('p', { class: 'hint' }, row.appleId))))
}
