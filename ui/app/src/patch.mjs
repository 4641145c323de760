/**
 * Makes the page on the screen like the page just drawn, touching only what differs.
 *
 * The element with the focus is never replaced nor moved, and a control's text changes only when
 * Rust hands out another one: a redraw in the middle of a Japanese conversion must not end it.
 */

import { given, handOn } from './dom.mjs'

/**
 * @param {Node} live - what is on the screen
 * @param {Node} next - what was just drawn
 * @param {(node: Node) => boolean} [isKept] - true for a control whose text is not to be touched now
 */
export function patch (live, next, isKept = () => false) {
  if (live.nodeType === 3) {
    if (live.nodeValue !== next.nodeValue) live.nodeValue = next.nodeValue
    return
  }

  const from = /** @type {Element} */ (live)
  const to = /** @type {Element} */ (next)
  patchAttributes(from, to)
  handOn(from, to)
  patchChildren(from, to, isKept)
  patchStates(from, to, isKept)
}

/**
 * Tells two nodes of the same place apart: by their key or id.
 *
 * @param {Node} node
 */
function keyOf (node) {
  if (node.nodeType !== 1) return ''
  const it = /** @type {Element} */ (node)

  return it.getAttribute('data-key') ?? it.id
}

/**
 * @param {Element} live
 * @param {Element} next
 */
function patchAttributes (live, next) {
  for (const name of live.getAttributeNames()) {
    // The person opens and closes a disclosure; only a drawn change of it counts.
    if (!next.hasAttribute(name) && name !== 'open') live.removeAttribute(name)
  }
  for (const name of next.getAttributeNames()) {
    const text = next.getAttribute(name) ?? ''
    if (name !== 'open' && live.getAttribute(name) !== text) live.setAttribute(name, text)
  }
}

/**
 * @param {Element} live
 * @param {Element} next
 * @param {(node: Node) => boolean} isKept
 */
function patchStates (live, next, isKept) {
  const before = given.get(live) ?? {}
  const after = given.get(next) ?? {}
  const isTyping = live === live.ownerDocument.activeElement || isKept(live)

  for (const name of /** @type {const} */ (['value', 'checked', 'open'])) {
    const wanted = after[name]
    if (wanted === undefined) continue
    if (name === 'value' && isTyping) continue
    if (before[name] !== wanted) Object.assign(live, { [name]: wanted })
  }
  // A text that was held back is still to be given: it counts as not given yet.
  given.set(live, 'value' in after && isTyping ? { ...after, value: before.value } : after)
}

/**
 * @param {Element} live
 * @param {Element} next
 * @param {(node: Node) => boolean} isKept
 */
function patchChildren (live, next, isKept) {
  const standing = [...live.childNodes]
  const nodes = [...next.childNodes].map((wanted) => {
    const found = take(standing, wanted)
    if (found) patch(found, wanted, isKept)

    return found ?? wanted
  })

  for (const left of standing) left.remove()
  arrange(live, nodes)
}

/**
 * Takes the node out of those standing that goes on as the wanted one.
 *
 * @param {ChildNode[]} standing
 * @param {Node} wanted
 */
function take (standing, wanted) {
  const key = keyOf(wanted)
  const at = standing.findIndex((it) => it.nodeName === wanted.nodeName && keyOf(it) === key)

  return at < 0 ? null : standing.splice(at, 1)[0] ?? null
}

/**
 * Puts the children in order; around the one with the focus the others move.
 *
 * @param {Element} live
 * @param {ChildNode[]} nodes
 */
function arrange (live, nodes) {
  const focused = live.ownerDocument.activeElement
  let at = live.firstChild

  for (const node of nodes) {
    if (node === at) {
      at = at.nextSibling
    } else if (node.parentNode === live && node.contains(focused)) {
      while (at && at !== node) {
        const moved = at
        at = at.nextSibling
        live.appendChild(moved)
      }
      at = node.nextSibling
    } else {
      live.insertBefore(node, at)
    }
  }
}
