import { element } from '../dom.mjs'
import { icon, productMark } from '../icons.mjs'
import { button } from '../parts/controls.mjs'
import { pageScreen } from '../parts/screen.mjs'

/**
 * First start: what Koshin does, and the ways in.
 *
 * @type {Draw}
 */
export function welcome (view, t, host) {
  return pageScreen(view, t, host, {
    heading: t('welcome.heading'),
    above: element('p', { class: 'brand' }, productMark(), element('span', {}, 'Koshin'))
  },
    element('p', { class: 'lead' }, t('welcome.text')),
    element('ul', { class: 'promises' }, ...['check', 'safe', 'record'].map((it) =>
      element('li', {}, icon('done'), element('span', {}, t(`welcome.${it}`))))),
    element('div', { class: 'doors' },
      door('server', t('welcome.server'), t('welcome.server-text'),
        button(t('add-server'), () => host.send('open_page', { page: 'add-server' }), { kind: 'primary', id: 'add-server' })),
      door('person', t('welcome.by-hand'), t('welcome.by-hand-text'),
        button(t('start-by-hand'), () => host.send('start_by_hand', { server: null }), { id: 'start-by-hand' })),
      !view.governed.practiceOff && door('point', t('welcome.practice'), t('welcome.practice-text'),
        button(t('practice.start'), () => host.send('start_practice', { scenario: 'normal' }), { id: 'start-practice' }))),
    element('div', { class: 'inline small-print' },
      element('span', {}, t('welcome.handover')),
      button(t('handover.import'), () => host.send('import_handover', {}), { kind: 'quiet' }),
      element('span', { class: 'space' }),
      !view.governed.language && languageButton(view, host)))
}

/**
 * @param {string} drawn
 * @param {string} heading
 * @param {string} text
 * @param {HTMLElement} act
 */
function door (drawn, heading, text, act) {
  return element('section', { class: 'door' },
    element('span', { class: 'door-sign' }, icon(drawn)),
    element('div', { class: 'door-text' }, element('h2', {}, heading), element('p', {}, text)),
    act)
}

/**
 * The other language, in its own words, for a person who cannot read this one.
 *
 * @param {View} view
 * @param {Host} host
 */
function languageButton (view, host) {
  const other = view.language === 'ja' ? 'en' : 'ja'

  return element('button', {
    type: 'button',
    class: 'button quiet',
    lang: other,
    'data-always': true,
    on: { click: () => host.send('set_language', { language: other }) }
  }, element('span', {}, other === 'en' ? 'English' : '日本語'))
}
