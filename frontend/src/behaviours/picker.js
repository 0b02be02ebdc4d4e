// A picker takes over what the server made of the text, or the record that is chosen instead.
const boxOf = (area) => document.querySelector(`input[list="${area.id.replace(/_new$/, '')}"]`)

// Where people are chosen from a short list, the new one joins it: `Ana (#7)` is the option 7.
function listed(area, label) {
  const list = document.getElementById(area.closest('[data-people-of]')?.dataset.peopleOf)
  const [, name, id] = label.match(/^(.*) \(#(\d+)\)$/s) ?? []
  if (!list || !id) return null
  if (![...list.options].some((option) => option.value === id)) list.add(new Option(name, id))
  list.value = id
  return list
}

function pick(area, label) {
  const list = listed(area, label)
  const box = list ?? boxOf(area)
  if (!box) return
  if (!list) box.value = label
  box.dispatchEvent(new Event('change', { bubbles: true }))
  box.focus()
}

// What was offered for a part of the text goes with the next letter: a click would make a record of half a name.
document.addEventListener('input', ({ target }) => {
  if (!target.matches?.('input[list]')) return
  const area = document.getElementById(`${target.getAttribute('list')}_new`)
  if (area?.matches('.j-picker-new')) area.replaceChildren()
})

document.addEventListener('htmx:afterSwap', ({ target }) => {
  if (!target.matches?.('.j-picker-new')) return
  const made = target.querySelector('[data-record-made]')
  if (made) pick(target, made.dataset.recordMade)
  else target.querySelector('[data-record-choose], button, a')?.focus()
})

// Enter in the name of a new person makes them, and does not send the form around it.
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || !event.target.matches?.('.j-person-new input')) return
  event.preventDefault()
  event.target.closest('.j-row').querySelector('button').click()
})

document.addEventListener('click', (event) => {
  const button = event.target.closest?.('[data-record-choose]')
  const area = button?.closest('.j-picker-new')
  if (!area) return
  pick(area, button.dataset.recordChoose)
  area.replaceChildren()
})
