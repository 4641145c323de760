/**
 * The only file that knows Tauri: every way out of the page is in here.
 */

/** @typedef {'welcome' | 'home' | 'add-server' | 'history' | 'settings' | 'about'} OpenPage */
/** @typedef {'portal' | 'apple-help' | 'site' | 'folder' | 'data-folder'} Place */

/**
 * Every command, with what it takes; each answers with the whole new view.
 *
 * @typedef {{
 *   view: {},
 *   next_view: {},
 *   open_page: { page: OpenPage },
 *   set_language: { language: Language | null },
 *   set_theme: { theme: Theme },
 *   set_warn_days: { days: number },
 *   set_person: { name: string },
 *   edit_server: { server: string },
 *   change_server: { server: string, form: ServerForm },
 *   remove_server: { server: string },
 *   forget_secret: { server: string },
 *   test_server: { server: string },
 *   use_once: {},
 *   read_server: { server: string },
 *   choose_license: { server: string, license: string },
 *   start_by_hand: { server: string | null },
 *   choose_apple_id: { choice: 'same' | 'other', other: string },
 *   begin: {},
 *   open_link: { place: Place },
 *   token_fetched: {},
 *   choose_file: {},
 *   ask_again: {},
 *   drop_file: {},
 *   offer_last_file: {},
 *   accept_location: { name: string },
 *   confirm_unseen: {},
 *   use_token: {},
 *   type_text: { field: string, value: string },
 *   write_notes: { accountName: string, notes: string },
 *   save: { revision: number },
 *   go_by_hand: {},
 *   go_by_koshin: {},
 *   saved_by_hand: { shown: string },
 *   read_again: {},
 *   go_back: { step: string },
 *   leave: {},
 *   abandon: {},
 *   resume: { renewal: string },
 *   discard: { renewal: string },
 *   cancel: {},
 *   start_practice: { scenario: string },
 *   stop_practice: {},
 *   export_support: {},
 *   export_handover: {},
 *   import_handover: {},
 *   open_record: { record: string }
 * }} Commands
 */

/**
 * Commands that carry a secret: once, as bytes, and nothing of it stays here.
 *
 * @typedef {{
 *   add_server: { form: ServerForm, password: string, keep: boolean },
 *   submit_password: { server: string, password: string, keep: boolean },
 *   answer: { answer: string }
 * }} SecretCommands
 */

/**
 * Connects the page with Rust.
 *
 * @returns {Bridge}
 */
export function connect () {
  // What Tauri puts into every window; its whole interface for pages would be 45 kB more to read.
  const tauri = /** @type {any} */ (window).__TAURI_INTERNALS__

  return {
    isStrict: false,
    first: /** @type {any} */ (window).koshinFirst ?? null,
    send: (name, values) => tauri.invoke(name, values),
    sendSecret: (name, values) => tauri.invoke(name, new TextEncoder().encode(JSON.stringify(values))),
    onChange: (changed) => { hear(tauri.invoke, changed) },
    ready: () => tauri.invoke('ready'),
    labels: async (language) => (await fetch(`locales/${language}.json`)).json(),
    notices: async () => (await fetch('notices.txt')).text(),
    copy: copyText,
    print: () => window.print()
  }
}

/**
 * Asks for the next view, again and again; each answer comes when there is one. Where an answer is lost,
 * Rust has told it all the same: what it was is asked for.
 *
 * @param {(name: string, values: object) => Promise<View>} invoke
 * @param {(view: View) => void} changed
 */
async function hear (invoke, changed) {
  for (let next = 'next_view'; ;) {
    try {
      changed(await invoke(next, {}))
      next = 'next_view'
    } catch {
      next = 'view'
      // Whatever stands in between is not to be asked in a loop.
      await new Promise((resolve) => setTimeout(resolve, 1000))
    }
  }
}

/**
 * @param {string} text
 * @returns {Promise<boolean>}
 */
async function copyText (text) {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyBySelection(text)
  }
}

/**
 * The older way, for a window in which the clipboard is not offered.
 *
 * @param {string} text
 */
function copyBySelection (text) {
  const focused = document.activeElement
  const area = document.createElement('textarea')
  area.value = text
  area.className = 'visually-hidden'
  document.body.append(area)
  area.select()
  const isCopied = document.execCommand('copy')
  area.remove()
  if (focused instanceof HTMLElement) focused.focus()

  return isCopied
}
