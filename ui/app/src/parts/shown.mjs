import { field, textOf } from './controls.mjs'

/**
 * The field for the expiry that the person sees on the management site.
 *
 * @param {View} view
 * @param {string} typed - as typed so far
 * @param {Translate} t
 * @param {Host} host
 */
export function shownField (view, typed, t, host) {
  return field(t, {
    name: 'shown',
    label: t('by-hand.shown'),
    hint: t('by-hand.shown-hint'),
    value: typed,
    width: 'middle',
    problem: view.problem,
    typed: (value) => host.type('shown', value)
  })
}

/**
 * Has what stands in it compared and recorded.
 *
 * @param {Host} host
 */
export function tellShown (host) {
  host.send('saved_by_hand', { shown: textOf('shown') })
}
