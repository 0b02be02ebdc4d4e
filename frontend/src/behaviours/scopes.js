// The scopes of a token: writing brings reading along, and one box ticks a whole group.
const boxes = (part, deed) => [...part.querySelectorAll(`[data-scope="${deed}"]`)]

document.addEventListener('change', (event) => {
  const box = event.target
  const all = box.closest('[data-scopes]')
  if (!all) return
  if (box.dataset.scopeAll) boxes(box.closest('[data-scope-group]'), box.dataset.scopeAll).forEach((one) => tick(one, box.checked))
  if (box.dataset.scope) tick(box, box.checked)
  sum(all)
})

document.addEventListener('click', (event) => {
  const button = event.target.closest?.('[data-scopes-set]')
  if (!button) return
  const all = button.closest('[data-scopes]')
  const deed = button.dataset.scopesSet
  boxes(all, 'write').forEach((box) => { box.checked = deed === 'write' })
  boxes(all, 'read').forEach((box) => { box.checked = deed !== '' })
  sum(all)
})

function tick(box, isOn) {
  box.checked = isOn
  const other = boxes(box.closest('tr'), box.dataset.scope === 'write' ? 'read' : 'write')[0]
  if (isOn === (box.dataset.scope === 'write')) other.checked = isOn
}

function sum(all) {
  all.querySelectorAll('[data-scope-all]').forEach((head) => {
    const own = boxes(head.closest('[data-scope-group]'), head.dataset.scopeAll)
    const ticked = own.filter((box) => box.checked).length
    head.checked = ticked === own.length
    head.indeterminate = ticked > 0 && ticked < own.length
  })
}

export const scopes = (part) => part.querySelectorAll('[data-scopes]').forEach(sum)
