// Package files replaces files when the new ones are complete.
package files

import (
	"fmt"
	"os"
	"path/filepath"
)

// Write writes all files or none: it replaces the old ones only when the new
// ones are complete. It makes the directories that are missing.
func Write(files map[string][]byte) error {
	temps := make(map[string]string)
	defer func() {
		for _, temp := range temps {
			_ = os.Remove(temp) // after a rename there is nothing to remove
		}
	}()
	for name, data := range files {
		temp, err := writeTemp(name, data)
		if temp != "" {
			temps[name] = temp
		}
		if err != nil {
			return fmt.Errorf("writing %s: %w; choose another directory with -o", name, err)
		}
	}
	for name, temp := range temps {
		if err := os.Rename(temp, name); err != nil {
			return fmt.Errorf("writing %s: %w; choose another directory with -o", name, err)
		}
	}
	return nil
}

// Check says why a file could not be replaced, as far as that can be known
// before there is something to write.
func Check(name string) error {
	dir := filepath.Dir(name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("%w; choose another directory with -o", err)
	}
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("%s is not a regular file; choose another one with -o", name)
	}
	f, err := os.CreateTemp(dir, "."+filepath.Base(name)+"-*")
	if err != nil {
		return fmt.Errorf("%w; choose another directory with -o", err)
	}
	_ = f.Close() // nothing was written
	return os.Remove(f.Name())
}

// writeTemp writes data beside name. The file that it names is to be removed
// even after an error.
func writeTemp(name string, data []byte) (temp string, err error) {
	dir := filepath.Dir(name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	f, err := os.CreateTemp(dir, "."+filepath.Base(name)+"-*")
	if err != nil {
		return "", err
	}
	if _, err := f.Write(data); err != nil {
		_ = f.Close()
		return f.Name(), err
	}
	if err := f.Chmod(0o644); err != nil {
		_ = f.Close()
		return f.Name(), err
	}
	return f.Name(), f.Close()
}
