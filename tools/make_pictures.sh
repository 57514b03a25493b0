#!/usr/bin/env bash
# Runs the experiments in docs/experiments/models and draws the pictures of docs/models.md.
#   tools/make_pictures.sh [INFERNO] [FOLDER]     by default build/host/bin/inferno, docs/pictures
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
inferno=${1:-$root/build/host/bin/inferno}
pictures=${2:-$root/docs/pictures}
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
mkdir -p "$pictures"

# draw NAME TITLE STEP_TIME_MS PANELS...: runs NAME.json; FILE in a panel is a recording of it
draw() {
  local name=$1 title=$2 step_time_ms=$3
  shift 3
  "$inferno" run "$root/docs/experiments/models/$name.json" --backend host --threads 1 --out "$results/$name" --quiet
  (cd "$results/$name" && "$inferno" plot "$@" --title "$title" --step-time "$step_time_ms" --out "$results/$name.svg" >/dev/null)
  cp "$results/$name.svg" "$pictures/$name.svg"
}

neuron() { # NAME TITLE STEP_TIME_MS [ADAPTATION_LABEL]
  local adaptation=()
  if [ $# -gt 3 ]; then adaptation=(adaptation.npy --label "$4"); fi
  draw "$1" "$2" "$3" current_na.npy --stairs --label "input (nA)" voltage_mv.npy "${adaptation[@]}" spikes.npy
}

wire() { # NAME TITLE STEP_TIME_MS LABEL LEGEND...: spikes of the input, output of the connection
  local name=$1 title=$2 step_time_ms=$3 label=$4
  shift 4
  draw "$name" "$title" "$step_time_ms" spikes.npy output.npy --label "$label" "$@" --stairs
}

neuron lif "LIF" 0.5
neuron glif1 "GLIF1" 0.5
neuron alif "ALIF" 0.5 "threshold + (mV)"
neuron glif2 "GLIF2" 0.5 "threshold + (mV)"
neuron qif "QIF" 0.1
neuron izhikevich "Izhikevich" 0.5 "adaptation (nA)"
neuron eif "EIF" 0.1
neuron adex "AdEx" 0.1 "adaptation (nA)"
draw exact_neuron "ExactNeuron" 1 current_na.npy --stairs --label "input (nA)" voltage_mv.npy --stairs spikes.npy

wire delta_current "DeltaCurrent" 0.2 "current (nA)"
wire delta_plus_current "DeltaPlusCurrent" 0.2 "current (nA)"
wire single_exponential_current "SingleExponentialCurrent" 0.2 "current (nA)"
wire double_exponential_current "DoubleExponentialCurrent" 0.2 "current (nA)"
wire single_exponential_conductance "SingleExponentialConductance" 0.2 "conductance (uS)"
wire double_exponential_conductance "DoubleExponentialConductance" 0.2 "conductance (uS)"

outputs=(--names "output 0,output 1,output 2")
wire linear_dense "LinearDense: two inputs, three outputs" 0.5 "current (nA)" "${outputs[@]}"
wire linear_direct "LinearDirect: every input has its output" 0.5 "current (nA)" "${outputs[@]}"
wire linear_lateral "LinearLateral: every input reaches the others" 0.5 "current (nA)" "${outputs[@]}"
wire delays "Delays of 0, 6 and 15 ms" 0.5 "current (nA)" "${outputs[@]}"
wire conv2d "Conv2D: a spike moves over six inputs" 0.5 "current (nA)" --names "output 0,output 1,output 2,output 3"

draw homogeneous_poisson "HomogeneousPoisson, up to 100 Hz" 1 spikes.npy --select 0,0:20 --label input --to 500
draw homogeneous_poisson_approx "HomogeneousPoissonApprox, up to 100 Hz" 1 spikes.npy --select 0,0:20 --label input --to 500
draw poisson_interval "PoissonInterval, up to 100 Hz" 1 spikes.npy --select 0,0:20 --label input --to 500
draw inhomogeneous_bernoulli "InhomogeneousBernoulli, up to 100 Hz" 1 spikes.npy --select 0,0:10 --label input --to 200
draw sources "Sources" 1 list.npy --label "list" regular.npy --label "regular" level_na.npy --stairs noise_na.npy --stairs
