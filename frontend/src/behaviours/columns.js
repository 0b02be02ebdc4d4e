// The chooser of a list's columns: lines are dragged, or moved by their arrows; the order of the boxes is what is sent.
import { HELD } from './board.js'

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
  import('sortablejs').then(({ default: Sortable }) => lists.forEach((list) => Sortable.create(list, { animation: 120, ...HELD })))
}
