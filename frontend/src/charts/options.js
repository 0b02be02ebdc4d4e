// From the plain values that a page sends to an ECharts option. What each kind takes: see the component chart.html.
import { colour, named, series, stage } from './colours.js'
import { formatter } from './format.js'

const text = () => ({ color: colour('ink-2'), fontFamily: 'Inter Variable, system-ui, sans-serif', fontSize: 12 })
const escaped = (word) => String(word).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`)

function tooltip(extra = {}) {
  return {
    backgroundColor: colour('raised'), borderColor: colour('line'), borderWidth: 1, padding: [8, 12], confine: true,
    textStyle: { ...text(), color: colour('ink') }, extraCssText: 'border-radius:8px;box-shadow:var(--j-shadow-2)', ...extra,
  }
}

function shared(values) {
  return { color: series(), textStyle: text() }
}

// A share made of few cases is drawn pale and small, so that it does not shout.
const FEW = 5
const isFew = (one, i) => one.of !== undefined && one.of[i] < FEW

const datum = (value, i, one) => ({
  value, url: one.urls?.[i], symbolSize: one.of ? (isFew(one, i) ? 5 : 8) : undefined,
  itemStyle: one.colors?.[i] ? { color: named(one.colors[i]) } : isFew(one, i) ? { opacity: 0.4 } : undefined,
})

// Names beside bars: as long as the screen lets them be.
const labelRoom = () => (window.innerWidth > 860 ? 190 : 120)

// Months stand at even steps, the same on every chart of that width: what is left over by chance differs from one to the next.
const EVEN = [1, 2, 3, 6, 12, 24]
function evenSteps(values, width) {
  if (!values.course || !width) return 'auto'
  const count = values.categories.length
  const step = EVEN.find((one) => (count / one) * 66 <= width - 70) ?? 24
  return (index) => index % step === 0
}

function axisCategory(values, width) {
  return {
    type: 'category', data: values.categories, axisTick: { show: false }, axisLine: { lineStyle: { color: colour('line-strong') } },
    axisLabel: { color: colour('ink-3'), fontSize: 11.5, hideOverlap: true, interval: evenSteps(values, width), width: values.horizontal ? labelRoom() : undefined, overflow: 'truncate' },
  }
}

// Whole numbers want no ticks between them.
const isCounts = (values) => (values.format ?? 'number') === 'number' && Boolean(values.series?.every((one) => one.values.every((value) => value === null || Number.isInteger(value))))

function axisValue(values) {
  return {
    type: 'value', max: values.max, min: values.min, minInterval: isCounts(values) ? 1 : undefined, splitLine: { lineStyle: { color: colour('line') } },
    axisLabel: { color: colour('ink-3'), fontSize: 11.5, hideOverlap: true, formatter: formatter(values, true) }, splitNumber: 4, interval: values.format === 'share' && values.max === 1 ? 0.25 : undefined,
  }
}

function oneSeries(kind, values, one, index) {
  const isLine = (one.kind ?? kind) === 'line'
  return {
    type: isLine ? 'line' : 'bar', name: one.name, stack: one.stack, data: one.values.map((value, i) => datum(value, i, one)),
    color: named(one.color, series()[index % 8]), barMaxWidth: 34, symbol: 'circle', symbolSize: 6, showSymbol: one.values.length < 40, showAllSymbol: one.of ? true : 'auto', connectNulls: false,
    lineStyle: { width: one.of ? 1.5 : 2, opacity: one.of?.some((_, i) => isFew(one, i)) ? 0.4 : 1, type: one.dashed ? 'dashed' : 'solid' }, areaStyle: one.area ? { opacity: 0.12 } : undefined,
    itemStyle: isLine ? undefined : { borderRadius: values.horizontal ? [0, 4, 4, 0] : [4, 4, 0, 0] },
    label: one.labels ? { show: true, position: values.horizontal ? 'right' : 'top', color: colour('ink-2'), fontSize: 11.5, formatter: ({ value }) => formatter(values)(value) } : undefined,
    markLine: one.target === undefined ? undefined : { silent: true, symbol: 'none', label: { color: colour('ink-3'), formatter: formatter(values)(one.target) }, lineStyle: { color: colour('ink-3'), type: 'dashed' }, data: [values.horizontal ? { xAxis: one.target } : { yAxis: one.target }] },
  }
}

function axisTip(values, parts) {
  const write = formatter(values)
  const lines = parts.filter((part) => values.series[part.seriesIndex]).map((part) => {
    const one = values.series[part.seriesIndex]
    const [low, high] = [one.low?.[part.dataIndex], one.high?.[part.dataIndex]]
    const range = low === undefined || low === null ? '' : ` <span style="color:${colour('ink-3')}">${write(low)}–${write(high)}</span>`
    const made = one.notes?.[part.dataIndex] ? `<br><span style="color:${colour('ink-3')}">${escaped(one.notes[part.dataIndex])}</span>` : ''
    return `${part.marker}${escaped(part.seriesName)} <b>${write(part.value)}</b>${range}${made}`
  })
  return [escaped(parts[0].name), ...lines].join('<br>')
}

// An interval around a line: a clear foot with a tinted strip stacked on it; neither is named anywhere.
function band(one, index) {
  const quiet = { type: 'line', stack: `band-${index}`, silent: true, symbol: 'none', lineStyle: { opacity: 0 }, tooltip: { show: false }, z: 1 }
  const strip = one.high.map((high, i) => (high === null || one.low[i] === null ? null : high - one.low[i]))
  return [
    { ...quiet, name: `band-foot-${index}`, data: one.low },
    { ...quiet, name: `band-${index}`, data: strip, areaStyle: { color: named(one.color, series()[index % 8]), opacity: 0.13 } },
  ]
}

function cartesian(kind, values, width) {
  const hasLegend = values.series.length > 1
  const [x, y] = values.horizontal ? [axisValue(values), { ...axisCategory(values), inverse: true }] : [axisCategory(values, width), axisValue(values)]
  return {
    ...shared(values), xAxis: x, yAxis: y,
    grid: { left: 4, right: values.horizontal || values.series.some((one) => one.target !== undefined) ? 48 : 28, top: hasLegend ? 36 : 16, bottom: 4, containLabel: true },
    legend: hasLegend ? { type: 'scroll', data: values.series.map((one) => one.name), top: 0, left: 0, width: '84%', pageIconColor: colour('ink-2'), pageIconInactiveColor: colour('line-strong'), pageTextStyle: { color: colour('ink-3') }, pageIconSize: 10, itemWidth: 10, itemHeight: 10, icon: 'roundRect', textStyle: text() } : undefined,
    tooltip: tooltip({ trigger: 'axis', axisPointer: { type: kind === 'line' ? 'line' : 'shadow', shadowStyle: { color: colour('accent'), opacity: 0.06 } }, formatter: (parts) => axisTip(values, parts) }),
    series: [...values.series.map((one, i) => oneSeries(kind, values, one, i)), ...values.series.flatMap((one, i) => (one.low ? band(one, i) : []))],
  }
}

function pie(values) {
  return {
    ...shared(values), tooltip: tooltip({ valueFormatter: formatter(values) }),
    legend: { type: 'scroll', bottom: 0, itemWidth: 10, itemHeight: 10, icon: 'circle', textStyle: text() },
    series: [{
      type: 'pie', radius: ['52%', '76%'], center: ['50%', '44%'], padAngle: 1.5, itemStyle: { borderRadius: 4 },
      label: { show: false }, data: values.items.map(({ color, ...item }) => ({ ...item, itemStyle: color ? { color: named(color) } : undefined })),
    }],
  }
}

// Steps as centred bars on one scale: names stay readable however few are left at the end.
function funnel(values) {
  const write = formatter(values)
  const most = Math.max(...values.items.map((item) => item.value ?? 0), 1)
  const bars = values.items.map((item, i) => ({ value: item.value, url: item.url, note: item.note, itemStyle: { color: named(item.color, stage(i)), borderRadius: 4 } }))
  const sides = values.items.map((item) => (most - (item.value ?? 0)) / 2)
  const label = ({ dataIndex }) => `{b|${write(values.items[dataIndex].value)}}${values.items[dataIndex].note ? `  {n|${values.items[dataIndex].note}}` : ''}`
  const rich = { b: { fontWeight: 650, fontSize: 13, color: colour('ink') }, n: { color: colour('ink-3'), fontSize: 11.5 } }
  return {
    ...shared(values), grid: { left: 4, right: 110, top: 8, bottom: 8, containLabel: true },
    tooltip: tooltip({ trigger: 'item', formatter: ({ name, dataIndex }) => `${escaped(name)}<br><b>${write(values.items[dataIndex].value)}</b> ${escaped(values.items[dataIndex].note ?? '')}` }),
    xAxis: { type: 'value', max: most, show: false },
    yAxis: { ...axisCategory({ categories: values.items.map((item) => item.name), horizontal: true }), inverse: true, axisLine: { show: false } },
    series: [
      { type: 'bar', stack: 'all', silent: true, data: sides, itemStyle: { color: 'transparent' }, barCategoryGap: '18%' },
      { type: 'bar', stack: 'all', data: bars },
      { type: 'bar', stack: 'all', silent: true, data: sides.map((value) => Math.max(value, 0.0001)), itemStyle: { color: 'transparent' }, label: { show: true, position: 'right', formatter: label, rich } },
    ],
  }
}

// Break a label between its words, where the next one would not fit; a word itself is never broken.
function broken(label, room) {
  const most = Math.max(8, Math.floor(room / 5.8))
  const lines = []
  for (const word of label.replace('↩ ', '↩\u00a0').split(' ')) {
    const longer = `${lines.at(-1) ?? ''} ${word}`.trim()
    if (lines.length && longer.length <= most) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines.join('\n')
}

// ECharts' Sankey has no cycles: a link that goes back ends in a node of its own, marked ↩.
function acyclic({ nodes, links }) {
  const place = new Map(nodes.map((node, i) => [node.name, i]))
  const extra = new Map()
  const made = links.map((link) => {
    if (place.get(link.target) > place.get(link.source)) return link
    const name = `↩ ${link.target}`
    const old = nodes[place.get(link.target)]
    extra.set(name, { ...old, name, label: `↩ ${old?.label ?? link.target}`, color: 'chart-8', depth: undefined })
    return { ...link, target: name }
  })
  return { nodes: [...nodes, ...extra.values()], links: made }
}

function sankey(values, width) {
  const write = formatter(values)
  const { nodes, links } = acyclic(values)
  const labels = new Map(nodes.map((node) => [node.name, node.label ?? node.name]))
  // Where the page gives each node its column, a label has the room from its node to the next column; a way back from the
  // last column ends in one more.
  const last = Math.max(0, ...nodes.map((node) => node.depth ?? 0))
  const steps = last + (links.some(({ source }) => nodes.find((node) => node.name === source)?.depth === last) ? 1 : 0)
  const room = last > 0 ? Math.max(44, Math.min(108, (width - 132) / steps - 19)) : 108
  return {
    ...shared(values),
    tooltip: tooltip({
      formatter: ({ dataType, data, value, name }) => dataType === 'edge'
        ? `${escaped(labels.get(data.source))} → ${escaped(labels.get(data.target))}<br><b>${write(data.value)}</b>`
        : `${escaped(labels.get(name))}<br><b>${write(value)}</b>`,
    }),
    series: [{
      type: 'sankey', left: 4, right: 116, top: 28, bottom: 8,
      nodeWidth: 12, nodeGap: 12, draggable: false, emphasis: { focus: 'adjacency' }, layoutIterations: 32, nodeAlign: values.align ?? 'justify',
      labelLayout: { hideOverlap: true },
      label: { color: colour('ink'), fontSize: room < 108 ? 10.5 : 12, textBorderColor: colour('surface'), textBorderWidth: 3, formatter: ({ name }) => broken(labels.get(name), room), lineHeight: 12, overflow: 'truncate', width: Math.max(room, 116) },
      lineStyle: { color: 'gradient', opacity: 0.28, curveness: 0.5 }, itemStyle: { borderWidth: 0, borderRadius: 3 },
      data: nodes.map((node, i) => ({ ...node, itemStyle: { color: named(node.color, stage(i)) } })), links,
    }],
  }
}

function heatmap(values) {
  const top = Math.max(...values.cells.map((cell) => cell.value ?? 0), 0.0001)
  return {
    ...shared(values),
    tooltip: tooltip({ formatter: ({ data }) => `${escaped(values.y[data.value[1]])} · ${escaped(values.x[data.value[0]])}<br><b>${formatter(values)(data.value[2])}</b>` }),
    grid: { left: 4, right: 4, top: 26, bottom: 4, containLabel: true },
    xAxis: { type: 'category', data: values.x, axisTick: { show: false }, axisLine: { show: false }, axisLabel: { color: colour('ink-3'), fontSize: 11.5 } },
    yAxis: { type: 'category', data: values.y, inverse: true, axisTick: { show: false }, axisLine: { show: false }, axisLabel: { color: colour('ink-2'), fontSize: 11.5, width: 130, overflow: 'truncate' } },
    visualMap: { show: false, min: 0, max: top, inRange: { color: [colour('sunken'), colour('chart-1')] } },
    series: [{
      type: 'heatmap', itemStyle: { borderRadius: 4, borderColor: colour('surface'), borderWidth: 2 },
      label: { show: values.labels !== false, fontSize: 11, formatter: ({ value }) => formatter(values, true)(value[2]) },
      data: values.cells.map((cell) => ({ value: [cell.x, cell.y, cell.value], url: cell.url, label: { color: cell.value > top * 0.55 ? colour('surface') : colour('ink') } })),
    }],
  }
}

function scatter(values) {
  return {
    ...shared(values), grid: { left: 4, right: 20, top: 32, bottom: 20, containLabel: true },
    tooltip: tooltip({ formatter: ({ data }) => `${escaped(data.name ?? '')}<br>${escaped(values.x_label ?? 'x')}: <b>${formatter(values.x_axis)(data.value[0])}</b><br>${escaped(values.y_label ?? 'y')}: <b>${formatter(values.y_axis ?? values)(data.value[1])}</b>` }),
    xAxis: { ...axisValue(values.x_axis ?? {}), name: values.x_label, nameLocation: 'middle', nameGap: 26, nameTextStyle: { color: colour('ink-3') } },
    yAxis: { ...axisValue(values.y_axis ?? values), name: values.y_label, nameTextStyle: { color: colour('ink-3'), align: 'left' } },
    series: [{ type: 'scatter', symbolSize: (_, { data }) => data.size ?? 10, itemStyle: { opacity: 0.75 }, data: values.points.map(({ x, y, ...rest }) => ({ ...rest, value: [x, y] })) }],
  }
}

const kinds = { bar: (v, width) => cartesian('bar', v, width), line: (v, width) => cartesian('line', v, width), pie, funnel, sankey, heatmap, scatter }

export function optionFor(kind, values, width) {
  if (!kinds[kind]) throw new Error(`Unknown chart kind "${kind}"; expected road, ${Object.keys(kinds).join(', ')}.`)
  return kinds[kind](values, width)
}
