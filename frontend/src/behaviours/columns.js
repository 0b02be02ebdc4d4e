// The chooser of a list's columns: lines are dragged, or moved by their arrows; the order of the boxes is what is sent.
import { HELD } from './board.js'

const LEAVING_OUT = ['cell-hidden-phone', 'cell-minor']

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-column-move]')
  if (!button) return
  const line = button.closest('li')
  const other = button.dataset.columnMove === '-1' ? line.previousElementSibling : line.nextElementSibling
  if (!other) return
  if (button.dataset.columnMove === '-1') other.before(line)
  else other.after(line)
  button.focus()
})

export function columns(part) {
  const lists = part.querySelectorAll('[data-columns-list]')
  if (!lists.length) return
  lists.forEach(tickWhatIsSeen)
  import('sortablejs').then(({ default: Sortable }) => lists.forEach((list) => Sortable.create(list, { animation: 120, ...HELD })))
}

// What the width of the screen leaves out is not ticked, so that the boxes say what is seen; chosen columns all are.
function tickWhatIsSeen(list) {
  const table = document.querySelector('.j-table[data-list]:not([data-chosen])')
  list.querySelectorAll('[data-left-out]').forEach((line) => {
    const cell = table?.querySelector(`td${LEAVING_OUT.map((name) => (line.dataset.leftOut.includes(name) ? `.${name}` : `:not(.${name})`)).join('')}`)
    if (cell && getComputedStyle(cell).display === 'none') line.querySelector('input').checked = false
  })
}
