// Rows of a form that can be added and removed: [data-rows] holds [data-row]s; the last one is the model of new ones.
document.addEventListener('click', (event) => {
  const add = event.target.closest?.('[data-row-add]')
  if (add) return addRow(add)
  const remove = event.target.closest?.('[data-row-remove]')
  if (remove) removeRow(remove.closest('[data-row]'))
})

function addRow(button) {
  const rows = button.closest('[data-rows]').querySelectorAll('[data-row]')
  const last = rows[rows.length - 1]
  const row = last.cloneNode(true)
  blank(row)
  last.after(row)
  number(button.closest('[data-rows]'))
  row.querySelector('input[type="text"], select')?.focus()
}

function removeRow(row) {
  const box = row.closest('[data-rows]')
  if (box.querySelectorAll('[data-row]').length > 1) row.remove()
  else blank(row)
  number(box)
  box.querySelector('[data-row-add]')?.focus()
}

function blank(row) {
  row.querySelectorAll('input:is([type="text"], [type="hidden"])').forEach((input) => (input.value = ''))
  row.querySelectorAll('input[type="checkbox"]').forEach((input) => (input.checked = false))
  row.querySelectorAll('select:has(> option[value=""])').forEach((select) => (select.value = ''))
}

// A tick says which row it stands in.
function number(box) {
  box.querySelectorAll('[data-row]').forEach((row, at) => {
    row.querySelectorAll('input[type="checkbox"]').forEach((input) => (input.value = at))
  })
}
