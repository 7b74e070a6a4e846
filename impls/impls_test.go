package impls_test

import (
	"testing"

	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/impls"
)

func TestConformance(t *testing.T) {
	for _, impl := range impls.All {
		t.Run(impl.Name, func(t *testing.T) { conformance.Test(t, impl) })
	}
}
