import { element } from '../dom.mjs'
import { button, choices, disclosure, field, textOf } from '../parts/controls.mjs'
import { callout } from '../parts/notes.mjs'
import { copyLine, rowList } from '../parts/rows.mjs'
import { pageOf, pageScreen } from '../parts/screen.mjs'
import { section } from '../parts/section.mjs'

/**
 * Settings: how Koshin looks, when it warns, the servers, handing over, practice.
 *
 * @type {Draw}
 */
export function settings (view, t, host) {
  const page = pageOf(view, 'settings')

  return pageScreen(view, t, host, { heading: t('page.settings'), submit: () => setDays(host) },
    view.governed.readOnly && callout(t, 'point', element('p', {}, view.governed.readOnly)),
    setting('display', t('settings.display'), display(view, t, host)),
    setting('warning', t('settings.warning'), field(t, {
      name: 'warnDays',
      label: t('settings.warn-days'),
      hint: t('settings.warn-days-hint'),
      value: String(page.warnDays),
      type: 'number',
      width: 'short',
      problem: view.problem,
      // On the way to a number there are others: what cannot be one is told when it stands.
      typed: () => areDays(days()) && host.keep('warnDays', 'set_warn_days', { days: days() }),
      attributes: { min: '1', max: '180', inputmode: 'numeric' },
      changed: () => !areDays(days()) && setDays(host)
    })),
    setting('records', t('settings.records'), field(t, {
      name: 'person',
      label: t('settings.person'),
      hint: t('settings.person-hint'),
      value: page.person,
      width: 'middle',
      problem: view.problem,
      typed: (name) => host.keep('person', 'set_person', { name })
    })),
    setting('servers', t('settings.servers'),
      page.servers.length === 0 && element('p', { class: 'empty' }, t('settings.no-server')),
      ...page.servers.map((it) => server(it, t, host)),
      button(t('add-server'), () => host.send('open_page', { page: 'add-server' }), { icon: 'plus' })),
    setting('handover', t('handover'),
      element('p', {}, t('handover.text')),
      element('div', { class: 'inline' },
        button(t('handover.export'), () => host.send('export_handover', {})),
        button(t('handover.import'), () => host.send('import_handover', {}))),
      element('p', { class: 'hint' }, t('settings.folder')),
      element('div', { class: 'inline' },
        copyLine(host, t, { label: '', value: page.folder }),
        button(t('open-folder'), () => host.send('open_link', { place: 'data-folder' }), { kind: 'quiet', icon: 'folder' }))),
    setting('practice', t('practice.name'), practice(page, view, t, host)))
}

/**
 * @param {string} key
 * @param {string} heading
 * @param {...Child} children
 */
function setting (key, heading, ...children) {
  return section(key, 'setting', heading, element('div', { class: 'setting-body' }, ...children))
}

/** @type {Part<View>} */
function display (view, t, host) {
  const system = { value: 'system', label: t('settings.as-system') }

  return element('div', { class: 'field-row' },
    choices({
      name: 'language',
      legend: t('settings.language'),
      hint: view.governed.language ? t('policy.set') : undefined,
      isGoverned: view.governed.language,
      chosen: view.languageChoice ?? 'system',
      choose: (value) => host.send('set_language', { language: value === 'system' ? null : /** @type {Language} */ (value) }),
      choices: [system, { value: 'ja', label: '日本語' }, { value: 'en', label: 'English' }]
    }),
    choices({
      name: 'theme',
      legend: t('settings.theme'),
      chosen: view.theme,
      choose: (value) => host.send('set_theme', { theme: /** @type {Theme} */ (value) }),
      choices: [system, { value: 'light', label: t('settings.light') }, { value: 'dark', label: t('settings.dark') }]
    }))
}

/** @type {Part<ServerSetting>} */
function server (it, t, host) {
  return element('section', { class: 'server-card', 'data-key': it.id, 'aria-labelledby': `setting-${it.id}` },
    element('h3', { id: `setting-${it.id}` }, it.name),
    it.preset && element('p', { class: 'hint' }, t(it.preset === 'but-user' ? 'policy.set-user' : 'policy.set')),
    rowList([...it.rows, ...(it.signsIn ? [{ label: t('password'), value: t(it.secretKept ? 'settings.secret-kept' : 'settings.secret-asked') }] : [])]),
    element('div', { class: 'inline' },
      it.signsIn && button(t('settings.test'), () => host.send('test_server', { server: it.id }), { icon: 'list', name: t('settings.test-what', { what: it.name }) }),
      it.preset !== 'whole' && button(t('settings.edit'), () => host.send('edit_server', { server: it.id }), { icon: 'settings', name: t('settings.edit-what', { what: it.name }) }),
      it.secretKept && button(t('settings.forget'), () => host.send('forget_secret', { server: it.id }), { icon: 'key' })),
    !it.preset && disclosure(`remove-${it.id}`, t('settings.remove'),
      element('p', {}, t('settings.remove-text')),
      button(t('settings.remove-do', { server: it.name }), () => host.send('remove_server', { server: it.id }), { kind: 'danger' })))
}

/** @type {ViewPart<SettingsPage>} */
function practice (page, view, t, host) {
  if (view.governed.practiceOff) return element('p', { class: 'hint' }, t('policy.set'))
  const scenario = host.local('scenario') ?? page.scenarios[0]?.value ?? 'normal'

  return element('div', { class: 'fields' },
    element('p', {}, t('practice.about')),
    element('div', { class: 'field' },
      element('label', { for: 'scenario' }, t('practice.scenario')),
      element('select', {
        id: 'scenario',
        class: 'input middle',
        value: scenario,
        on: { change: (event) => host.setLocal('scenario', event.target.value) }
      }, ...page.scenarios.map((it) => element('option', { value: it.value }, it.label)))),
    button(t(view.practice ? 'practice.restart' : 'practice.start'), () => host.send('start_practice', { scenario })))
}

/** @param {Host} host */
function setDays (host) {
  host.send('set_warn_days', { days: days() })
}

function days () {
  return Math.trunc(Number(textOf('warnDays')))
}

/** @param {number} days */
function areDays (days) {
  return days >= 1 && days <= 180
}
