import { element } from '../dom.mjs'
import { button, primary } from '../parts/controls.mjs'
import { passwordFields, takePassword } from '../parts/password.mjs'
import { rowList } from '../parts/rows.mjs'
import { pageOf, pageScreen } from '../parts/screen.mjs'

/**
 * The password of a server, asked for when it is needed.
 *
 * @type {Draw}
 */
export function signIn (view, t, host) {
  const page = pageOf(view, 'sign-in')
  const keep = page.canKeep ? host.local('keep') ?? 'keep' : null

  return pageScreen(view, t, host, {
    heading: t('sign-in.heading', { server: page.serverName }),
    submit: () => host.sendSecret('submit_password', { server: page.server, password: takePassword(), keep: keep === 'keep' }),
    acts: [
      button(t('sign-in.back'), () => host.send('open_page', { page: 'home' }), { icon: 'back' }),
      element('span', { class: 'space' }),
      button(t('sign-in.edit'), () => host.send('edit_server', { server: page.server }), { kind: 'quiet', id: 'edit' }),
      primary(t('sign-in.do'))
    ]
  },
  element('p', { class: 'lead' }, page.reason),
  rowList(page.rows),
  element('div', { class: 'fields' }, passwordFields(view, keep, t, host)))
}
