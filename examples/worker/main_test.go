package main

import (
	"bytes"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
)

func TestRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		assert.NoError(t, run(&out))
		assert.Equal(t, `started; the setting is there: false, ready: false
event: whois, error: <nil>
found by name; the answer: port 43, error: <nil>
event: telnet, error: there is no adapter "telnet"
no such adapter: there is no adapter "telnet"
packed and woken: {Queries:2 Errors:1}, whois used 1 times
after shutdown: patterns: closed, the name is taken: false
`, out.String())
	})
}
