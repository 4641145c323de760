/** What every screen has: its heading, what went wrong, and what goes on from here. */

import { element, phrases } from '../dom.mjs'
import { button, disclosure, form } from './controls.mjs'
import { callout, problemSummary } from './notes.mjs'

/** The steps in the manual's order, by their words. */
export const STEPS = ['check-expiry', 'get-token', 'choose-file', 'write-notes', 'save', 'confirm']

/**
 * The screen of a page that is not a step.
 *
 * @param {View} view
 * @param {Translate} t
 * @param {Host} host
 * @param {PageOptions} options
 * @param {...(Child | Child[])} content
 */
export function pageScreen (view, t, host, options, ...content) {
  return element('div', { class: `screen ${options.width ?? ''}`.trim(), 'data-key': view.page.name },
    form('screen', options.submit ?? (() => {}),
      options.above,
      element('header', { class: 'heading' }, h1(options.heading), options.beside),
      problemSummary(view, t, host),
      ...content),
    options.acts && element('div', { class: 'acts', 'data-key': `acts ${view.page.name}` }, ...options.acts))
}

/**
 * The screen of a step: its number and name, and the bar with the ways on, back and out.
 *
 * @param {View} view
 * @param {Translate} t
 * @param {Host} host
 * @param {StepOptions} options
 * @param {...(Child | Child[])} content
 */
export function stepScreen (view, t, host, options, ...content) {
  const { frame } = options
  const { readOnly } = view.governed
  const before = STEPS[frame.number - 2]
  const isOpen = frame.canLeave && view.page.name !== 'confirm'
  const isOver = view.page.name === 'confirm' && view.page.state.startsWith('renewed')

  return element('div', { class: 'screen step', 'data-key': view.page.name },
    form('screen', options.submit ?? (() => {}),
      element('header', { class: 'heading' },
        element('p', { class: 'step-count' }, t('step.count', { number: frame.number, total: frame.total })),
        h1(options.heading)),
      problemSummary(view, t, host),
      readOnly && callout(t, 'point', element('p', {}, readOnly)),
      ...content,
      isOpen && disclosure('abandon', t('abandon.title'),
        element('p', {}, t('abandon.text')),
        button(t('abandon.do'), () => host.send('abandon', {}), { kind: 'danger' }))),
    element('div', { class: 'acts', 'data-key': `acts ${view.page.name}` },
      frame.canGoBack && before && button(t('back'), () => host.send('go_back', { step: before }), { icon: 'back', id: 'back' }),
      element('span', { class: 'space' }),
      frame.canLeave && !isOver && button(t('leave'), () => host.send('leave', {}), { kind: 'quiet', id: 'leave' }),
      isOpen && !frame.byHand && !readOnly && view.problem?.remedy !== 'by-hand' && button(t('by-hand'), () => host.send('go_by_hand', {}), { kind: 'quiet', id: 'by-hand' }),
      ...(options.acts ?? []),
      options.primary))
}

/** @param {string} text */
function h1 (text) {
  return element('h1', { tabindex: '-1', 'data-heading': 'page', 'data-key': 'h1' }, phrases(text))
}

/**
 * The page of a view, as the screen that draws it knows it.
 *
 * @template {Page['name']} Name
 * @param {View} view
 * @param {Name} name
 * @returns {Extract<Page, { name: Name }>}
 */
export function pageOf (view, name) {
  if (view.page.name !== name) throw new Error(`${name} cannot draw ${view.page.name}`)

  return /** @type {Extract<Page, { name: Name }>} */ (view.page)
}
