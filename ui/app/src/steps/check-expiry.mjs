import { element } from '../dom.mjs'
import { button, choices, field, primary } from '../parts/controls.mjs'
import { callout, outcome, sentences } from '../parts/notes.mjs'
import { rowList } from '../parts/rows.mjs'
import { pageOf, stepScreen } from '../parts/screen.mjs'
import { section } from '../parts/section.mjs'

/**
 * Step 1: how long the license still lasts, and with which Apple ID it will be renewed.
 *
 * @type {Draw}
 */
export function checkExpiry (view, t, host) {
  const page = pageOf(view, 'check-expiry')

  return stepScreen(view, t, host, {
    frame: page.frame,
    heading: t('step.check-expiry'),
    submit: () => host.send('begin', {}),
    primary: primary(t('check-expiry.begin'))
  },
  outcome(page.urgency, page.headline, page.last && element('p', { class: 'outcome-more' }, page.last)),
  page.cautions.length > 0 && callout(t, 'caution', sentences(page.cautions)),
  page.told && toldFields(page.told, view, t, host),
  appleIdChoice(page, view, t, host),
  page.rows.length > 0 && section('rows', '', t('check-expiry.rows'),
    rowList(page.rows, { host, t }),
    page.canReadAgain && element('div', { class: 'inline' },
      button(t('read-again'), () => host.send('read_again', {}), { kind: 'quiet', icon: 'refresh', id: 'read-again' }))))
}

/** @type {ViewPart<CheckExpiry>} */
function appleIdChoice (page, view, t, host) {
  const same = page.appleIdSame
  const input = field(t, {
    name: 'appleId',
    label: t('check-expiry.apple-id-field'),
    value: page.appleIdOther,
    width: 'middle',
    type: 'email',
    problem: view.problem,
    typed: (value) => host.type('appleId', value)
  })
  if (!same) {
    return section('apple-id', '', t('check-expiry.apple-id'),
      element('p', { class: 'hint' }, t('check-expiry.apple-id-hint')),
      input)
  }
  const choice = host.local('choice') ?? page.appleIdChoice ?? ''

  return choices({
    name: 'choice',
    // Where nothing is chosen yet, that is what is missing.
    problemName: choice === 'other' ? 'choice' : 'appleId',
    legend: t('check-expiry.apple-id'),
    hint: t('check-expiry.apple-id-hint'),
    chosen: choice,
    problem: view.problem,
    choose: (value) => {
      host.setLocal('choice', value)
      host.send('choose_apple_id', { choice: value === 'same' ? 'same' : 'other', other: page.appleIdOther })
    },
    choices: [
      { value: 'same', label: t('check-expiry.same'), hint: same },
      { value: 'other', label: t('check-expiry.another'), inside: choice === 'other' ? input : null }
    ]
  })
}

/**
 * Without a server: what can be told of the license; all of it optional.
 *
 * @type {ViewPart<Told>}
 */
function toldFields (told, view, t, host) {
  /** @param {string} name @param {string} value @param {object} [more] */
  const one = (name, value, more) => field(t, {
    name,
    label: t(`told.${name}`),
    value,
    isOptional: true,
    problem: view.problem,
    typed: (typed) => host.type(name, typed),
    ...more
  })

  return section('told', '', t('told.heading'),
    element('p', {}, t('told.text')),
    element('div', { class: 'field-grid' },
      one('toldExpires', told.expires, { hint: t('told.toldExpires-hint') }),
      one('toldLocation', told.location, { hint: t('told.toldLocation-hint') }),
      one('toldAccountName', told.accountName),
      one('toldNotes', told.notes)))
}
