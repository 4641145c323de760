/**
 * What a screen can do: send a command, keep what is typed, copy, print.
 *
 * A second press of the same command while the first is on its way is not sent, and while a job runs
 * only those that end or answer it are; Rust refuses both once more.
 */

import { createDrafts } from './drafts.mjs'

/** Commands that can go out while a job runs. */
const ALWAYS = new Set(['cancel', 'answer', 'view', 'set_language', 'set_theme', 'type_text'])
/** Commands that only read: doing one of them again changes nothing. */
const REPEATABLE = new Set([
  'read_server', 'test_server', 'read_again', 'ask_again', 'choose_file', 'offer_last_file', 'begin',
  'choose_license', 'open_link', 'open_page', 'open_record', 'start_practice'
])

/**
 * @param {Bridge} bridge
 * @param {Shown} page - what is shown, and how to show another
 * @returns {Host & { forget: () => void }}
 */
export function createHost (bridge, page) {
  const drafts = createDrafts()
  const onTheWay = new Set()
  /** @type {Map<string, string>} */
  const locals = new Map()
  let changes = 0

  bridge.onChange((view) => {
    changes += 1
    page.show(view, { isActed: false })
  })

  /**
   * What a change told while the answer was on its way is newer than the answer, or not: ask.
   *
   * @param {() => Promise<View>} call
   */
  async function newest (call) {
    let seen = changes
    let view = await call()
    while (seen !== changes) {
      seen = changes
      view = await bridge.send('view', {})
    }

    return view
  }

  /**
   * @param {string} name
   * @param {() => Promise<View>} call
   */
  async function run (name, call) {
    if (onTheWay.has(name)) return
    if (page.view()?.busy && !ALWAYS.has(name)) return
    onTheWay.add(name)
    try {
      await drafts.flush()
      page.show(await newest(call), { isActed: true })
    } catch (refused) {
      page.refuse(asRefused(refused))
    } finally {
      onTheWay.delete(name)
    }
  }

  /** @type {Host & { forget: () => void }} */
  const host = {
    again: null,
    hasTypedSecret: false,
    async send (name, values) {
      if (REPEATABLE.has(name)) host.again = () => { host.send(name, values) }
      else if (!ALWAYS.has(name)) host.again = null
      if (!ALWAYS.has(name)) host.hasTypedSecret = false
      await run(name, () => bridge.send(name, values))
    },
    sendSecret (name, values) {
      host.hasTypedSecret = 'keep' in values && values.keep
      return run(name, () => bridge.sendSecret(name, values))
    },
    type: (field, value) => drafts.send(field, async () => {
      const call = () => bridge.send('type_text', { field: asWord(field), value })
      page.show(await newest(call), { isActed: false })
    }),
    keep: (field, name, values) => drafts.send(field, async () => {
      page.show(await newest(() => bridge.send(name, values)), { isActed: false })
    }),
    isPending: drafts.isPending,
    local: (name) => locals.get(name),
    setLocal (name, value) {
      locals.set(name, value)
      page.redraw()
    },
    copy: async (text) => page.copied(await bridge.copy(text)),
    print: bridge.print,
    readNotices: async () => host.setLocal('notices', await bridge.notices()),
    forget: () => locals.clear()
  }

  return host
}

/**
 * The word that Rust has for a field: told-expires for toldExpires.
 *
 * @param {string} field
 */
function asWord (field) {
  return field.replace(/[A-Z]/g, (it) => `-${it.toLowerCase()}`)
}

/** @param {unknown} refused */
function asRefused (refused) {
  const isProblem = typeof refused === 'object' && refused !== null && 'code' in refused

  return isProblem ? /** @type {Refused} */ (refused) : { code: 'internal', why: String(refused) }
}
