package interleave

import (
	"net/url"
	"os"
	"regexp"
	"runtime/debug"
	"strings"
)

// commanded reports whether the command assay explore has started this process.
func commanded() bool {
	_, set := os.LookupEnv(variable)
	return set
}

// command returns the command that runs a test of this process under a schedule.
func command(test, schedule string) string {
	if commanded() {
		return ExploreCommand(test, schedule)
	}
	return "go test " + TestedPackage() + " -run " + quote(pattern(test)) + " -interleave.replay " + schedule
}

// ExploreCommand returns the command that runs a test of this process, by the
// name that it has, under a schedule and instrumented.
func ExploreCommand(test, schedule string) string {
	words, args := []string{"assay explore", TestedPackage()}, []string{"--"}
	for pair := range strings.FieldsSeq(os.Getenv(variable)) {
		switch key, value, _ := strings.Cut(pair, "="); key {
		case "with":
			words = append(words, "--with", value)
		case "arg":
			if arg, err := url.QueryUnescape(value); err == nil {
				args = append(args, quote(arg))
			}
		}
	}
	words = append(words, "--run", quote(pattern(test)), "--replay", quote(schedule))
	if len(args) > 1 {
		words = append(words, args...)
	}
	return strings.Join(words, " ")
}

// TestedPackage returns the import path of the package under test.
func TestedPackage() string {
	if info, ok := debug.ReadBuildInfo(); ok && strings.HasSuffix(info.Path, ".test") {
		return strings.TrimSuffix(info.Path, ".test")
	}
	return "."
}

// pattern returns the pattern that selects a test by its name.
func pattern(name string) string {
	parts := strings.Split(name, "/")
	for i, p := range parts {
		parts[i] = "^" + regexp.QuoteMeta(p) + "$"
	}
	return strings.Join(parts, "/")
}

// quote quotes an argument for a shell.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
