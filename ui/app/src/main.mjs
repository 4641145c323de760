/**
 * Shows the view that Rust sent, and the next one in its place.
 */

import { createHost } from './actions.mjs'
import { drawFrame } from './frame.mjs'
import { connect } from './host.mjs'
import { translator } from './i18n.mjs'
import { converts, watchConversion } from './ime.mjs'
import { patch } from './patch.mjs'

const root = document.documentElement
const app = /** @type {HTMLElement} */ (document.getElementById('app'))
/** What a refusal outside of the session leaves open. */
const REFUSED = { remedy: '', why: '', cure: '', field: null, server: null }
const bridge = connect()
const prefersDark = matchMedia('(prefers-color-scheme: dark)')

/** @type {View | null} */
let shown = null
/** @type {Refused | null} */
let refused = null
/** What was said last in the status line, until something else happens. */
let said = ''
/** @type {{ language: string, t: Translate }} */
let words = { language: '', t: (key) => key }
/** How many views have come: a later one goes before an earlier one that waits for its words. */
let arrived = 0
/** Names what the focus was moved for last, so that it is moved once. */
let focusedFor = { page: '', problem: '', question: '' }

const host = createHost(bridge, {
  view: () => shown,
  show: async (view, { isActed }) => {
    refused = null
    if (isActed) said = ''
    arrived += 1
    const turn = arrived
    const learned = await learn(view.language)
    if (turn !== arrived) return
    words = learned
    if (shown && nameOf(shown) !== nameOf(view)) {
      host.forget()
      said = ''
    }
    shown = view
    draw(isActed)
  },
  refuse: (problem) => {
    refused = problem
    draw(true)
  },
  redraw: () => draw(false),
  copied: (isCopied) => {
    said = words.t(isCopied ? 'status.copied' : 'status.not-copied')
    draw(false)
  }
})

watchConversion(document)
prefersDark.addEventListener('change', () => draw(false))
if (bridge.first) {
  words = { language: bridge.first.view.language, t: translator(bridge.first.labels, bridge) }
  shown = bridge.first.view
  root.dataset.system = bridge.first.system
  // Before there is anything to lay out: it is laid out once, with the letters that it keeps.
  if (bridge.first.system === 'linux') await Promise.allSettled([...document.fonts].map((it) => it.load()))
  draw(false)
  bridge.ready()
  // It comes along with every load, also with one that the person asks for later: what is to be seen now
  // follows once there is a picture.
  requestAnimationFrame(() => setTimeout(() => host.send('view', {})))
} else {
  await host.send('view', {})
  bridge.ready()
}

/** @param {Language} language */
async function learn (language) {
  if (words.language === language) return words

  return { language, t: translator(await bridge.labels(language), bridge) }
}

/** @param {boolean} isActed - the person pressed something */
function draw (isActed) {
  if (!shown) return
  const view = refused ? { ...shown, problem: { ...REFUSED, what: words.t('problem.refused'), ...refused } } : shown
  root.lang = view.language
  root.dataset.theme = view.theme === 'system' && prefersDark.matches ? 'dark' : view.theme
  const hadFocus = app.contains(document.activeElement)

  const next = drawFrame(view, words.t, host, said)
  patch(app, next, (node) => isKept(node))
  document.title = next.dataset.title ?? 'Koshin'
  moveFocus(view, isActed, hadFocus)
}

/** @param {Node} node */
function isKept (node) {
  if (converts() && node === document.activeElement) return true

  return node instanceof HTMLElement && host.isPending(node.dataset.field ?? '')
}

/**
 * A new page takes the focus to its heading, a new problem to its summary.
 *
 * @param {View} view
 * @param {boolean} isActed
 * @param {boolean} hadFocus
 */
function moveFocus (view, isActed, hadFocus) {
  const is = {
    page: nameOf(view),
    problem: view.problem ? `${view.problem.code} ${view.problem.what}` : '',
    question: view.busy?.question?.prompt ?? ''
  }
  const isNewPage = is.page !== focusedFor.page
  const isNewProblem = is.problem !== '' && (is.problem !== focusedFor.problem || isActed)
  const isNewQuestion = is.question !== '' && is.question !== focusedFor.question
  focusedFor = is

  if (isNewPage) window.scrollTo(0, 0)
  const isLost = hadFocus && !app.contains(document.activeElement)
  const what = isNewProblem ? 'problem' : isNewQuestion ? 'question' : isNewPage || isLost ? 'page' : ''
  /** @type {HTMLElement | null} */
  const heading = app.querySelector(`[data-heading="${what}"]`)
  heading?.focus()
}

/** @param {View} view */
function nameOf (view) {
  const { page } = view

  return 'server' in page ? `${page.name} ${page.server}` : page.name
}
