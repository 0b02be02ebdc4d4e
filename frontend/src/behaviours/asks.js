// A choice that asks for more: select[data-asks="values that ask"][data-asks-for="id of the field"][data-asks-or="id of a
// tick box that may answer instead"]. The box shows only then, and the field is marked as needed.
export function asks(part) {
  const found = part.matches?.('select[data-asks]') ? [part] : [...part.querySelectorAll('select[data-asks]')]
  for (const select of found) {
    const field = document.getElementById(select.dataset.asksFor)
    const box = document.getElementById(select.dataset.asksOr)
    if (!field || !box) continue
    const show = () => mark(field, box, select.dataset.asks.split(' ').includes(select.value))
    select.addEventListener('change', show)
    box.addEventListener('change', show)
    show()
  }
}

function mark(field, box, isAsked) {
  box.closest('.j-field').hidden = !isAsked
  if (!isAsked) box.checked = false
  const isNeeded = isAsked && !box.checked
  field.required = isNeeded
  field.disabled = box.checked
  const label = field.closest('.j-field').querySelector('label')
  label.querySelector('.required')?.remove()
  if (isNeeded) label.append(star())
}

function star() {
  const mark = document.createElement('span')
  mark.className = 'required'
  mark.ariaHidden = 'true'
  mark.textContent = ' *'
  return mark
}
