import { element } from '../dom.mjs'
import { button, primary } from '../parts/controls.mjs'
import { callout } from '../parts/notes.mjs'
import { copyLine } from '../parts/rows.mjs'
import { pageOf, stepScreen } from '../parts/screen.mjs'
import { section } from '../parts/section.mjs'
import { shownField, tellShown } from '../parts/shown.mjs'

/**
 * Steps 5 and 6 in the browser: the manual's own, with every value at hand.
 *
 * @type {Draw}
 */
export function byHand (view, t, host) {
  const page = pageOf(view, 'by-hand')

  return stepScreen(view, t, host, {
    frame: page.frame,
    heading: t('step.by-hand'),
    submit: () => tellShown(host),
    acts: [page.canGoByKoshin && button(t('by-hand.koshin'), () => host.send('go_by_koshin', {}), { kind: 'quiet', id: 'by-koshin' })],
    primary: primary(t('by-hand.done'), 'done')
  },
  element('p', { class: 'print-only' }, page.frame.about),
  page.reason && callout(t, 'point', element('p', {}, page.reason)),
  callout(t, 'caution', element('p', {}, t('by-hand.caution'))),
  element('div', { class: 'inline', 'data-key': 'print' }, button(t('by-hand.print'), host.print, { icon: 'print', isAlways: true })),
  element('ol', { class: 'manual', 'data-key': 'manual' }, ...page.steps.map((it) => manualStep(it, t, host))),
  section('shown', 'decision', t('by-hand.shown-heading'),
    element('p', {}, t('by-hand.expected'), ' ', element('strong', { class: 'value' }, page.expected)),
    shownField(view, page.typed, t, host),
    page.canRead && element('p', { class: 'inline' },
      element('span', { class: 'hint' }, t('by-hand.read-text')),
      button(t('by-hand.read'), () => host.send('read_again', {}), { icon: 'refresh' }))))
}

/** @type {Part<ManualStep>} */
function manualStep (step, t, host) {
  return element('li', { 'data-key': step.number },
    element('span', { class: 'manual-number' }, step.number),
    element('div', { class: 'manual-text' },
      element('p', {}, step.text),
      step.copy && copyLine(host, t, step.copy),
      step.copySecond && copyLine(host, t, step.copySecond),
      (step.site || step.folder) && element('div', { class: 'inline' },
        step.site && button(t('open-site'), () => host.send('open_link', { place: 'site' }), { icon: 'external' }),
        step.folder && button(t('open-folder'), () => host.send('open_link', { place: 'folder' }), { icon: 'folder' })),
      step.result && element('p', { class: 'result' }, step.result)))
}
