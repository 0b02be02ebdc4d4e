// The same figures as a table, for readers who prefer or need one.
import { formatter } from './format.js'

const rowsOf = {
  road: (v) => [v.flows.map((f) => [label(v.stages, f.source), label(v.stages, f.target), f]), ['from', 'to', 'value']],
  sankey: (v) => [v.links.map((l) => [named(v.nodes, l.source), named(v.nodes, l.target), l]), ['from', 'to', 'value']],
  pie: (v) => [v.items.map((item) => [item.name, item]), ['name', 'value']],
  funnel: (v) => [v.items.map((item) => [item.name, item]), ['name', 'value']],
  heatmap: (v) => [v.cells.map((cell) => [v.y[cell.y], v.x[cell.x], cell]), ['row', 'column', 'value']],
  scatter: (v) => [v.points.map((p) => [p.name ?? '', { value: p.x }, { value: p.y, url: p.url }]), ['name', v.x_label, v.y_label]],
}
rowsOf.bar = rowsOf.line = (v) => [
  v.categories.map((name, i) => [name, ...v.series.flatMap((one) => columnsOf(one, i))]),
  ['name', ...v.series.flatMap((one) => (one.low ? [one.name, '≥', '≤'] : [one.name]))],
]

const columnsOf = (one, i) => [{ value: one.values[i], url: one.urls?.[i] }, ...(one.low ? [{ value: one.low[i] }, { value: one.high[i] }] : [])]
const label = (stages, code) => stages.find((stage) => stage.code === code)?.label ?? code
const named = (nodes, name) => nodes.find((node) => node.name === name)?.label ?? name

function cell(part, write) {
  const td = document.createElement('td')
  if (typeof part !== 'object' || part === null) {
    td.textContent = part
    return td
  }
  td.className = 'num'
  const inside = part.url ? Object.assign(document.createElement('a'), { href: part.url, className: 'cell-link' }) : td
  inside.textContent = write(part.value)
  if (inside !== td) td.append(inside)
  return td
}

export function tableOf(kind, values) {
  const [rows, heads] = rowsOf[kind](values)
  const write = formatter(values)
  const words = document.documentElement.dataset
  const table = Object.assign(document.createElement('table'), { className: 'j-table' })
  const top = table.createTHead().insertRow()
  for (const head of heads) top.append(Object.assign(document.createElement('th'), { textContent: words[`word${head?.[0]?.toUpperCase()}${head?.slice(1)}`] ?? head ?? '', scope: 'col' }))
  heads.forEach((_, i) => typeof rows[0]?.[i] === 'object' && top.children[i].classList.add('num'))
  const body = table.createTBody()
  for (const row of rows) body.insertRow().append(...row.map((part) => cell(part, write)))
  return table
}
