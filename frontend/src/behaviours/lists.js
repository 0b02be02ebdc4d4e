// A form that keeps the list as it stands ([data-here]) sends the address of now: filters change it without a new page.
document.addEventListener('submit', (event) => {
  event.target.querySelectorAll('[data-here]').forEach((field) => { field.value = location.search.slice(1) })
}, true)
