/** The list of checks. */

import { element } from '../dom.mjs'
import { lookOf, markOf } from './marks.mjs'
import { section } from './section.mjs'

/**
 * What was looked at; obstacles first, as they decide.
 *
 * @param {Translate} t
 * @param {FindingRow[]} findings
 * @param {string} heading
 */
export function findingList (t, findings, heading) {
  if (findings.length === 0) return null

  return section('findings', 'findings', heading,
    element('ul', {}, ...findings.map((it) =>
      element('li', { class: `finding tone-${lookOf(it.mark).tone}`, 'data-key': it.check },
        markOf(it.mark, t(`mark.${it.mark}`)),
        element('div', { class: 'finding-text' },
          element('h3', {}, it.title),
          element('p', {}, it.text),
          it.cure && element('p', { class: 'cure' }, it.cure))))))
}
