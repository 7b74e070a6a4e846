package measure

import (
	"context"
	"os/exec"
	"runtime/debug"
	"strings"
)

const module = "github.com/assay-go/assay"

// revision returns the commit that this program was built from, with "+changes" if
// there were any, or nothing if nobody knows.
func revision(ctx context.Context) string {
	if info, ok := debug.ReadBuildInfo(); ok {
		if commit := stamped(info.Settings); commit != "" {
			return commit
		}
	}
	// The go command stamps no program that "go run" builds.
	root, err := output(ctx, "", "go", "list", "-m", "-f", "{{.Dir}}", module)
	if err != nil || root == "" {
		return ""
	}
	commit, err := output(ctx, root, "git", "rev-parse", "--short=12", "HEAD")
	if err != nil {
		return ""
	}
	changes, err := output(ctx, root, "git", "status", "--porcelain", "--untracked-files=no")
	if err != nil || changes != "" {
		commit += "+changes"
	}
	return commit
}

// stamped returns the commit that the go command wrote into the program.
func stamped(settings []debug.BuildSetting) string {
	commit, changes := "", ""
	for _, s := range settings {
		switch {
		case s.Key == "vcs.revision":
			commit = s.Value[:min(12, len(s.Value))]
		case s.Key == "vcs.modified" && s.Value == "true":
			changes = "+changes"
		}
	}
	if commit == "" {
		return ""
	}
	return commit + changes
}

// output returns what a command prints, without the newline at the end.
func output(ctx context.Context, dir, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	out, err := cmd.Output()
	return strings.TrimSpace(string(out)), err
}
