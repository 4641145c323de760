import { element } from '../dom.mjs'
import { button, copyButton, disclosure, primary } from '../parts/controls.mjs'
import { callout } from '../parts/notes.mjs'
import { pageOf, stepScreen } from '../parts/screen.mjs'

/**
 * Step 2: the way to the download at Apple, in the browser.
 *
 * @type {Draw}
 */
export function getToken (view, t, host) {
  const page = pageOf(view, 'get-token')

  return stepScreen(view, t, host, {
    frame: page.frame,
    heading: t('step.get-token'),
    submit: () => host.send('token_fetched', {}),
    primary: primary(t('get-token.next'))
  },
  page.opened && callout(t, 'point', element('p', {}, page.opened)),
  element('ol', { class: 'instructions', 'data-key': 'instructions' },
    element('li', {},
      element('h2', {}, t('get-token.open')),
      element('p', {}, page.appleId),
      element('div', { class: 'inline' },
        button(t('get-token.portal'), () => host.send('open_link', { place: 'portal' }), { icon: 'external', id: 'portal' }),
        element('span', { class: 'copy-line' },
          element('span', { class: 'value' }, page.url), copyButton(host, t, page.url, 'URL')))),
    element('li', {},
      element('h2', {}, t('get-token.path')),
      pathList(page.path, t),
      element('p', { class: 'hint' }, page.pathChecked)),
    element('li', {},
      element('h2', {}, t('get-token.download')),
      element('p', {}, t('get-token.download-text')))),
  callout(t, 'caution', element('p', {}, t('get-token.password'))),
  callout(t, 'point', element('p', {}, t('get-token.ended'))),
  page.causes.length > 0 && disclosure('causes', t('get-token.causes'),
    element('ul', { class: 'sentences' }, ...page.causes.map((it) => element('li', {}, it))),
    button(t('get-token.apple-help'), () => host.send('open_link', { place: 'apple-help' }), { kind: 'quiet', icon: 'external' })),
  disclosure('request', t('get-token.request'),
    element('p', {}, t('get-token.request-text')),
    element('pre', { class: 'request', tabindex: '0', 'aria-label': t('get-token.request-label') }, page.request),
    button(t('get-token.request-copy'), () => host.copy(page.request), { icon: 'copy', isAlways: true })))
}

/**
 * The way through Apple's menus, each in both languages.
 *
 * @param {PathItem[]} path
 * @param {Translate} t
 */
function pathList (path, t) {
  return element('ol', { class: 'path' }, ...path.map((it) => element('li', {},
    element('p', { class: 'path-name' }, it.name),
    element('p', { class: 'hint' },
      it.other !== it.name && it.other,
      it.former.length > 0 && element('span', { class: 'former' }, t('get-token.former', { names: it.former.join(t('get-token.former-and')) }))))))
}
