package thirdparty_test

import (
	"testing"

	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/impls/thirdparty"
)

func TestConformance(t *testing.T) {
	for _, impl := range thirdparty.All {
		t.Run(impl.Name, func(t *testing.T) { conformance.Test(t, impl) })
	}
}
