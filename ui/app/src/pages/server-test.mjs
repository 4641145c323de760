import { element } from '../dom.mjs'
import { button, disclosure, primary } from '../parts/controls.mjs'
import { markOf } from '../parts/marks.mjs'
import { outcome } from '../parts/notes.mjs'
import { pageOf, pageScreen } from '../parts/screen.mjs'
import { table } from '../parts/section.mjs'

/**
 * What a rehearsal found on a server: every label that a renewal needs.
 *
 * @type {Draw}
 */
export function serverTest (view, t, host) {
  const page = pageOf(view, 'server-test')

  return pageScreen(view, t, host, {
    heading: t('server-test.heading', { server: page.serverName }),
    submit: () => page.passed ? host.send('open_page', { page: 'home' }) : host.send('start_by_hand', { server: page.server }),
    acts: [
      button(t('server-test.again'), () => host.send('test_server', { server: page.server }), { icon: 'refresh' }),
      element('span', { class: 'space' }),
      !page.passed && button(t('server-test.home'), () => host.send('open_page', { page: 'home' }), { kind: 'quiet', id: 'home' }),
      primary(t(page.passed ? 'server-test.home' : 'by-hand'), page.passed ? 'forward' : 'person')
    ]
  },
  outcome(page.passed ? 'pass' : 'note', page.summary),
  element('p', {}, t(page.passed ? 'server-test.text' : 'server-test.missing-text')),
  page.rows.length > 0 && table('seen', t('server-test.table'),
    ['page', 'label', 'found', 'result'].map((it) => ({ label: t(`server-test.${it}`) })),
    page.rows.map((row, index) => seenRow(row, index, t))),
  page.hasStructure && disclosure('support', t('server-test.support'),
    element('p', {}, t('server-test.support-text')),
    button(t('server-test.support'), () => host.send('export_support', {}), { icon: 'file' })))
}

/**
 * @param {SeenRow} row
 * @param {number} index
 * @param {Translate} t
 */
function seenRow (row, index, t) {
  const mark = row.found !== null ? 'pass' : row.needed ? 'stop' : 'skipped'

  return element('tr', { 'data-key': String(index) },
    element('td', { 'data-label': t('server-test.page') }, siteWord(row.page, row.pageGloss)),
    element('th', { scope: 'row' }, siteWord(row.label, row.labelGloss)),
    element('td', { 'data-label': t('server-test.found') }, row.found === null ? '—' : element('span', { lang: 'ja' }, row.found)),
    element('td', { 'data-label': t('server-test.result') }, markOf(mark, t(`server-test.${mark}`))))
}

/**
 * A word as it stands on the site, and below it what it means.
 *
 * @param {string} word
 * @param {string | null} gloss
 */
function siteWord (word, gloss) {
  return element('span', { class: 'site-word' },
    element('span', { lang: 'ja' }, word),
    gloss && element('span', { class: 'hint' }, gloss))
}
