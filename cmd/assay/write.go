package main

import "github.com/assay-go/assay/internal/files"

// writeFiles writes all files or none: it replaces the old ones only when the
// new ones are complete.
func writeFiles(all map[string][]byte) error { return files.Write(all) }
