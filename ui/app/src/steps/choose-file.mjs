import { element } from '../dom.mjs'
import { icon } from '../icons.mjs'
import { button, field, fieldId, primary } from '../parts/controls.mjs'
import { findingList } from '../parts/findings.mjs'
import { outcome } from '../parts/notes.mjs'
import { pageOf, stepScreen } from '../parts/screen.mjs'
import { section } from '../parts/section.mjs'

/**
 * Step 3: the token file, and what its examination found.
 *
 * @type {Draw}
 */
export function chooseFile (view, t, host) {
  const page = pageOf(view, 'choose-file')
  const way = wayOn(page, t, host)

  return stepScreen(view, t, host, {
    frame: page.frame,
    heading: t('step.choose-file'),
    submit: way.act,
    primary: primary(way.label, way.icon)
  },
  fileWell(page, way.icon === 'folder', t, host),
  page.summary && outcome(page.mark ?? 'unknown', page.summary),
  page.canAskAgain && page.need.need !== 'confirm-unseen' && element('div', { class: 'inline', 'data-key': 'ask' }, askAgain(t, host)),
  page.need.need === 'other-token' && page.frame.canGoBack && view.problem?.remedy !== 'download-again' && element('div', { class: 'inline', 'data-key': 'download-again' },
    button(t('problem.download-again'), () => host.send('go_back', { step: 'get-token' }), { icon: 'back', id: 'download-again' })),
  // What stopped it comes first; overriding it is the last thing to think of.
  page.need.need !== 'type-location' && decision(page, t, host),
  findingList(t, page.findings, t('choose-file.findings')),
  page.need.need === 'type-location' && override(view, page, page.need.text, t, host))
}

/**
 * Where the file is chosen and named; a dropped or found file will arrive at the same place.
 *
 * @param {ChooseFile} page
 * @param {boolean} isPrimary - the primary button is the one that chooses
 * @param {Translate} t
 * @param {Host} host
 */
function fileWell (page, isPrimary, t, host) {
  return element('section', { class: `well ${page.fileName ? 'is-filled' : ''}`.trim(), 'data-key': 'well', 'aria-label': t('choose-file.well') },
    element('span', { class: 'well-sign' }, icon('file')),
    element('div', { class: 'well-text' },
      page.fileName
        ? element('p', { class: 'file-name' }, t('choose-file.name', { name: page.fileName }))
        : element('p', {}, t('choose-file.text')),
      element('p', { class: 'hint' }, t('choose-file.apple'))),
    !isPrimary && button(t('choose-file.another'), () => host.send('choose_file', {}), { icon: 'folder', id: 'choose' }))
}

/**
 * What the primary button does, by what is needed.
 *
 * @param {ChooseFile} page
 * @param {Translate} t
 * @param {Host} host
 */
function wayOn ({ need }, t, host) {
  switch (need.need) {
    case 'type-location':
      return {
        label: t('choose-file.another'),
        icon: 'folder',
        // Enter in the location's field means the location.
        act: () => document.activeElement === locationField() ? accept(host) : host.send('choose_file', {})
      }
    case 'confirm-location':
      return { label: t('choose-file.confirm', { location: need.location }), icon: 'forward', act: () => host.send('accept_location', { name: need.location }) }
    case 'confirm-unseen':
      return { label: t('choose-file.unseen'), icon: 'forward', act: () => host.send('confirm_unseen', {}) }
    case 'nothing':
      return { label: t('choose-file.next'), icon: 'forward', act: () => host.send('use_token', {}) }
    case 'other-token':
      return { label: t('choose-file.another'), icon: 'folder', act: () => host.send('choose_file', {}) }
    case 'file':
      return { label: t('choose-file.choose'), icon: 'folder', act: () => host.send('choose_file', {}) }
  }
}

/**
 * What is asked of the person, where the checks alone cannot decide.
 *
 * @type {MaybePart<ChooseFile>}
 */
function decision ({ need, canAskAgain, canOfferLast }, t, host) {
  if (need.need !== 'confirm-location' && need.need !== 'confirm-unseen') return null

  return section('decision', 'decision', t('choose-file.decide'),
    element('p', {}, need.text),
    canAskAgain && askAgain(t, host),
    canOfferLast && element('p', { class: 'hint' }, t('choose-file.last-text')),
    canOfferLast && button(t('choose-file.last'), () => host.send('offer_last_file', {}), { icon: 'history' }))
}

/**
 * Asks Apple about the same file, where it could not be asked before.
 *
 * @param {Translate} t
 * @param {Host} host
 */
function askAgain (t, host) {
  return button(t('choose-file.ask-again'), () => host.send('ask_again', {}), { icon: 'refresh', id: 'ask-again' })
}

/**
 * Going on in spite of another organization or location, by typing the location's name.
 *
 * @param {View} view
 * @param {ChooseFile} page
 * @param {string} text
 * @param {Translate} t
 * @param {Host} host
 */
function override (view, page, text, t, host) {
  return section('override', 'decision', t('choose-file.override'),
    element('p', {}, text),
    field(t, {
      name: 'location',
      label: t('choose-file.location'),
      value: page.typedLocation,
      width: 'middle',
      problem: view.problem,
      typed: (value) => host.type('location', value)
    }),
    button(t('choose-file.accept'), () => accept(host), { kind: 'danger', id: 'accept' }))
}

/** @param {Host} host */
function accept (host) {
  host.send('accept_location', { name: locationField()?.value ?? '' })
}

function locationField () {
  return /** @type {HTMLInputElement | null} */ (document.getElementById(fieldId('location')))
}
