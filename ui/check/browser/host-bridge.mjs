/**
 * In place of ui/app/src/host.mjs: answers with the view that the address names, and writes down
 * what it was asked.
 */

import { view } from '../fixtures/views.mjs'

/** @returns {Bridge} */
export function connect () {
  const asked = new URL(location.href).searchParams
  const test = /** @type {any} */ (window)
  const wanted = /** @type {any} */ ({
    page: asked.get('page') ?? 'home', language: asked.get('language') ?? 'ja', theme: asked.get('theme') ?? 'light', state: asked.get('state') ?? 'normal'
  })

  test.calls = []
  test.present = view(wanted)
  test.change = () => {}
  /** How many answers are on their way. */
  test.pending = 0

  /**
   * @template T
   * @param {() => Promise<T>} call
   * @returns {Promise<T>}
   */
  const counted = async (call) => {
    test.pending += 1
    try {
      return await call()
    } finally {
      test.pending -= 1
    }
  }

  /** @param {string} name @param {any} values */
  const answer = (name, values) => counted(async () => {
    if (name !== 'view') test.calls.push([name, structuredClone(values)])
    if (test.refuse) throw test.refuse
    return structuredClone(test.present)
  })

  return {
    isStrict: true,
    first: test.koshinFirst ?? null,
    send: answer,
    sendSecret: answer,
    onChange: (changed) => { test.change = changed },
    ready: () => test.calls.push(['ready']),
    labels: (language) => counted(async () => (await fetch(`locales/${language}.json`)).json()),
    notices: () => counted(async () => (await fetch('notices.txt')).text()),
    copy: async (text) => {
      test.calls.push(['copy', text])
      return true
    },
    print: () => test.calls.push(['print'])
  }
}
