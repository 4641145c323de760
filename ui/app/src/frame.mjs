/** The window around every screen: the mark, the ways, the steps, practice, what goes on now. */

import { element, phrases } from './dom.mjs'
import { icon, productMark } from './icons.mjs'
import { button, field, fieldId, form } from './parts/controls.mjs'
import { copyLine } from './parts/rows.mjs'
import { STEPS } from './parts/screen.mjs'
import { screens } from './screens.mjs'

/** The ways that are open from every page that is not a step. */
const WAYS = /** @type {const} */ ([['home', 'list'], ['history', 'history'], ['settings', 'settings'], ['about', 'info']])

/**
 * Draws the whole window.
 *
 * @param {View} view
 * @param {Translate} t
 * @param {Host} host
 * @param {string} said - the last word of the status line
 */
export function drawFrame (view, t, host, said) {
  const { page, busy } = view
  const frame = 'frame' in page ? page.frame : null
  const screen = screens[page.name](view, t, host)
  const acts = screen.querySelector('.acts')
  const drawn = element('div', { id: 'app', 'data-title': titleOf(view, t) },
    view.practice && practiceBanner(t, host),
    element('div', { class: page.name === 'welcome' ? 'window is-plain' : 'window', 'data-key': 'window' },
      page.name !== 'welcome' && element('header', { class: 'side', 'data-key': frame ? 'side-steps' : 'side-ways' },
        element('div', { class: 'side-inner' },
          element('div', { class: 'brand' }, productMark(), element('span', {}, 'Koshin')),
          frame ? stepList(frame, t, host) : wayList(page.name, t, host))),
      element('main', { 'data-key': 'main' },
        busy?.question && questionForm(busy.question, t, host),
        screen,
        // What goes on and what can be done stay in sight, one above the other.
        element('div', { class: 'foot', 'data-key': 'foot' }, statusLine(view, t, host, said), acts))))

  if (busy) holdBack(drawn)
  for (const it of drawn.querySelectorAll('[data-to]')) {
    if (!drawn.querySelector(`#${it.getAttribute('data-to')}`)) it.remove()
  }

  return drawn
}

/**
 * @param {View} view
 * @param {Translate} t
 */
function titleOf ({ page, problem }, t) {
  const name = 'frame' in page
    ? t('title.step', { count: t('step.count', { number: page.frame.number, total: page.frame.total }), name: t(`step.${page.name}`) })
    : t('title.page', { name: t(`page.${page.name}`) })

  return problem ? t('title.problem', { name }) : name
}

/**
 * @param {Translate} t
 * @param {Host} host
 */
function practiceBanner (t, host) {
  return element('aside', { class: 'practice', 'data-key': 'practice', 'aria-label': t('practice.name') },
    element('p', {}, element('strong', {}, t('practice.name')), t('practice.text')),
    button(t('practice.stop'), () => host.send('stop_practice', {})))
}

/** @type {Part<string>} */
function wayList (present, t, host) {
  return element('nav', { class: 'ways', 'aria-label': t('ways') },
    element('ul', {}, ...WAYS.map(([page, drawn]) => element('li', {},
      element('button', {
        type: 'button',
        'aria-current': page === present ? 'page' : undefined,
        on: { click: () => host.send('open_page', { page }) }
      }, icon(drawn), element('span', {}, t(`page.${page}`)))))))
}

/**
 * The six steps; those behind can be gone back to as long as nothing was saved.
 *
 * @type {Part<Frame>}
 */
function stepList (frame, t, host) {
  return element('nav', { class: 'steps', 'aria-label': t('steps') },
    element('p', { class: 'about' }, element('span', { class: 'about-label' }, t('steps.about')),
      // Rather before the server's name than in it.
      frame.about.split(/(?=（)/).flatMap((it) => [element('wbr'), it])),
    element('ol', {}, ...STEPS.map((step, index) => {
      const number = index + 1
      const state = number < frame.number ? 'done' : number === frame.number ? 'now' : 'ahead'
      const name = element('span', { class: 'step-name' }, phrases(t(`step.${step}`)))
      const sign = element('span', { class: 'step-sign', 'aria-hidden': 'true' }, state === 'done' ? icon('done') : String(number))
      const told = state === 'ahead' ? null : element('span', { class: 'visually-hidden' }, t(`steps.${state}`))

      return element('li', { class: state, 'aria-current': state === 'now' ? 'step' : undefined },
        state === 'done' && frame.canGoBack
          ? element('button', { type: 'button', on: { click: () => host.send('go_back', { step }) } }, sign, told, name)
          : element('div', {}, sign, told, name))
    })))
}

/**
 * The server asks for something in the middle of a job.
 *
 * @type {Part<QuestionView>}
 */
function questionForm (question, t, host) {
  const answer = () => {
    const input = /** @type {HTMLInputElement | null} */ (document.getElementById(fieldId('answer')))
    const text = input?.value ?? ''
    if (input) input.value = ''
    host.sendSecret('answer', { answer: text })
  }

  return element('section', { class: 'question', 'data-key': 'question', 'aria-labelledby': 'question-heading' },
    form('question', answer,
      element('h2', { id: 'question-heading', tabindex: '-1', 'data-heading': 'question' }, question.prompt),
      question.url && copyLine(host, t, { label: t('question.url'), value: question.url }),
      question.code && copyLine(host, t, { label: t('question.code'), value: question.code }),
      question.wantsAnswer && field(t, {
        name: 'answer', label: t('question.answer'), width: 'middle', attributes: { autocomplete: 'one-time-code' }
      }),
      question.wantsAnswer && element('button', { type: 'submit', class: 'button primary', 'data-always': true },
        element('span', {}, t('question.send')))))
}

/**
 * @param {View} view
 * @param {Translate} t
 * @param {Host} host
 * @param {string} said
 */
function statusLine ({ busy, notice }, t, host, said) {
  const text = said || (busy ? [busy.what, busy.stage].filter(Boolean).join(t('status.stage')) : notice ?? '')

  return element('div', { class: text ? 'status has-text' : 'status', 'data-key': 'status' },
    element('span', { class: 'status-sign', 'aria-hidden': 'true' }, busy ? element('span', { class: 'turning' }) : icon('done')),
    element('p', { role: 'status' }, text),
    busy?.canCancel && button(t('cancel'), () => host.send('cancel', {}), { id: 'cancel', isAlways: true }))
}

/**
 * While a job runs the buttons stay where they are and say that they wait.
 *
 * @param {HTMLElement} drawn
 */
function holdBack (drawn) {
  for (const it of drawn.querySelectorAll('button:not([data-always])')) it.setAttribute('aria-disabled', 'true')
}
