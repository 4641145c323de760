import { element } from '../dom.mjs'
import { icon } from '../icons.mjs'
import { primary } from '../parts/controls.mjs'
import { callout } from '../parts/notes.mjs'
import { pageOf, stepScreen } from '../parts/screen.mjs'
import { table } from '../parts/section.mjs'

/**
 * Step 5: before and after in one table, then the one act that changes the server.
 *
 * @type {Draw}
 */
export function save (view, t, host) {
  const page = pageOf(view, 'save')
  const isOpen = view.governed.readOnly === null

  return stepScreen(view, t, host, {
    frame: page.frame,
    heading: t('step.save'),
    submit: isOpen ? () => host.send('save', { revision: view.revision }) : undefined,
    primary: isOpen && primary(t('save.do'), 'done')
  },
  element('p', { class: 'lead' }, page.target),
  table('changes', t('save.table'),
    ['item', 'before', 'after', 'change'].map((it) => ({ label: t(`save.${it}`), isHidden: it === 'change' })),
    page.rows.map((row) => changeRow(row, t, host))),
  isOpen && callout(t, 'caution', element('p', {}, t('save.caution'))))
}

/** @type {Part<ChangeRow>} */
function changeRow (row, t, host) {
  const { change } = row

  return element('tr', { class: row.changed ? 'is-changed' : '', 'data-key': row.label },
    element('th', { scope: 'row' }, row.label),
    element('td', { class: 'was', 'data-label': t('save.before') }, row.before || t('empty')),
    element('td', { class: 'becomes', 'data-label': t('save.after') }, element('div', {},
      row.changed && icon('forward'),
      element('span', {}, row.changed ? row.after || t('empty') : t('save.same')))),
    element('td', { class: 'act' }, change && element('button', {
      type: 'button',
      class: 'button quiet small',
      'aria-label': t('save.change-what', { what: row.label }),
      on: { click: () => host.send('go_back', { step: change }) }
    }, element('span', {}, t('save.change')))))
}
