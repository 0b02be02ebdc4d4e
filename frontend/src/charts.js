// Charts: a box with data-chart="kind" and its values in a json_script beside it.
import { draw as drawRoad } from './charts/road.js'
import { echart } from './charts/echart.js'
import { tableOf } from './charts/table.js'

const drawn = new Map()

export function mount(box) {
  if (drawn.has(box)) return
  const values = JSON.parse(document.getElementById(box.dataset.values).textContent)
  const place = box.querySelector('.j-chart-box')
  place.setAttribute('aria-label', nameOf(box))
  place.setAttribute('role', box.dataset.chart === 'road' ? 'group' : 'img')
  const chart = box.dataset.chart === 'road' ? drawRoad(place, values) : echart(place, box.dataset.chart, values)
  box.querySelector('.loading')?.remove()
  drawn.set(box, chart)
  observer.observe(place)
  armTable(box, values)
}

// What a chart is called: its summary, or the heading it stands under.
function nameOf(box) {
  const heading = box.closest('.j-card')?.querySelector('h2, h3')
  return (box.querySelector('figcaption') ?? heading)?.textContent.trim() || box.dataset.chart
}

function armTable(box, values) {
  const button = box.querySelector('[data-chart-table]')
  const shelf = box.querySelector('.j-chart-table')
  button?.addEventListener('click', () => {
    const isTable = shelf.hidden
    if (isTable && !shelf.firstChild) shelf.append(tableOf(box.dataset.chart, values))
    shelf.hidden = !isTable
    box.querySelector('.j-chart-box').hidden = isTable
    button.setAttribute('aria-pressed', String(isTable))
  })
}

const observer = new ResizeObserver((entries) => {
  for (const { target } of entries) if (target.clientWidth) drawn.get(target.closest('[data-chart]'))?.resize()
})

document.addEventListener('jornada:theme', () => drawn.forEach((chart) => chart.redraw()))

document.addEventListener('htmx:beforeCleanupElement', (event) => {
  drawn.get(event.target)?.dispose()
  drawn.delete(event.target)
})
