// From the plain values that a page sends to an ECharts option. What each kind takes: see docs of <c-chart>.
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
  return { color: series(), textStyle: text(), aria: { enabled: true, label: { description: values.summary } } }
}

const datum = (value, i, one) => ({ value, url: one.urls?.[i], itemStyle: one.colors?.[i] ? { color: named(one.colors[i]) } : undefined })

function axisCategory(values) {
  return {
    type: 'category', data: values.categories, axisTick: { show: false }, axisLine: { lineStyle: { color: colour('line-strong') } },
    axisLabel: { color: colour('ink-3'), fontSize: 11.5, hideOverlap: true, width: values.horizontal ? 130 : undefined, overflow: 'truncate' },
  }
}

function axisValue(values) {
  return {
    type: 'value', max: values.max, min: values.min, splitLine: { lineStyle: { color: colour('line') } },
    axisLabel: { color: colour('ink-3'), fontSize: 11.5, formatter: formatter(values, true) }, splitNumber: 4,
  }
}

function oneSeries(kind, values, one, index) {
  const isLine = (one.kind ?? kind) === 'line'
  return {
    type: isLine ? 'line' : 'bar', name: one.name, stack: one.stack, data: one.values.map((value, i) => datum(value, i, one)),
    color: named(one.color, series()[index % 8]), barMaxWidth: 34, symbol: 'circle', symbolSize: 6, showSymbol: one.values.length < 40, connectNulls: false,
    lineStyle: { width: 2, type: one.dashed ? 'dashed' : 'solid' }, areaStyle: one.area ? { opacity: 0.12 } : undefined,
    itemStyle: isLine ? undefined : { borderRadius: values.horizontal ? [0, 4, 4, 0] : [4, 4, 0, 0] },
    label: one.labels ? { show: true, position: values.horizontal ? 'right' : 'top', color: colour('ink-2'), fontSize: 11.5, formatter: ({ value }) => formatter(values)(value) } : undefined,
    markLine: one.target === undefined ? undefined : { silent: true, symbol: 'none', label: { color: colour('ink-3'), formatter: formatter(values)(one.target) }, lineStyle: { color: colour('ink-3'), type: 'dashed' }, data: [values.horizontal ? { xAxis: one.target } : { yAxis: one.target }] },
  }
}

function cartesian(kind, values) {
  const hasLegend = values.series.length > 1
  const [x, y] = values.horizontal ? [axisValue(values), { ...axisCategory(values), inverse: true }] : [axisCategory(values), axisValue(values)]
  return {
    ...shared(values), xAxis: x, yAxis: y,
    grid: { left: 4, right: values.horizontal ? 44 : 12, top: hasLegend ? 36 : 16, bottom: 4, containLabel: true },
    legend: hasLegend ? { top: 0, left: 0, itemWidth: 10, itemHeight: 10, icon: 'roundRect', textStyle: text() } : undefined,
    tooltip: tooltip({ trigger: 'axis', axisPointer: { type: kind === 'line' ? 'line' : 'shadow', shadowStyle: { color: colour('accent'), opacity: 0.06 } }, valueFormatter: formatter(values) }),
    series: values.series.map((one, i) => oneSeries(kind, values, one, i)),
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

function funnel(values) {
  const write = formatter(values)
  const label = ({ name, value, data }) => `${name}  {b|${write(value)}}${data.note ? `  {n|${data.note}}` : ''}`
  return {
    ...shared(values), tooltip: tooltip({ valueFormatter: write }),
    series: [{
      type: 'funnel', left: 0, right: 0, top: 4, bottom: 4, minSize: '6%', gap: 3, sort: 'none', funnelAlign: 'center',
      label: { show: true, position: 'inside', color: colour('ink'), textBorderColor: colour('surface'), textBorderWidth: 3, formatter: label, rich: { b: { fontWeight: 650, fontSize: 13 }, n: { color: colour('ink-2'), fontSize: 11.5 } } },
      itemStyle: { borderWidth: 0, borderRadius: 4 },
      data: values.items.map((item, i) => ({ ...item, itemStyle: { color: named(item.color, stage(i)), opacity: 0.62 } })),
    }],
  }
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
  const isNarrow = width < 560
  const labels = new Map(nodes.map((node) => [node.name, node.label ?? node.name]))
  return {
    ...shared(values),
    tooltip: tooltip({
      formatter: ({ dataType, data, value, name }) => dataType === 'edge'
        ? `${escaped(labels.get(data.source))} → ${escaped(labels.get(data.target))}<br><b>${write(data.value)}</b>`
        : `${escaped(labels.get(name))}<br><b>${write(value)}</b>`,
    }),
    series: [{
      type: 'sankey', orient: isNarrow ? 'vertical' : 'horizontal', left: 4, right: isNarrow ? 4 : 110, top: 8, bottom: isNarrow ? 40 : 8,
      nodeWidth: 12, nodeGap: isNarrow ? 14 : 12, draggable: false, emphasis: { focus: 'adjacency' }, layoutIterations: 32, nodeAlign: values.align ?? 'justify',
      label: { color: colour('ink'), fontSize: isNarrow ? 10 : 12, formatter: ({ name }) => labels.get(name), position: isNarrow ? 'bottom' : 'right', overflow: 'truncate', width: isNarrow ? 60 : 104 },
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
    grid: { left: 4, right: 4, top: 8, bottom: 4, containLabel: true },
    xAxis: { type: 'category', data: values.x, axisTick: { show: false }, axisLine: { show: false }, axisLabel: { color: colour('ink-3'), fontSize: 11.5 } },
    yAxis: { type: 'category', data: values.y, inverse: true, axisTick: { show: false }, axisLine: { show: false }, axisLabel: { color: colour('ink-2'), fontSize: 11.5, width: 130, overflow: 'truncate' } },
    visualMap: { show: false, min: 0, max: top, inRange: { color: [colour('sunken'), colour('chart-1')] } },
    series: [{
      type: 'heatmap', itemStyle: { borderRadius: 4, borderColor: colour('surface'), borderWidth: 2 },
      label: { show: values.labels !== false, fontSize: 11, color: colour('ink'), formatter: ({ value }) => formatter(values, true)(value[2]) },
      data: values.cells.map((cell) => ({ value: [cell.x, cell.y, cell.value], url: cell.url })),
    }],
  }
}

function scatter(values) {
  return {
    ...shared(values), grid: { left: 4, right: 20, top: 16, bottom: 20, containLabel: true },
    tooltip: tooltip({ formatter: ({ data }) => `${escaped(data.name ?? '')}<br>${escaped(values.x_label ?? 'x')}: <b>${formatter(values.x_axis)(data.value[0])}</b><br>${escaped(values.y_label ?? 'y')}: <b>${formatter(values.y_axis ?? values)(data.value[1])}</b>` }),
    xAxis: { ...axisValue(values.x_axis ?? {}), name: values.x_label, nameLocation: 'middle', nameGap: 26, nameTextStyle: { color: colour('ink-3') } },
    yAxis: { ...axisValue(values.y_axis ?? values), name: values.y_label, nameTextStyle: { color: colour('ink-3'), align: 'left' } },
    series: [{ type: 'scatter', symbolSize: (_, { data }) => data.size ?? 10, itemStyle: { opacity: 0.75 }, data: values.points.map(({ x, y, ...rest }) => ({ ...rest, value: [x, y] })) }],
  }
}

const kinds = { bar: (v) => cartesian('bar', v), line: (v) => cartesian('line', v), pie, funnel, sankey, heatmap, scatter }

export function optionFor(kind, values, width) {
  if (!kinds[kind]) throw new Error(`Unknown chart kind "${kind}"; expected road, ${Object.keys(kinds).join(', ')}.`)
  return kinds[kind](values, width)
}
