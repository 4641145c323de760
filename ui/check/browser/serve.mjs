/** Serves ui/app as the window has it: the same files under the same policy. */

import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'

const CHECK = fileURLToPath(new URL('..', import.meta.url))
const APP = fileURLToPath(new URL('../../app/', import.meta.url))

const WINDOW = fileURLToPath(new URL('../../../src-tauri/tauri.conf.json', import.meta.url))

/** The window's own policy; here also that no text ever becomes script. */
export const POLICY = `${JSON.parse(readFileSync(WINDOW, 'utf8')).app.security.csp}; require-trusted-types-for 'script'; trusted-types 'none'`

/** @type {Record<string, string>} */
const TYPES = { '.html': 'text/html', '.mjs': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.svg': 'image/svg+xml', '.otf': 'font/otf' }

/**
 * @param {{ isBridged: boolean }} options - bridged: host.mjs is replaced by host-bridge.mjs
 * @returns {Promise<{ address: string, close: () => void }>}
 */
export async function serve ({ isBridged }) {
  const server = createServer(async (request, answer) => {
    const path = normalize(new URL(request.url ?? '/', 'http://x').pathname)
    const file = path === '/' ? join(APP, 'index.html')
      : path === '/src/host.mjs' && isBridged ? join(CHECK, 'browser/host-bridge.mjs')
        : path.startsWith('/fixtures/') && isBridged ? join(CHECK, path)
          : join(APP, path)
    try {
      const body = await readFile(file)
      answer.writeHead(200, { 'content-type': `${TYPES[extname(file)] ?? 'text/plain'}; charset=utf-8`, 'content-security-policy': POLICY, 'cache-control': 'max-age=3600' })
      answer.end(body)
    } catch {
      answer.writeHead(path === '/favicon.ico' ? 204 : 404).end()
    }
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())

  return { address: `http://127.0.0.1:${port}/`, close: () => server.close() }
}
