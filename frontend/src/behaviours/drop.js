// Files: dropped on (or chosen in) a [data-drop] form they go at once; its progress bar follows the upload.
const formOf = (event) => event.target.closest?.('[data-drop]')
const holdsFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes('Files')

for (const name of ['dragenter', 'dragover']) {
  document.addEventListener(name, (event) => {
    const form = formOf(event)
    if (!form || !holdsFiles(event)) return
    event.preventDefault()
    form.setAttribute('data-over', '')
  })
}

document.addEventListener('dragleave', (event) => {
  const form = formOf(event)
  if (form && !form.contains(event.relatedTarget)) form.removeAttribute('data-over')
})

document.addEventListener('drop', (event) => {
  const form = formOf(event)
  if (!form || !holdsFiles(event)) return
  event.preventDefault()
  form.removeAttribute('data-over')
  form.querySelector('input[type="file"]').files = event.dataTransfer.files
  form.requestSubmit()
})

document.addEventListener('change', (event) => {
  const form = formOf(event)
  if (form && event.target.type === 'file' && event.target.files.length) form.requestSubmit()
})

document.addEventListener('htmx:xhr:progress', (event) => {
  const bar = event.target.closest?.('[data-drop]')?.querySelector('progress')
  if (!bar || !event.detail.lengthComputable) return
  bar.hidden = false
  bar.value = (100 * event.detail.loaded) / event.detail.total
})

document.addEventListener('htmx:afterRequest', (event) => {
  const form = event.target.closest?.('[data-drop]')
  if (!form) return
  form.querySelector('progress').hidden = true
  form.reset()
})
