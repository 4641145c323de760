/**
 * What was typed and is not yet known to Rust.
 *
 * Typed text goes out at once, since the window may be closed with the next key. Of one field one text is
 * on its way at a time, so that none overtakes another; what is typed meanwhile follows, the newest only.
 * Any other command waits until all of it has arrived.
 */

/**
 * @returns {Drafts}
 */
export function createDrafts () {
  /** What goes out next, by field. */
  /** @type {Map<string, () => Promise<unknown>>} */
  const waiting = new Map()
  /** @type {Map<string, Promise<void>>} */
  const onTheWay = new Map()

  /** @param {string} field */
  async function sendAll (field) {
    for (let send = waiting.get(field); send; send = waiting.get(field)) {
      waiting.delete(field)
      // A text that could not be kept holds nothing up.
      await send().catch(() => undefined)
    }
    onTheWay.delete(field)
  }

  return {
    send (field, send) {
      waiting.set(field, send)
      if (!onTheWay.has(field)) onTheWay.set(field, sendAll(field))
    },
    async flush () {
      while (onTheWay.size > 0) await Promise.all(onTheWay.values())
    },
    isPending: (field) => onTheWay.has(field)
  }
}
