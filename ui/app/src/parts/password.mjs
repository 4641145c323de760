/** A password on its one way: typed, taken out of the page, sent. */

import { choices, field, fieldId } from './controls.mjs'

/**
 * The password and whether it is kept.
 *
 * @param {View} view
 * @param {string | null} keep - `keep`, `once`, or null where it cannot be kept
 * @param {Translate} t
 * @param {Host} host
 */
export function passwordFields (view, keep, t, host) {
  return [
    field(t, { name: 'password', label: t('password'), type: 'password', width: 'middle', problem: view.problem, hint: keep ? undefined : t('password.cannot-keep') }),
    keep && choices({
      name: 'keep',
      legend: t('password.keep-legend'),
      hint: t('password.keep-hint', { store: t(`password.store.${system()}`) }),
      chosen: keep,
      choose: (value) => host.setLocal('keep', value),
      choices: [
        { value: 'keep', label: t('password.keep') },
        { value: 'once', label: t('password.once') }
      ]
    })
  ]
}

/** Which system this is, for the name of its place for passwords. */
function system () {
  const { userAgent } = navigator

  return userAgent.includes('Windows') ? 'windows' : userAgent.includes('Macintosh') ? 'mac' : 'linux'
}

/** Takes the typed password; the field is empty from here on. */
export function takePassword () {
  const input = /** @type {HTMLInputElement | null} */ (document.getElementById(fieldId('password')))
  const password = input?.value ?? ''
  if (input) input.value = ''

  return password
}
