#!/usr/bin/env bash
# Check on the BEAM what the laws are there, and write reports/beam.md and, as data,
# reports/beam.json. Debian's elixir is installed if there is none. Where that cannot be,
# one line says so, and it is no failure unless BEAM is "require".
set -euo pipefail
cd "$(dirname "$0")/.."
exec </dev/null
export DEBIAN_FRONTEND=noninteractive
readonly total=300 # seconds for everything, the download included

skip() {
	echo "beam: skipped: $*" >&2
	if [[ ${BEAM:-} == require ]]; then
		exit 1
	fi
	exit 0
}

# bounded COMMAND... runs a command for as long as there is time left.
bounded() {
	local left=$((total - SECONDS)) status=0
	timeout --kill-after=10 $((left > 0 ? left : 1)) "$@" || status=$?
	if ((status == 124)); then
		echo "beam: not done $SECONDS s after the start; run it alone: $*" >&2
	fi
	return "$status"
}

install_elixir() {
	local sudo=()
	if ((EUID != 0)); then
		sudo=(sudo -n)
	fi
	bounded "${sudo[@]}" apt-get update -qq &&
		bounded "${sudo[@]}" apt-get install -y -qq --no-install-recommends \
			-o DPkg::Lock::Timeout=120 elixir
}

if [[ -z ${BEAM_ELIXIR:-} ]] && ! command -v elixir >/dev/null; then
	command -v apt-get >/dev/null || skip 'there is no elixir, and no apt-get to install it'
	echo "beam: there is no elixir: installing Debian's, some 13 packages"
	install_elixir || skip 'there is no elixir, and apt-get could not install it: see above'
fi
BEAM=require bounded "${GO:-go}" test ./reference/beam -count 1 -beam "$PWD/reports/beam.md"
BEAM=require bounded "${GO:-go}" test ./reference/beam/oracle -count 1 -oracle.programs 1000
# The laws are in the page for those who come from Elixir, too.
bounded "${GO:-go}" test ./internal/report -count 1 -run '^TestElixirDocs$' -update
echo 'beam: see reports/beam.md; make report puts it beside the families'
