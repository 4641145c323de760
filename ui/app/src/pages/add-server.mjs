import { element } from '../dom.mjs'
import { button, choices, disclosure, field, primary, textOf } from '../parts/controls.mjs'
import { callout } from '../parts/notes.mjs'
import { passwordFields, takePassword } from '../parts/password.mjs'
import { pageOf, pageScreen } from '../parts/screen.mjs'
import { section } from '../parts/section.mjs'

/** @type {(keyof ServerForm)[]} */
const TYPED = ['name', 'url', 'company', 'user', 'caFile', 'proxy']

/**
 * Adding a server, or going on without one; or changing one that is registered.
 *
 * @type {Draw}
 */
export function addServer (view, t, host) {
  const page = pageOf(view, 'add-server')
  const kind = host.local('kind') ?? (page.form.kind || page.kinds[0]?.kind) ?? 'site'
  const keep = host.local('keep') ?? 'keep'
  const { editing } = page
  if (editing !== null) return editServer(view, page, editing, t, host)

  return pageScreen(view, t, host, {
    heading: t('page.add-server'),
    submit: () => add(host, kind, kind !== 'by-hand' && keep === 'keep'),
    acts: [
      button(t('cancel-form'), () => host.send('open_page', { page: 'home' }), { icon: 'back' }),
      element('span', { class: 'space' }),
      button(t('start-by-hand'), () => host.send('start_by_hand', { server: null }), { kind: 'quiet', id: 'start-by-hand' }),
      primary(t(kind === 'by-hand' ? 'add-server.do-by-hand' : 'add-server.do'))
    ]
  },
  choices({
    name: 'kind',
    legend: t('add-server.kind'),
    chosen: kind,
    isCards: true,
    problem: view.problem,
    choose: (value) => host.setLocal('kind', value),
    choices: page.kinds.map((it) => ({ value: it.kind, label: it.name, hint: it.hint, tag: it.evidence ?? undefined }))
  }),
  kind === 'by-hand' ? site(view, page.form, t) : account(view, page.form, kind, keep, t, host))
}

/**
 * The form of a registered server: its password stays where it is.
 *
 * @param {View} view
 * @param {AddServer} page
 * @param {string} server
 * @param {Translate} t
 * @param {Host} host
 */
function editServer (view, { form, isPreset }, server, t, host) {
  return pageScreen(view, t, host, {
    heading: t('page.edit-server'),
    submit: () => host.send('change_server', { server, form: typedForm(form.kind) }),
    acts: [
      button(t('edit-server.cancel'), () => host.send('open_page', { page: 'settings' }), { icon: 'back' }),
      element('span', { class: 'space' }),
      primary(t('edit-server.do'), 'done')
    ]
  },
  form.kind === 'by-hand'
    ? site(view, form, t)
    : [callout(t, 'point', element('p', {}, t(isPreset ? 'policy.set-user' : 'edit-server.text'))), account(view, form, form.kind, null, t, host, isPreset)])
}

/**
 * A server that Koshin never signs in to: its address is opened in the browser.
 *
 * @param {View} view
 * @param {ServerForm} form
 * @param {Translate} t
 */
function site (view, form, t) {
  return section('site', 'fields', t('add-server.site'),
    field(t, { name: 'url', label: t('add-server.url'), value: form.url, problem: view.problem, hint: t('add-server.url-by-hand'), type: 'url' }),
    field(t, { name: 'name', label: t('add-server.name'), value: form.name, problem: view.problem, hint: t('add-server.name-hint'), isOptional: true, width: 'middle' }))
}

/**
 * @param {View} view
 * @param {ServerForm} form
 * @param {string} kind
 * @param {string | null} keep - null where no password is asked for
 * @param {Translate} t
 * @param {Host} host
 * @param {boolean} [isPreset] - only the user is the person's to enter
 */
function account (view, form, kind, keep, t, host, isPreset = false) {
  /** @param {keyof ServerForm} name @param {object} more */
  const one = (name, more) => field(t, {
    name,
    label: t(`add-server.${name}`),
    value: form[name],
    problem: view.problem,
    ...(isPreset && name !== 'user' ? { attributes: { readonly: true } } : more)
  })
  const isSite = kind === 'site'

  return section('account', 'fields', t('add-server.account'),
    one('url', { hint: t(isSite ? 'add-server.url-site' : 'add-server.url-hint'), type: 'url' }),
    element('div', { class: 'field-grid' },
      isSite && one('company', { hint: t('add-server.company-hint'), isOptional: true }),
      one('user', { hint: isSite ? t('add-server.user-hint') : undefined })),
    keep !== null && passwordFields(view, keep, t, host),
    disclosure('more', t('add-server.more'),
      one('name', { hint: t('add-server.name-hint'), isOptional: true, width: 'middle' }),
      one('caFile', { hint: t('add-server.ca-file-hint'), isOptional: true }),
      one('proxy', { hint: t('add-server.proxy-hint'), isOptional: true })))
}

/**
 * Sends the form and the password, which leaves the page here.
 *
 * @param {Host} host
 * @param {string} kind
 * @param {boolean} keep
 */
function add (host, kind, keep) {
  host.sendSecret('add_server', { form: typedForm(kind), password: takePassword(), keep })
}

/** @param {string} kind */
function typedForm (kind) {
  /** @type {ServerForm} */
  const form = { kind, name: '', url: '', company: '', user: '', caFile: '', proxy: '' }
  for (const name of TYPED) form[name] = textOf(name)

  return form
}
