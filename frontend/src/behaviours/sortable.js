// Lists whose items people may drag: data-sortable="/where/to/post/"; the order goes out as ids.
export function sortable(part) {
  const lists = part.querySelectorAll('[data-sortable]')
  if (lists.length) import('sortablejs').then(({ default: Sortable }) => lists.forEach((list) => arm(Sortable, list)))
}

function arm(Sortable, list) {
  Sortable.create(list, {
    animation: 120,
    handle: list.dataset.sortableHandle || undefined,
    onEnd: () => {
      const ids = [...list.children].map((item) => item.dataset.id)
      window.htmx.ajax('POST', list.dataset.sortable, { values: { order: ids.join(',') }, swap: 'none' })
    },
  })
}
