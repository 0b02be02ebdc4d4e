// The road: stages in a row, ribbons between neighbours, arcs above for skips, arcs below for ways back.
// On narrow places the row becomes a column. Values: {stages: [{code, label, value, url, note}], flows: [{source, target, value, url}]}.
import { colour, stage as stageColour } from './colours.js'
import { formatter } from './format.js'

const SPACE = 'http://www.w3.org/2000/svg'
const NARROW = 680

function make(name, attributes, ...children) {
  const element = document.createElementNS(SPACE, name)
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) element.setAttribute(key, value)
  element.append(...children)
  return element
}

function linked(url, ...children) {
  return url ? make('a', { href: url }, ...children) : make('g', {}, ...children)
}

function layout(values, width) {
  const isColumn = width < NARROW
  const count = values.stages.length
  const gap = isColumn ? 78 : (width - 90) / Math.max(1, count - 1)
  const spread = isColumn ? Math.min(90, width * 0.24) : Math.min(110, 26 + gap * 0.9)
  const at = (i) => (isColumn ? { x: spread + 22, y: 40 + i * gap } : { x: 45 + i * gap, y: spread + 34 })
  const height = isColumn ? 80 + gap * (count - 1) : spread * 2 + 96
  return { isColumn, gap, spread, at, height, count }
}

function bow({ isColumn, spread, at, count }, from, to) {
  const [a, b] = [at(from), at(to)]
  const reach = Math.abs(to - from) / Math.max(2, count - 1)
  const rise = spread * (0.35 + 0.85 * Math.min(1, reach * 1.6)) * (to > from ? -1 : 1)
  return isColumn
    ? `M${a.x},${a.y} C${a.x + rise * 1.15},${a.y + (b.y - a.y) * 0.2} ${b.x + rise * 1.15},${b.y - (b.y - a.y) * 0.2} ${b.x},${b.y}`
    : `M${a.x},${a.y} C${a.x + (b.x - a.x) * 0.2},${a.y + rise * 1.15} ${b.x - (b.x - a.x) * 0.2},${b.y + rise * 1.15} ${b.x},${b.y}`
}

function straight({ at }, from, to) {
  const [a, b] = [at(from), at(to)]
  return `M${a.x},${a.y} L${b.x},${b.y}`
}

function flowLine(plan, values, flow, places, most, write) {
  const [from, to] = [places.get(flow.source), places.get(flow.target)]
  const kind = to === from + 1 ? 'next' : to > from ? 'skip' : 'back'
  const tint = { next: colour('chart-1'), skip: colour('chart-3'), back: colour('chart-4') }[kind]
  const path = make('path', {
    d: kind === 'next' ? straight(plan, from, to) : bow(plan, from, to), fill: 'none', stroke: tint, 'stroke-linecap': 'round',
    'stroke-width': Math.max(1.25, 30 * (flow.value / most)), 'stroke-opacity': kind === 'next' ? 0.32 : 0.42, class: 'flow',
  })
  const words = `${values.stages[from].label} → ${values.stages[to].label}: ${write(flow.value)}`
  path.append(make('title', {}, words))
  return linked(flow.url, path)
}

function nodeMark(plan, one, index, most, write) {
  const { x, y } = plan.at(index)
  const radius = 9 + 11 * Math.sqrt(one.value / most)
  const dot = make('circle', { cx: x, cy: y, r: radius, fill: stageColour(index), stroke: colour('surface'), 'stroke-width': 3 })
  const side = plan.isColumn
  const left = { x: x + 34 + plan.spread * 0.9, y: y - 2, anchor: 'start' }
  const below = { x, y: y + plan.spread + 22, anchor: 'middle' }
  const place = side ? left : below
  const value = make('text', { x: place.x, y: place.y, 'text-anchor': place.anchor, 'font-size': 14, 'font-weight': 650, fill: colour('ink') }, write(one.value))
  const label = make('text', { x: place.x, y: place.y + 16, 'text-anchor': place.anchor, 'font-size': 11.5, fill: colour('ink-3') })
  label.append(...wrapped(one.label, side ? 40 : Math.max(8, Math.floor(plan.gap / 6)), place.x))
  const title = make('title', {}, `${one.label}: ${write(one.value)}${one.note ? ` · ${one.note}` : ''}`)
  const guide = side ? { x2: place.x - 8, y2: y } : { x2: x, y2: place.y - 16 }
  const line = make('line', { x1: x, y1: y, ...guide, stroke: colour('line'), 'stroke-dasharray': '2 4' })
  return linked(one.url, title, line, dot, value, label)
}

function wrapped(words, size, x) {
  const lines = ['']
  for (const word of words.split(' ')) {
    const last = lines[lines.length - 1]
    if (last && `${last} ${word}`.length > size) lines.push(word)
    else lines[lines.length - 1] = last ? `${last} ${word}` : word
  }
  return lines.slice(0, 3).map((line, i) => make('tspan', { x, dy: i ? 14 : 0 }, line))
}

export function draw(place, values) {
  const write = formatter(values)
  const places = new Map(values.stages.map((one, i) => [one.code, i]))
  const flows = values.flows.filter((flow) => places.has(flow.source) && places.has(flow.target) && flow.source !== flow.target)
  const redraw = () => {
    const width = place.clientWidth || 720
    const plan = layout(values, width)
    const mostFlow = Math.max(1, ...flows.map((flow) => flow.value))
    const mostNode = Math.max(1, ...values.stages.map((one) => one.value))
    const lines = [...flows].sort((a, b) => b.value - a.value).map((flow) => flowLine(plan, values, flow, places, mostFlow, write))
    const nodes = values.stages.map((one, i) => nodeMark(plan, one, i, mostNode, write))
    const svg = make('svg', { viewBox: `0 0 ${width} ${plan.height}`, width, height: plan.height, role: 'group', 'aria-label': values.summary ?? '', class: 'j-road-chart' }, ...lines, ...nodes)
    place.style.height = `${plan.height}px`
    place.replaceChildren(svg)
  }
  redraw()
  let lastWidth = place.clientWidth
  const resize = () => {
    if (Math.abs(place.clientWidth - lastWidth) < 2) return
    lastWidth = place.clientWidth
    redraw()
  }
  return { resize, redraw, dispose: () => place.replaceChildren() }
}
