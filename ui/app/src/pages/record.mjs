import { button } from '../parts/controls.mjs'
import { findingList } from '../parts/findings.mjs'
import { outcome } from '../parts/notes.mjs'
import { rowList } from '../parts/rows.mjs'
import { pageOf, pageScreen } from '../parts/screen.mjs'
import { element } from '../dom.mjs'

/**
 * One record: everything that is kept of a renewal.
 *
 * @type {Draw}
 */
export function record (view, t, host) {
  const page = pageOf(view, 'record')

  return pageScreen(view, t, host, {
    heading: t('record.heading', { license: page.license }),
    beside: element('div', { class: 'inline' },
      button(t('record.print'), host.print, { icon: 'print', isAlways: true })),
    acts: [
      button(t('record.history'), () => host.send('open_page', { page: 'history' }), { icon: 'back' }),
      element('span', { class: 'space' }),
      button(t('record.home'), () => host.send('open_page', { page: 'home' }), { icon: 'list' })
    ]
  },
  outcome(page.mark, page.outcome, page.next && element('p', { class: 'outcome-more' }, page.next)),
  rowList(page.rows, { host, t }),
  findingList(t, page.findings, t('record.findings')))
}
