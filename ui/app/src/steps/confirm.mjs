import { element } from '../dom.mjs'
import { icon } from '../icons.mjs'
import { button, fieldId, primary } from '../parts/controls.mjs'
import { outcome, sentences } from '../parts/notes.mjs'
import { pageOf, stepScreen } from '../parts/screen.mjs'
import { section } from '../parts/section.mjs'
import { shownField, tellShown } from '../parts/shown.mjs'

/** @type {Record<ConfirmState, Urgency | Mark | 'busy'>} */
const LOOK = { waiting: 'busy', renewed: 'pass', 'renewed-by-hand': 'pass', 'not-renewed': 'stop', unknown: 'unknown' }

/**
 * Step 6: what the server itself shows now.
 *
 * @type {Draw}
 */
export function confirm (view, t, host) {
  const page = pageOf(view, 'confirm')
  const { record } = page
  const isRenewed = page.state === 'renewed' || page.state === 'renewed-by-hand'
  const isOpen = page.state === 'not-renewed' || page.state === 'unknown'

  return stepScreen(view, t, host, {
    frame: page.frame,
    heading: t('step.confirm'),
    // Enter in the field means what stands in it.
    submit: () => isTyping() ? tellShown(host) : isOpen ? host.send('read_again', {}) : host.send('open_page', { page: 'home' }),
    acts: [
      record && button(t('confirm.record'), () => host.send('open_record', { record }), { icon: 'file', id: 'record' }),
      isOpen && button(t('open-site'), () => host.send('open_link', { place: 'site' }), { icon: 'external' })
    ],
    primary: page.state === 'waiting' ? null : isOpen ? primary(t('read-again'), 'refresh') : primary(t('confirm.home'))
  },
  outcome(LOOK[page.state], page.headline,
    page.confirmedBy && element('p', { class: 'outcome-more' }, page.confirmedBy),
    page.state !== 'waiting' && element('dl', { class: `passage ${isRenewed ? 'is-renewed' : ''}`.trim() },
      element('div', {}, element('dt', {}, t('confirm.before')), element('dd', { class: 'value' }, page.before)),
      element('div', {},
        element('dt', {}, t(isRenewed ? 'confirm.after' : 'confirm.shown')),
        element('dd', { class: 'value' }, icon('forward'), page.after)))),
  page.next.length > 0 && section('next', '', t('confirm.next'), sentences(page.next)),
  page.typed !== null && section('shown', 'decision', t('confirm.shown-heading'),
    shownField(view, page.typed, t, host),
    button(t('by-hand.done'), () => tellShown(host), { icon: 'done' })))
}

function isTyping () {
  return document.activeElement?.id === fieldId('shown')
}
