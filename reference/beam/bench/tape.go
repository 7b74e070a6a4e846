package beambench

import (
	"encoding/binary"
	"os"

	"github.com/assay-go/assay/bench"
)

// writeTape writes what users do with keys to a file in the directory, in the
// format of tape.ex. It returns the name, or "-" if there is nothing to write.
func writeTape(dir string, users [][]bench.Access) (string, error) {
	if users == nil {
		return "-", nil
	}
	f, err := os.CreateTemp(dir, "assay-tape-")
	if err != nil {
		return "", err
	}
	if err := f.Close(); err != nil {
		return "", err
	}
	return f.Name(), os.WriteFile(f.Name(), encodeTape(users), 0o600)
}

func encodeTape(users [][]bench.Access) []byte {
	var text []byte
	for _, accesses := range users {
		text = binary.LittleEndian.AppendUint32(text, uint32(len(accesses)))
		for _, a := range accesses {
			item := uint32(2 * a.Key)
			if a.Write {
				item++
			}
			text = binary.LittleEndian.AppendUint32(text, item)
		}
	}
	return text
}
