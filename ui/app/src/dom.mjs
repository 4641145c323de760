/**
 * Elements, built by name: text only ever becomes a text node, and handlers are kept beside the
 * element so that a redraw can hand them on to the element that stays.
 */

const SVG = 'http://www.w3.org/2000/svg'

/**
 * Where a reader of Japanese pauses: after a comma, a full stop or an arrow, and where a word begins
 * after the hiragana that ends the one before. Not after an honorific or a word that points (この),
 * nor inside a verb made of two (読み取る), nor inside brackets.
 */
const PAUSES = /(?:(?<=[、。→])|(?<=[」］])(?=[「［])|(?<=[ぁ-ん](?<![おご]|[こそあど]の|[一-龯々ァ-ヶー][いきぎしちびみりえけげせてべめれ]))(?!一度)(?=[一-龯々ァ-ヶA-Za-z「［（『]))(?![」）］]|[^「［]*[」］]|$)/

/** What is set as running text: it breaks where a reader pauses. */
const RUNNING = new Set(['P', 'LI', 'SPAN', 'H2', 'H3', 'LEGEND'])
/** What is never broken: a date, a short name in brackets. */
const WHOLE = /(\d{4}\/\d{2}\/\d{2}(?: \d{2}:\d{2})?)|(［[^］]{1,16}］|「[^」]{1,16}」|“[^”]{1,16}”)/

/** What was handed to a control by the last draw; what the person did since is not in here. */
/** @type {WeakMap<Node, Given>} */
export const given = new WeakMap()

/** @type {WeakMap<Node, Handlers>} */
const handlers = new WeakMap()

/**
 * Builds an element.
 *
 * `value`, `checked` and `open` are states of a control, not attributes; `on` holds its handlers.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} [attributes]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element (tag, attributes = {}, ...children) {
  const node = document.createElement(tag)
  const { on, value, checked, open, ...rest } = attributes

  for (const [name, text] of Object.entries(rest)) setAttribute(node, name, text)
  append(node, children)
  if (on) handle(node, on)

  /** @type {Given} */
  const states = {}
  if (value !== undefined) states.value = value
  if (checked !== undefined) states.checked = checked
  if (open !== undefined) states.open = open
  Object.assign(node, states)
  given.set(node, states)

  return node
}

/**
 * A text, to be broken where a reader would pause, never in a date or a name.
 *
 * @param {string} text
 * @returns {(string | HTMLElement)[]}
 */
export function phrases (text) {
  return text.split(PAUSES).flatMap((phrase, at) => at === 0 ? pieces(phrase) : [element('wbr'), ...pieces(phrase)])
}

/**
 * @param {string} phrase
 * @returns {(string | HTMLElement)[]}
 */
function pieces (phrase) {
  /** @type {(string | HTMLElement)[]} */
  const pieces = []
  for (const [index, piece] of phrase.split(WHOLE).entries()) {
    if (!piece) continue
    if (index % 3 === 0) {
      pieces.push(piece)
      continue
    }
    // Built by hand: an element would look for phrases once more.
    const whole = document.createElement('span')
    whole.className = index % 3 === 1 ? 'date' : 'whole'
    whole.textContent = piece
    pieces.push(whole)
  }

  return pieces
}

/**
 * Builds an element of a drawing.
 *
 * @param {string} tag
 * @param {Record<string, string | undefined>} [attributes]
 * @param {...Element} children
 */
export function drawing (tag, attributes = {}, ...children) {
  const node = /** @type {SVGElement} */ (document.createElementNS(SVG, tag))
  for (const [name, text] of Object.entries(attributes)) setAttribute(node, name, text)
  node.append(...children)

  return node
}

/**
 * Hands the handlers of a drawn element on to the one that stays.
 *
 * @param {Node} live
 * @param {Node} next
 */
export function handOn (live, next) {
  if (handlers.has(live) || handlers.has(next)) handle(live, handlers.get(next) ?? {})
}

/**
 * @param {Node} node
 * @param {Handlers} wanted
 */
function handle (node, wanted) {
  // Added twice it is still called once; without a handler it does nothing.
  for (const type of Object.keys(wanted)) node.addEventListener(type, dispatch)
  handlers.set(node, wanted)
}

/** @param {Event} event */
function dispatch (event) {
  const node = /** @type {Node} */ (event.currentTarget)
  handlers.get(node)?.[event.type]?.(event)
}

/**
 * @param {Element} node
 * @param {string} name
 * @param {unknown} text
 */
function setAttribute (node, name, text) {
  if (text === undefined || text === null || text === false) return
  node.setAttribute(name, text === true ? '' : String(text))
}

/**
 * @param {Node} node
 * @param {(Child | Child[])[]} children
 */
function append (node, children) {
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === false || child === '') continue
    const isRunning = typeof child === 'string' && RUNNING.has(node.nodeName)
    for (const it of isRunning ? phrases(child) : [child]) {
      node.appendChild(typeof it === 'string' ? document.createTextNode(it) : it)
    }
  }
}
