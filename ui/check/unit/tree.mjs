/** The files of ui/app. */

import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export const app = fileURLToPath(new URL('../../app', import.meta.url))

/**
 * @param {string} ending
 * @returns {{ path: string, text: string }[]}
 */
export function sources (ending) {
  return walk(app).filter((it) => it.endsWith(ending)).map((it) => ({ path: relative(app, it), text: readFileSync(it, 'utf8') }))
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function walk (folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)

    return statSync(path).isDirectory() ? walk(path) : [path]
  })
}
