/**
 * What was typed and is not yet known to Rust.
 *
 * Typed text goes out a moment after the last key, and at once before any other command, so that
 * nothing is lost and no command overtakes the text it is about.
 */

const DELAY_MS = 250

/**
 * @returns {Drafts}
 */
export function createDrafts () {
  /** @type {Map<string, { timer: ReturnType<typeof setTimeout>, send: () => Promise<unknown> }>} */
  const waiting = new Map()
  /** @type {Map<string, Promise<unknown>>} */
  const onTheWay = new Map()

  /** @param {string} field */
  function start (field) {
    const draft = waiting.get(field)
    if (!draft) return
    clearTimeout(draft.timer)
    waiting.delete(field)
    const sent = draft.send().catch(() => undefined).finally(() => {
      if (onTheWay.get(field) === sent) onTheWay.delete(field)
    })
    onTheWay.set(field, sent)
  }

  return {
    later (field, send) {
      const before = waiting.get(field)
      if (before) clearTimeout(before.timer)
      waiting.set(field, { send, timer: setTimeout(() => start(field), DELAY_MS) })
    },
    async flush () {
      for (const field of [...waiting.keys()]) start(field)
      await Promise.all(onTheWay.values())
    },
    isPending: (field) => waiting.has(field) || onTheWay.has(field)
  }
}
