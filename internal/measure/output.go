package measure

import (
	"bytes"
	"strings"

	"github.com/assay-go/assay/bench/lockstep"
	"github.com/assay-go/assay/internal/files"
)

// The extensions of the files that are written.
const (
	textExtension = ".txt"
	rawExtension  = ".raw.gz"
)

// outputs returns the names of the files to write. The name may already have the
// extension of one of them.
func outputs(name string) []string {
	stem := strings.TrimSuffix(strings.TrimSuffix(name, textExtension), rawExtension)
	return []string{stem + textExtension, stem + rawExtension}
}

// writeResult writes the files that outputs has named.
func writeResult(names []string, r *lockstep.Result) error {
	var text, raw bytes.Buffer
	if err := lockstep.WriteBench(&text, r); err != nil {
		return err
	}
	if err := lockstep.Write(&raw, r); err != nil {
		return err
	}
	return files.Write(map[string][]byte{names[0]: text.Bytes(), names[1]: raw.Bytes()})
}
