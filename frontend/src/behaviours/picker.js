// A picker takes over what the server made of the text, or the record that is chosen instead.
const boxOf = (area) => document.querySelector(`input[list="${area.id.replace(/_new$/, '')}"]`)

function pick(area, label) {
  const box = boxOf(area)
  if (!box) return
  box.value = label
  box.dispatchEvent(new Event('change', { bubbles: true }))
  box.focus()
}

document.addEventListener('htmx:afterSwap', ({ target }) => {
  if (!target.matches?.('.j-picker-new')) return
  const made = target.querySelector('[data-record-made]')
  if (made) pick(target, made.dataset.recordMade)
  else target.querySelector('[data-record-choose], button, a')?.focus()
})

document.addEventListener('click', (event) => {
  const button = event.target.closest?.('[data-record-choose]')
  const area = button?.closest('.j-picker-new')
  if (!area) return
  pick(area, button.dataset.recordChoose)
  area.replaceChildren()
})
