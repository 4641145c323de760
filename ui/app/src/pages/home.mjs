import { element } from '../dom.mjs'
import { icon } from '../icons.mjs'
import { button, disclosure } from '../parts/controls.mjs'
import { markOf } from '../parts/marks.mjs'
import { outcome } from '../parts/notes.mjs'
import { pageOf, pageScreen } from '../parts/screen.mjs'
import { section, table } from '../parts/section.mjs'

/** From so many licenses on, the list can be narrowed. */
const MANY = 12
/** So many of a server are drawn at once; the most urgent come first. */
const AT_ONCE = 25
const COLUMNS = ['account-name', 'organization', 'location', 'expires', 'act']

/**
 * All licenses, the most urgent first.
 *
 * @type {Draw}
 */
export function home (view, t, host) {
  const page = pageOf(view, 'home')
  const all = page.servers.reduce((sum, it) => sum + it.licenses.length, 0)
  const wanted = (host.local('narrow') ?? '').trim().normalize('NFKC').toLowerCase()
  const servers = page.servers.map((server) => {
    const found = server.licenses.filter((it) => wanted === '' || searchable(it).includes(wanted))
    const licenses = host.local(`all-${server.id}`) ? found : found.slice(0, AT_ONCE)

    return { server, licenses, left: found.length - licenses.length }
  })
  const found = servers.reduce((sum, it) => sum + it.licenses.length, 0)
  const mustLook = page.unfinished.find((it) => it.needsLook)
  const first = mustLook ? undefined : page.servers.flatMap((it) => it.licenses).find((it) => it.urgency === 'soon' || it.urgency === 'expired')

  return pageScreen(view, t, host, {
    heading: t('page.home'),
    width: 'wide',
    beside: element('div', { class: 'inline' },
      button(t('start-by-hand'), () => host.send('start_by_hand', { server: null }), { kind: 'quiet' }),
      button(t('add-server'), () => host.send('open_page', { page: 'add-server' }), { icon: 'plus', id: 'add-server', kind: page.servers.length === 0 ? 'primary' : undefined }))
  },
  outcome(page.urgency, page.headline),
  page.opened && element('section', { class: 'well is-filled', 'data-key': 'opened', 'aria-label': t('home.opened-name') },
    element('span', { class: 'well-sign' }, icon('file')),
    element('div', { class: 'well-text' }, element('p', {}, page.opened)),
    button(t('home.opened-drop'), () => host.send('drop_file', {}), { kind: 'quiet', id: 'drop-file' })),
  page.unfinished.length > 0 && unfinishedList(page.unfinished, t, host),
  all >= MANY && element('div', { class: 'narrow', 'data-key': 'narrow' },
    element('label', { for: 'narrow' }, t('home.narrow')),
    element('input', {
      id: 'narrow',
      type: 'search',
      class: 'input middle',
      autocomplete: 'off',
      on: { input: (event) => host.setLocal('narrow', event.target.value) }
    }),
    element('p', { class: 'hint', role: 'status' }, t('home.found', { found, all }))),
  page.servers.length === 0 && element('p', {}, t('home.no-server-text')),
  ...servers.map((it) => serverSection(it.server, it.licenses, { isNarrowed: wanted !== '', isMany: all >= MANY, left: it.left, first }, t, host)))
}

/** @param {LicenseRow} license */
function searchable (license) {
  return [license.name, license.organization, license.location, license.expires].join(' ').normalize('NFKC').toLowerCase()
}

/** @type {Part<Unfinished[]>} */
function unfinishedList (unfinished, t, host) {
  return section('unfinished', 'unfinished', t('home.unfinished'),
    element('ul', {}, ...unfinished.map((it) => element('li', { 'data-key': it.id },
      element('div', { class: 'unfinished-text' },
        element('p', {}, it.text),
        element('p', { class: 'hint' }, it.step),
        it.needsLook && element('p', { class: 'mark tone-soon' }, icon('caution'), element('span', {}, t('home.needs-look')))),
      button(t('home.resume'), () => host.send('resume', { renewal: it.id }), { kind: it.needsLook ? 'primary' : undefined, name: t('home.resume-what', { what: it.text }) }),
      disclosure(`discard-${it.id}`, t(it.needsLook ? 'home.give-up' : 'home.discard'),
        element('p', {}, t(it.needsLook ? 'home.give-up-text' : 'home.discard-text')),
        button(t(it.needsLook ? 'home.give-up-do' : 'home.discard-do'), () => host.send('discard', { renewal: it.id }), { kind: 'danger' }))))))
}

/**
 * @param {ServerCard} server
 * @param {LicenseRow[]} licenses
 * @param {Narrowing} shown
 * @param {Translate} t
 * @param {Host} host
 */
function serverSection (server, licenses, shown, t, host) {
  const id = `server-${server.id}`
  if (shown.isNarrowed && licenses.length === 0) return null

  return element('section', { class: 'server', 'data-key': id, 'aria-labelledby': id },
    element('div', { class: 'section-head' },
      element('div', {},
        element('h2', { id }, server.name),
        element('p', { class: 'hint' }, [server.kind, server.host, server.canRead && (server.readAt ?? t('home.never-read'))].filter(Boolean).join(t('separator')))),
      server.canRead
        ? readButton(server, 'home.read', server.readAt === null ? 'primary' : undefined, t, host)
        : byHand(server, undefined, t, host)),
    licenses.length > 0
      ? table('licenses', t('home.table', { server: server.name }),
        COLUMNS.map((it) => ({ label: t(`license.${it}`), isHidden: it === 'act' })),
        licenses.flatMap((it) => [
          licenseRow(server, it, it === shown.first, t, host),
          it.unsettled && element('tr', { class: 'last', 'data-key': `${it.id} unsettled` },
            element('td', { colspan: COLUMNS.length }, element('div', { class: 'inline' },
              element('p', { class: 'mark tone-soon' }, icon('caution'), element('span', {}, it.unsettled)),
              server.canRead && readButton(server, 'read-again', undefined, t, host)))),
          !shown.isMany && it.last && element('tr', { class: 'last', 'data-key': `${it.id} last` }, element('td', { colspan: COLUMNS.length }, it.last))
        ]))
      : element('p', { class: 'empty' }, t(server.canRead ? 'home.none' : 'home.cannot-read')),
    shown.left > 0 && element('div', { class: 'inline', 'data-key': `${id}-more` },
      button(t('home.more', { left: shown.left }), () => host.setLocal(`all-${server.id}`, 'all'), { name: t('home.more-what', { left: shown.left, what: server.name }) })),
    server.canRead && element('div', { class: 'inline' },
      element('span', { class: 'hint' }, t('home.by-hand-text')),
      byHand(server, 'quiet', t, host)))
}

/**
 * @param {ServerCard} server
 * @param {'home.read' | 'read-again'} label
 * @param {'primary' | undefined} kind
 * @param {Translate} t
 * @param {Host} host
 */
function readButton (server, label, kind, t, host) {
  const name = t(`${label}-what`, { what: server.name })

  return button(t(label), () => host.send('read_server', { server: server.id }), { kind, icon: 'refresh', name })
}

/**
 * The way that is always open: for a server that cannot be read, or a license that is not listed.
 *
 * @param {ServerCard} server
 * @param {'quiet' | undefined} kind
 * @param {Translate} t
 * @param {Host} host
 */
function byHand (server, kind, t, host) {
  return button(t('by-hand'), () => host.send('start_by_hand', { server: server.id }), { kind, icon: 'person', name: t('home.by-hand-what', { what: server.name }) })
}

/**
 * @param {ServerCard} server
 * @param {LicenseRow} license
 * @param {boolean} isFirst - the one to renew next
 * @param {Translate} t
 * @param {Host} host
 */
function licenseRow (server, license, isFirst, t, host) {
  return element('tr', { class: `tone-${license.urgency}`, 'data-key': license.id },
    element('th', { scope: 'row' }, license.name),
    element('td', { 'data-label': t('license.organization') }, license.organization || '—'),
    element('td', { 'data-label': t('license.location') }, license.location || '—'),
    element('td', { 'data-label': t('license.expires') }, element('div', {},
      element('p', { class: 'date' }, license.expires || '—'),
      markOf(license.urgency, license.daysLeft))),
    element('td', { class: 'act' }, button(t('home.renew'),
      () => host.send('choose_license', { server: server.id, license: license.id }),
      { kind: isFirst ? 'primary' : undefined, name: t('home.renew-what', { what: license.name }) })))
}
