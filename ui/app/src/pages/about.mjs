import { element } from '../dom.mjs'
import { rowList } from '../parts/rows.mjs'
import { pageOf, pageScreen } from '../parts/screen.mjs'
import { section } from '../parts/section.mjs'

/**
 * About: what Koshin is and is not, whom it contacts, whose work it contains.
 *
 * @type {Draw}
 */
export function about (view, t, host) {
  const page = pageOf(view, 'about')

  return pageScreen(view, t, host, { heading: t('page.about') },
    element('p', { class: 'lead' }, t('about.text')),
    rowList([{ label: t('about.version'), value: page.version }], { host, t }),
    element('p', {}, t('about.not-official')),
    section('hosts', '', t('about.hosts'), element('p', {}, t('about.hosts-text')), rowList(page.hosts)),
    section('trademarks', '', t('about.trademarks'), element('p', {}, t('about.trademarks-text'))),
    notices(t, host))
}

/**
 * The licenses of others' work: too long to be read before somebody wants to.
 *
 * @param {Translate} t
 * @param {Host} host
 */
function notices (t, host) {
  const text = host.local('notices')

  return element('details', {
    class: 'disclosure',
    'data-key': 'notices',
    on: { toggle: () => text === undefined && host.readNotices() }
  },
  element('summary', {}, element('span', {}, t('about.notices'))),
  element('div', { class: 'disclosed' },
    text && element('pre', { class: 'notices', tabindex: '0', 'aria-label': t('about.notices') }, text)))
}
