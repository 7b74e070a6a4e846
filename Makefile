# Run "make" for the list of targets.

GO     ?= go
BUDGET ?= 3m
GRID   ?= core
COUNT  ?= 10
WITH   ?= # what to measure beside, such as beam

PATTERN ?= .*
FOR     ?= 300ms

# The adapters of other libraries are a module of their own.
NESTED := $(patsubst %/go.mod,%,$(wildcard impls/thirdparty/go.mod))
LINT   := bin/golangci-lint

.PHONY: help
help: ## Show this list.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: check
check: lint race test ## Do everything that a change must pass.

.PHONY: test
test: ## Check every law on every implementation.
	$(GO) test ./...
	$(if $(NESTED),cd $(NESTED) && $(GO) test ./...)

.PHONY: race
race: ## Same under the race detector, in virtual and in real time.
	$(GO) test -race ./...
	$(GO) test -race ./impls -assay.gear=real -assay.cases=200 -count 1
	$(if $(NESTED),cd $(NESTED) && $(GO) test -race ./...)

# The families and the checks run under control together. Some 550 laws of 300 ms
# take three minutes.
EXPLORED := ./impls/mutex,./impls/channel,./impls/atomic,./impls/std,./conformance

.PHONY: explore
explore: ## Check under many schedules: PATTERN (.*) in all families, FOR (300ms) each law.
	$(GO) run ./cmd/assay explore ./impls --with $(EXPLORED) --for $(FOR) --run '^TestConformance$$/.*/^$(PATTERN)$$'

.PHONY: explored
explored: ## Write reports/explored.md: how soon schedules show that mutants are wrong.
	$(GO) run ./cmd/assay explore ./conformance --run 'Mutants$$' -- -explored $(CURDIR)/reports/explored.md

.PHONY: stress
stress: ## Check in real time for long: COUNT runs (COUNT=10).
	$(GO) test -race ./impls -assay.gear=real -count $(COUNT) -timeout 1h

.PHONY: bench
bench: ## Measure every implementation for BUDGET (3m), GRID quick, core or full (core), WITH=beam.
	$(GO) run -pgo=off ./cmd/assay bench --grid $(GRID) --budget $(BUDGET) $(if $(strip $(WITH)),--with $(strip $(WITH))) -o reports/bench

.PHONY: latency
latency: ## Measure latency at a fixed rate of arrivals.
	$(GO) run -pgo=off ./cmd/assay latency

# A law that does not hold fails go test. The report tells which, and the status
# of "assay report" is the status of this target.
.PHONY: report
report: ## Write the reports on laws and, of what make bench has measured, on costs.
	@mkdir -p bin
	$(GO) test -json ./impls > bin/conformance.jsonl || true
	$(if $(NESTED),(cd $(NESTED) && $(GO) test -json ./...) >> bin/conformance.jsonl || true)
	$(GO) run ./cmd/assay report bin/conformance.jsonl $(wildcard reports/*.raw.gz reports/latency.jsonl) -o reports
	$(GO) test ./internal/report -run '^TestElixirDocs$$' -count 1 -update

.PHONY: mutants
mutants: ## Write reports/mutants.md: which law finds which mutant.
	$(GO) test ./conformance -run Mutants -matrix $(CURDIR)/reports/mutants.md

.PHONY: beam
beam: ## Check the laws on the BEAM (installs elixir if missing); write reports/beam.md and beam.json.
	bash scripts/beam.sh

.PHONY: lint
lint: $(LINT) ## Look for faults that compile, and for style.
	$(LINT) run
	$(if $(NESTED),cd $(NESTED) && $(CURDIR)/$(LINT) run --config $(CURDIR)/.golangci.yml)

.PHONY: fmt
fmt: $(LINT) ## Format the source.
	$(LINT) fmt
	$(if $(NESTED),cd $(NESTED) && $(CURDIR)/$(LINT) fmt --config $(CURDIR)/.golangci.yml)

.PHONY: fmt-check
fmt-check: $(LINT) ## Fail if fmt would change anything.
	$(LINT) fmt --diff
	$(if $(NESTED),cd $(NESTED) && $(CURDIR)/$(LINT) fmt --diff --config $(CURDIR)/.golangci.yml)

.PHONY: tidy
tidy: ## Bring go.mod and go.sum up to date.
	$(GO) mod tidy
	$(if $(NESTED),cd $(NESTED) && $(GO) mod tidy)

.PHONY: tools
tools: $(LINT) bin/benchstat ## Build the developer tools (minutes, once).

$(LINT): scripts/tools.mod scripts/tools.sum
	$(GO) build -modfile=scripts/tools.mod -o $@ github.com/golangci/golangci-lint/v2/cmd/golangci-lint

bin/benchstat: scripts/tools.mod scripts/tools.sum
	$(GO) build -modfile=scripts/tools.mod -o $@ golang.org/x/perf/cmd/benchstat
