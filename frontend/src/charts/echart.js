// ECharts with only the parts used here, drawn as SVG: sharp, light, and fine with a strict policy.
import { BarChart, HeatmapChart, LineChart, PieChart, SankeyChart, ScatterChart } from 'echarts/charts'
import { GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, VisualMapComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { LabelLayout } from 'echarts/features'
import { SVGRenderer } from 'echarts/renderers'
import { optionFor } from './options.js'

use([
  BarChart, HeatmapChart, LineChart, PieChart, SankeyChart, ScatterChart,
  GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, VisualMapComponent, LabelLayout, SVGRenderer,
])

export function echart(place, kind, values) {
  const chart = init(place, null, { renderer: 'svg' })
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches
  const show = () => chart.setOption({ ...optionFor(kind, values, place.clientWidth), animation: !isStill }, true)
  show()
  chart.on('click', (event) => {
    const url = event.data?.url
    if (url) window.location.assign(url)
  })
  return { resize: () => { chart.resize(); if (values.course) show() }, redraw: show, dispose: () => chart.dispose() }
}
