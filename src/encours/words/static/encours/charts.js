// Draws the charts of a page. Each [data-chart] holds its numbers; the table beside it says the same without us.
(() => {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const probe = document.createElement("span");

  // A colour of the skin as the browser resolves it, light or dark.
  const colour = (name) => {
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  };

  const theme = () => ({
    ink: colour("--tblr-body-color"),
    soft: colour("--tblr-secondary"),
    hair: colour("--tblr-border-color"),
    paper: colour("--tblr-bg-surface"),
    tone: (name) => colour(name === "primary" ? "--tblr-primary" : `--${name}`),
  });

  const short = (kind) => {
    const language = document.documentElement.lang;
    const compact = new Intl.NumberFormat(language, { notation: "compact", maximumFractionDigits: 1 });
    return (value) => (kind === "share" ? `${compact.format(value)} %` : compact.format(value));
  };

  const axes = (told, skin) => {
    const flat = told.shape === "bars";
    const names = {
      type: "category",
      data: told.labels,
      inverse: flat,
      boundaryGap: told.shape !== "line",
      axisLine: { lineStyle: { color: skin.hair } },
      axisTick: { show: false },
      axisLabel: {
        color: skin.soft,
        fontSize: 11,
        hideOverlap: true,
        ...(told.labels.length < 7 ? { interval: 0 } : {}),
        ...(flat ? { width: 116, overflow: "truncate" } : {}),
      },
    };
    const figures = {
      type: "value",
      splitNumber: 3,
      axisLabel: { color: skin.soft, fontSize: 11, formatter: short(told.kind), hideOverlap: true },
      splitLine: { lineStyle: { color: skin.hair, type: [3, 4] } },
    };
    return flat ? { xAxis: figures, yAxis: names } : { xAxis: names, yAxis: figures };
  };

  const series = (told, skin) =>
    told.series.map((one, rank) => {
      const tone = skin.tone(told.tones[rank] ?? told.tones[0]);
      const each = told.series.length === 1 && told.shape !== "line";
      const data = one.values.map((value, at) =>
        each ? { value, itemStyle: { color: skin.tone(told.tones[at] ?? told.tones[0]) } } : value
      );
      if (told.shape === "line") {
        return {
          type: "line", name: one.name, data, symbol: "circle", symbolSize: 5, showSymbol: data.length < 9,
          lineStyle: { width: 2, type: rank ? [5, 3] : "solid" }, itemStyle: { color: tone },
          areaStyle: rank ? undefined : { opacity: 0.08 }, connectNulls: false,
        };
      }
      const flat = told.shape === "bars";
      return {
        type: "bar", name: one.name, data, itemStyle: { color: tone, borderRadius: flat ? [0, 3, 3, 0] : [3, 3, 0, 0] },
        barMaxWidth: flat ? 14 : 34, barGap: "15%", barCategoryGap: flat ? "30%" : "28%",
      };
    });

  const option = (told, skin) => ({
    animation: !still.matches,
    animationDuration: 350,
    textStyle: { fontFamily: "Inter, system-ui, sans-serif", color: skin.ink },
    aria: { enabled: true, label: { description: told.description } },
    grid: { left: 2, right: told.shape === "line" ? 18 : 10, top: told.series.length > 1 ? 30 : 10, bottom: 2, containLabel: true },
    legend:
      told.series.length > 1
        ? { top: 0, right: 0, itemWidth: 10, itemHeight: 10, icon: "roundRect", textStyle: { color: skin.soft, fontSize: 11 } }
        : undefined,
    tooltip: {
      trigger: "axis",
      renderMode: "richText", // no HTML, so nothing that the content policy would refuse
      axisPointer: { type: told.shape === "line" ? "line" : "shadow", lineStyle: { color: skin.hair }, shadowStyle: { opacity: 0.06 } },
      backgroundColor: skin.paper,
      borderColor: skin.hair,
      textStyle: { color: skin.ink, fontSize: 12 },
      confine: true,
      formatter: (points) =>
        [told.names[points[0].dataIndex], ...points.map((one) => `${one.seriesName} : ${told.series[one.seriesIndex].shown[one.dataIndex]}`)].join("\n"),
    },
    ...axes(told, skin),
    series: series(told, skin),
  });

  // A small chart of bars draws the first of them; its table has all.
  const read = (place) => {
    const told = JSON.parse(place.dataset.chart);
    const most = told.shape === "bars" ? Math.max(2, Math.floor(place.clientHeight / 22)) : told.labels.length;
    told.labels = told.labels.slice(0, most);
    for (const one of told.series) one.values = one.values.slice(0, most);
    return told;
  };

  const drawn = new Map();
  const draw = (place) => {
    const told = read(place);
    const language = document.documentElement.lang.slice(0, 2).toUpperCase();
    const chart = drawn.get(place) ?? echarts.init(place, null, { renderer: "svg", locale: language });
    chart.setOption(option(told, theme()), true);
    if (drawn.has(place)) return;
    drawn.set(place, chart);
    place.classList.add("drawn");
    new ResizeObserver(() => chart.resize()).observe(place);
    const table = place.closest("[data-tile]")?.querySelector("details[data-table]");
    if (table) table.open = false;
  };

  const all = () => {
    for (const [place, chart] of drawn) {
      if (place.isConnected) continue;
      chart.dispose();
      drawn.delete(place);
    }
    document.querySelectorAll("[data-chart]").forEach(draw);
  };

  new MutationObserver(all).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
  document.addEventListener("htmx:afterSettle", all);
  still.addEventListener("change", all);
  all();
})();
