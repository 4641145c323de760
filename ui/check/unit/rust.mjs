/** What the Rust code says with which key: literal keys, and families of keys made of a word. */

import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../..', import.meta.url))
/** @param {string} path */
const read = (path) => readFileSync(join(root, path), 'utf8')

/** Every source that is shipped. */
export const code = ['crates', 'src-tauri'].flatMap((it) => sources(join(root, it))).join('\n')

/** The codes of problems: the variant and its word. */
export const codes = [...read('crates/core/src/code.rs').matchAll(/^\s+(\w+) = "([a-z0-9-]+)" => /gm)].map((it) => ({ variant: it[1] ?? '', word: it[2] ?? '' }))

/** The fields that a problem may be about. */
const FIELDS = [...code.matchAll(/"field", "(\w+)"|missing\("(\w+)"\)|\("(\w+)", &\w+, walk\.abilities|SecretInAddress\("(\w+)"\)|Empty\("(\w+)"\)/g)].map((it) => it.slice(1).find(Boolean) ?? '')

/**
 * Keys that are made of a word, by the pattern in the code. `?` before a pattern: not every word needs a
 * sentence of it.
 *
 * @type {Record<string, string[]>}
 */
const FAMILIES = {
  'step.{}': variants('crates/core/src/renewal.rs', 'Step'),
  'outcome.{}': variants('crates/core/src/record.rs', 'Outcome'),
  'stage.{}': variants('crates/remote/src/connector.rs', 'Stage'),
  'evidence.{}': variants('crates/remote/src/connector.rs', 'Evidence'),
  'kind.{}': variants('crates/remote/src/connector.rs', 'Kind'),
  '?kind.{}.hint': variants('crates/remote/src/connector.rs', 'Kind'),
  'check.{}': variants('crates/core/src/judge.rs', 'Check'),
  '?check.{}.accepted': variants('crates/core/src/judge.rs', 'Check'),
  '?check.{}.{}': pairs(variants('crates/core/src/judge.rs', 'Check'), variants('crates/core/src/judge.rs', 'CheckResult')),
  'scenario.{}': [...read('crates/practice/src/scenario.rs').split('pub enum Structure')[0]?.matchAll(/= "([a-z-]+)",/g) ?? []].map((it) => it[1] ?? ''),
  'path.{}': ['1', '2', '3', '4'],
  'path.{}.other': ['1', '2', '3', '4'],
  'path.{}.former': ['1', '2', '3', '4'],
  'path.cause.{}': ['1', '2', '3', '4', '5'],
  'manual.{}': ['6', '7', '8', '9', '10', '11'],
  '?{}.result': ['6', '7', '8', '9', '10', '11'].map((it) => `manual.${it}`),
  'field.{}': FIELDS,
  '?terminal.{}.{}': pairs(codes.map((it) => it.word), ['what', 'why', 'do']),
  '?terminal.{}.{}.{}': pairs(pairs(codes.map((it) => it.word), ['what', 'why', 'do']), FIELDS),
  'problem.{}.{}': pairs(codes.map((it) => it.word), ['what', 'why', 'do'])
}

/** The patterns that the code has. */
export const patterns = new Set([...code.matchAll(/format!\(\s*"([a-z][\w-]*|\{\w+\})((?:\.(?:[\w-]+|\{[^}"]*\}))+)"/g)]
  .map((it) => `${it[1]}${it[2]}`.replace(/\{[^}]*\}/g, '{}')).filter((it) => it.includes('{') && /[a-z]/.test(it)))
/** The patterns whose words are known. */
export const known = new Set(Object.keys(FAMILIES).map((it) => it.replace(/^\?/, '')))
/** Keys that are said as they stand. */
export const literals = new Set([...code.matchAll(/"([a-z][\w-]*(?:\.[\w-]+)+)"/g)].map((it) => it[1] ?? ''))
/** Keys that a family may have, and those that it must have. */
export const made = new Set(Object.entries(FAMILIES).flatMap(([pattern, words]) => words.map((it) => fill(pattern.replace(/^\?/, ''), it))))
export const needed = new Set(Object.entries(FAMILIES).filter(([it]) => !it.startsWith('?')).flatMap(([pattern, words]) => words.map((it) => fill(pattern, it))))

/**
 * @param {string} pattern
 * @param {string} word - two of them with a space between
 */
function fill (pattern, word) {
  const words = word.split(' ')

  return pattern.replace(/\{\}/g, () => words.shift() ?? '')
}

/**
 * @param {string[]} first
 * @param {string[]} second
 */
function pairs (first, second) {
  return first.flatMap((one) => second.map((other) => `${one} ${other}`))
}

/**
 * The words of an enum's variants.
 *
 * @param {string} path
 * @param {string} name
 */
function variants (path, name) {
  const body = read(path).match(new RegExp(`pub enum ${name} \\{([^}]*)\\}`))?.[1] ?? ''
  const found = [...body.matchAll(/^\s*([A-Z]\w*),$/gm)].map((it) => it[1] ?? '')
  if (found.length === 0) throw new Error(`${path} has no enum ${name} of plain variants`)

  return found.map((it) => it.replace(/(?<=.)[A-Z]/g, (letter) => `-${letter}`).toLowerCase())
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function sources (folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) return ['tests', 'target', 'gen'].includes(name) ? [] : sources(path)

    return name.endsWith('.rs') && name !== 'tests.rs' && name !== 'build.rs' ? [readFileSync(path, 'utf8').split('#[cfg(test)]\nmod ')[0] ?? ''] : []
  })
}
