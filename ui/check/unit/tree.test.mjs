import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test } from 'node:test'
import { app, sources } from './tree.mjs'

/** Read and run at every start, on PCs of any age: it grows with what the page does, not by itself. */
const BUDGET_BYTES = 144 * 1024

test('the page stays within its budget, without words and types', () => {
  const files = ['.html', '.mjs', '.css'].flatMap((it) => sources(it))
  const bytes = files.reduce((sum, it) => sum + Buffer.byteLength(it.text), 0)

  assert.ok(bytes <= BUDGET_BYTES, `${bytes} bytes`)
})

test('no file is longer than 400 lines', () => {
  for (const it of ['.html', '.mjs', '.css'].flatMap((ending) => sources(ending))) {
    assert.ok(it.text.split('\n').length <= 400, it.path)
  }
})

test('every module is asked for at once, not one after the other as they name each other', () => {
  const page = readFileSync(`${app}/index.html`, 'utf8')
  const asked = [...page.matchAll(/<link rel="modulepreload" href="([^"]+)">/g)].map((it) => it[1])
  const modules = sources('.mjs').map((it) => it.path.replaceAll('\\', '/')).filter((it) => it !== 'src/main.mjs')

  assert.deepEqual(asked, modules.sort())
})

test('text never becomes markup, and nothing is evaluated', () => {
  for (const it of sources('.mjs')) {
    assert.doesNotMatch(it.text, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\(|new Function|\.style\b/, it.path)
  }
  for (const it of sources('.html')) assert.doesNotMatch(it.text, /\sstyle=|\son\w+=|<style|javascript:/, it.path)
})

test('only host.mjs knows Tauri and reaches out of the page', () => {
  for (const it of sources('.mjs')) {
    if (it.path.endsWith('host.mjs')) continue
    assert.doesNotMatch(it.text, /__TAURI|\bfetch\(|XMLHttpRequest|WebSocket|localStorage|sessionStorage|indexedDB/, it.path)
  }
})

test('every page of the contract has a file and a screen of its name', () => {
  const contract = readFileSync(`${app}/src/contract.d.ts`, 'utf8')
  const union = contract.match(/export type Page =([^]*?)(?:\n\n|;\n)/)?.[1] ?? ''
  const names = [...union.matchAll(/['"]([a-z-]+)['"] \}/g)].map((it) => it[1])

  assert.equal(names.length, 16)
  for (const name of names) {
    assert.ok(existsSync(`${app}/src/pages/${name}.mjs`) || existsSync(`${app}/src/steps/${name}.mjs`), name)
  }
})

test('the commands are those of the window', () => {
  const rust = fileURLToPath(new URL('../../../src-tauri/src/commands.rs', import.meta.url))
  const list = readFileSync(rust, 'utf8').match(/match name \{([^]*?) _ =>/)?.[1] ?? ''
  const theirs = [...list.matchAll(/^ +"(\w+)" =>/gm)].map((it) => it[1] ?? '').filter((it) => it !== 'ready').sort()
  const host = readFileSync(`${app}/src/host.mjs`, 'utf8')
  const ours = [...host.matchAll(/^ \* {3}(\w+): \{/gm)].map((it) => it[1] ?? '').sort()

  assert.deepEqual(ours.filter((it) => !theirs.includes(it)), [], 'the window does not have these')
  assert.deepEqual(theirs.filter((it) => !ours.includes(it)), ['tell_license'].filter((it) => theirs.includes(it)), 'the page does not use these')
})
