#!/bin/sh
# The whole loop with curl: create an experiment, then ask, evaluate and report 15 times, then read the best.
# usage: sh examples/quickstart.sh DIR    DIR: data folder of a running service (npm start -- --data DIR)
#        or without DIR, with CAIRN_URL (without /v1) and CAIRN_TOKEN set
set -eu

# The value of a field that occurs once in a JSON text; enough for these answers, so that no JSON tool is needed.
field() { tr -d '\n' | sed -n "s/.*\"$1\" *: *\"\{0,1\}\([^\",} ]*\).*/\1/p"; }

if [ $# -gt 0 ]; then
  CAIRN_URL=$(field url <"$1/service.json")
  CAIRN_TOKEN=$(field token <"$1/service.json")
fi
: "${CAIRN_URL:?give the data folder of a running service, or set CAIRN_URL and CAIRN_TOKEN}"
: "${CAIRN_TOKEN:?set it beside CAIRN_URL}"

call() { curl --silent --show-error --fail-with-body --user "$CAIRN_TOKEN:" --header 'Content-Type: application/json' "$@"; }
get() { call "$CAIRN_URL/v1/$1"; }
post() { call --data "$2" "$CAIRN_URL/v1/$1"; }

experiment=$(post experiments '{
  "name": "quickstart",
  "observation_budget": 15,
  "metrics": [{ "name": "height", "objective": "maximize" }],
  "parameters": [
    { "name": "x", "type": "double", "bounds": { "min": 0, "max": 1 } },
    { "name": "y", "type": "double", "bounds": { "min": 0, "max": 1 } }
  ]
}' | field id)
echo "experiment $experiment: find the top of a hill, which is at x = 0.3, y = 0.8"

for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
  suggestion=$(post "experiments/$experiment/suggestions" '{}')
  id=$(echo "$suggestion" | field id)
  x=$(echo "$suggestion" | field x)
  y=$(echo "$suggestion" | field y)
  height=$(awk "BEGIN { print exp(-6 * ($x - 0.3) ^ 2 - 4 * ($y - 0.8) ^ 2 - 3 * ($x - 0.3) * ($y - 0.8)) }")
  post "experiments/$experiment/observations" "{ \"suggestion\": \"$id\", \"values\": [{ \"name\": \"height\", \"value\": $height }] }" >/dev/null
  echo "$n: x = $x, y = $y, height = $height"
done

echo 'best assignments:'
get "experiments/$experiment/best_assignments"
echo
