// What was chosen in a field for files (.j-file) is named beside its button.
function show(field) {
  const told = field.closest('.j-file').querySelector('.j-file-names')
  told.textContent = [...field.files].map((file) => file.name).join(', ') || told.dataset.none
}

document.addEventListener('change', (event) => {
  if (!event.target.matches('.j-file > input')) return
  show(event.target)
  // Where a file is all that the form asks for, choosing it sends it.
  const form = event.target.closest('form[data-send-chosen]')
  if (form && event.target.files.length) form.requestSubmit()
})

document.addEventListener('reset', (event) => {
  setTimeout(() => event.target.querySelectorAll('.j-file > input').forEach(show))
})

// The browser brings back what was chosen when one comes back to the page.
window.addEventListener('pageshow', () => document.querySelectorAll('.j-file > input').forEach(show))

for (const [name, isOver] of [['dragenter', true], ['dragleave', false], ['drop', false]]) {
  document.addEventListener(name, (event) => event.target.closest?.('.j-file')?.toggleAttribute('data-over', isOver))
}
