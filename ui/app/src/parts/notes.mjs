/** What stands out of the text: 注意, ポイント, what went wrong, how something went. */

import { element, phrases } from '../dom.mjs'
import { icon } from '../icons.mjs'
import { button, fieldId } from './controls.mjs'
import { lookOf } from './marks.mjs'

/**
 * The manual's two callouts.
 *
 * @param {Translate} t
 * @param {'caution' | 'point'} kind
 * @param {...Child} children
 */
export function callout (t, kind, ...children) {
  return element('div', { class: `callout ${kind}`, 'data-key': `callout-${kind}` },
    element('p', { class: 'callout-name' }, icon(kind), t(`callout.${kind}`)),
    element('div', {}, ...children))
}

/**
 * Several sentences as a list, one alone as a paragraph.
 *
 * @param {string[]} sentences
 */
export function sentences (sentences) {
  if (sentences.length === 1) return element('p', {}, sentences[0] ?? '')

  return element('ul', { class: 'sentences' }, ...sentences.map((it) => element('li', {}, it)))
}

/**
 * An outcome in a sentence, with its sign: an urgency, a mark, or that it is under way.
 *
 * @param {Urgency | Mark | 'busy'} how
 * @param {string} text
 * @param {...Child} more
 */
export function outcome (how, text, ...more) {
  const { tone, sign } = lookOf(how)

  return element('div', { class: `outcome tone-${tone}`, 'data-key': 'outcome' },
    element('span', { class: 'outcome-sign' }, icon(sign)),
    element('div', {}, element('p', { class: 'outcome-line' }, phrases(text)), ...more))
}

/**
 * What went wrong, why, what to do, and the one thing that is offered.
 *
 * @type {MaybePart<View>}
 */
export function problemSummary (view, t, host) {
  const { problem } = view
  if (!problem) return null
  const { field } = problem
  const whole = [problem.what, problem.why, problem.cure, t('problem.code', { code: problem.code })]

  return element('section', { class: 'problem', role: 'alert', 'data-key': 'problem', 'aria-labelledby': 'problem-heading' },
    element('span', { class: 'problem-sign' }, icon('stop')),
    element('div', { class: 'problem-text' },
      element('h2', { id: 'problem-heading', tabindex: '-1', 'data-heading': 'problem' }, problem.what),
      problem.why && element('p', {}, problem.why),
      problem.cure && element('p', { class: 'cure' }, problem.cure),
      field && element('p', { 'data-to': fieldId(field) },
        element('a', {
          href: `#${fieldId(field)}`,
          on: {
            click: (event) => {
              event.preventDefault()
              const control = document.getElementById(fieldId(field))
              control?.closest('.field, .choices')?.scrollIntoView({ block: 'center' })
              control?.focus({ preventScroll: true })
            }
          }
        }, t('problem.to-field'))),
      element('div', { class: 'problem-acts' },
        remedy(view, problem, t, host),
        button(t('problem.copy'), () => host.copy(whole.filter(Boolean).join('\n')), { kind: 'quiet', icon: 'copy', isAlways: true }),
        element('span', { class: 'code' }, t('problem.code', { code: problem.code })))))
}

/**
 * The button of a problem's remedy, where the page itself does not have it.
 *
 * @param {View} view
 * @param {ProblemView} problem
 * @param {Translate} t
 * @param {Host} host
 */
function remedy (view, problem, t, host) {
  const { page } = view
  const isStep = 'frame' in page
  const { again } = host

  switch (problem.remedy) {
    case 'by-hand':
      return page.name !== 'by-hand' && !(isStep && view.governed.readOnly) && button(t('by-hand'), () => isStep
        ? host.send('go_by_hand', {})
        : host.send('start_by_hand', { server: problem.server }), { icon: 'person' })
    case 'download-again':
      return page.name === 'choose-file' && page.frame.canGoBack &&
        button(t('problem.download-again'), () => host.send('go_back', { step: 'get-token' }), { icon: 'back' })
    case 'use-once':
      return host.hasTypedSecret && button(t('password.once'), () => host.send('use_once', {}), { icon: 'key' })
    case 'read-again':
    case 'try-again':
    case 'wait':
      return again && page.name !== 'confirm' && button(t('problem.again'), again, { icon: 'refresh' })
    default:
      return null
  }
}
