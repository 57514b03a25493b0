#include "config/report_parts.hpp"

namespace inferno {

char const* const report_style = R"(
:root { color-scheme: light dark; --page: #f6f5f2; --card: #fff; --ink: #1f2328; --soft: #646b75;
  --rule: #e3e1dc; --grid: #ecebe7; --main: #b5371f; --second: #e9a23b; --spike: #2f3a4a; --good: #2f7d5b;
  --bad: #c8442b; }
@media (prefers-color-scheme: dark) { :root { --page: #14161a; --card: #1c1f25; --ink: #e4e6ea;
  --soft: #98a0ab; --rule: #30353d; --grid: #272b32; --main: #ff8a5c; --second: #c9963c; --spike: #cbd3df;
  --good: #43a77b; --bad: #d8593f; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
main { max-width: 1160px; margin: 0 auto; padding: 40px 24px 56px; }
h1 { margin: 0; font-size: 28px; line-height: 1.2; letter-spacing: -.01em; }
header { margin-bottom: 26px; }
header p { margin: 6px 0 0; color: var(--soft); }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(170px, 1fr)); gap: 1px; margin: 0 0 20px;
  padding: 0; background: var(--card); border: 1px solid var(--rule); border-radius: 10px; overflow: hidden; }
.facts div { background: var(--card); padding: 11px 14px 12px; box-shadow: 0 0 0 1px var(--rule); }
.facts dt { color: var(--soft); font-size: 12.5px; }
.facts dd { margin: 1px 0 0; font-size: 14px; font-weight: 600; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 20px; }
.pair > figure { display: flex; flex-direction: column; }
.stack { display: flex; flex-direction: column; }
.stack figure:last-child { flex: 1; }
figure { margin: 0 0 20px; padding: 18px 22px 16px; background: var(--card); border: 1px solid var(--rule);
  border-radius: 10px; min-width: 0; }
h2 { margin: 0 0 12px; font-size: 16px; }
figcaption { margin-top: 12px; color: var(--soft); font-size: 13px; }
.empty { flex: 1; display: grid; place-items: center; margin: 0; padding: 30px 12px; color: var(--soft); border: 1px dashed var(--rule);
  border-radius: 8px; }
.fields { display: block; width: 100%; image-rendering: pixelated; }
.scale { display: flex; align-items: center; gap: 10px; margin-top: 14px; font-size: 12.5px; color: var(--soft);
  font-variant-numeric: tabular-nums; }
.scale b { font-weight: 600; }
.scale i { flex: 1; height: 10px; border-radius: 5px; }
svg { display: block; width: 100%; height: auto; }
svg text { fill: var(--soft); font-size: 12px; font-variant-numeric: tabular-nums; }
svg .tick, svg .label { text-anchor: middle; }
svg .side { text-anchor: end; }
svg .axis { stroke: var(--soft); stroke-width: 1; }
svg .grid { stroke: var(--grid); stroke-width: 1; }
svg polyline { fill: none; stroke-width: 1.6; stroke-linejoin: round; stroke-linecap: round; }
svg .name { fill: var(--ink); font-weight: 600; }
svg .c0 { stroke: var(--main); } svg .c1 { stroke: var(--second); } svg .c2 { stroke: var(--good); }
svg .c3 { stroke: #4a86c8; } svg .c4 { stroke: #9168b8; } svg .c5 { stroke: #7d8794; }
svg .c6 { stroke: #c77d9b; } svg .c7 { stroke: #1f9aa0; } svg .dashed { stroke-dasharray: 6 4; }
svg .running { stroke: var(--main); stroke-width: 2.4; }
svg .recent { stroke: var(--second); stroke-width: 1.5; }
svg .chance { stroke: var(--soft); stroke-width: 1; stroke-dasharray: 3 4; }
svg .spikes { stroke: var(--spike); fill: none; }
svg .area { fill: var(--main); }
.keys { display: flex; flex-wrap: wrap; gap: 4px 20px; margin: 8px 0 0 8px; font-size: 13px; }
.keys span { display: flex; align-items: center; gap: 7px; }
.keys i { width: 18px; border-top: 3px solid var(--main); }
.keys .recent { border-color: var(--second); }
.keys .chance { border-top: 2px dotted var(--soft); }
.bars { display: grid; grid-template-columns: max-content 1fr max-content max-content; gap: 7px 14px; margin: 0;
  align-items: center; font-size: 13.5px; }
.bars dd { margin: 0; }
.bars i { display: block; height: 14px; min-width: 1px; border-radius: 3px; background: var(--main); }
.value { text-align: right; font-variant-numeric: tabular-nums; }
.value:last-of-type, .value + .value { color: var(--soft); }
.wide { overflow-x: auto; }
.confusion { width: 100%; min-width: 640px; table-layout: fixed; border-collapse: separate; border-spacing: 2px; font-size: 13px;
  font-variant-numeric: tabular-nums; }
.confusion th { font-weight: 500; color: var(--soft); padding: 4px 2px; overflow-wrap: anywhere; }
.confusion tbody th { text-align: right; padding-right: 10px; }
.confusion .corner { width: 124px; padding-right: 10px; text-align: right; font-size: 12px; font-style: italic; white-space: nowrap; }
.confusion td { padding: 6px 4px; text-align: center; border-radius: 4px; }
.confusion .right { background: color-mix(in srgb, var(--good) var(--shade), var(--grid)); }
.confusion .wrong { background: color-mix(in srgb, var(--bad) var(--shade), var(--grid)); }
.confusion .full { color: #fff; font-weight: 600; }
.confusion .recall { width: 84px; color: var(--ink); font-weight: 600; text-align: right; padding-left: 12px; }
.numbers { width: 100%; border-collapse: collapse; font-size: 13.5px; font-variant-numeric: tabular-nums; }
.numbers th { font-weight: 500; color: var(--soft); text-align: right; padding: 4px 12px 6px 0; }
.numbers td { text-align: right; padding: 5px 12px 5px 0; border-top: 1px solid var(--grid); white-space: nowrap; }
.numbers tbody th { color: var(--ink); font-weight: 600; border-top: 1px solid var(--grid); }
.numbers tr > :first-child, .numbers tr > :nth-child(2) { text-align: left; }
.numbers .soft, .numbers .word { color: var(--soft); }
.numbers .inside { color: var(--good); font-weight: 600; }
.numbers .outside { color: var(--bad); font-weight: 600; }
@media (max-width: 860px) { .pair { grid-template-columns: 1fr; gap: 0; } }
@media print { body { background: none; } figure { break-inside: avoid; } }
)";

}  // namespace inferno
