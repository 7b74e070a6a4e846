package interleave

import (
	"fmt"
	"strconv"
	"strings"
)

// A schedule is what repeats a run. As text it is
//
//	gap:choice,gap:choice,...@checksum/seed
//
// where a choice is the number of an option, which comes after a gap of so many
// choices that were made by default. The checksum, in hexadecimal, is of what the
// run did: the names of the goroutines and the operations of all steps. The seed
// is left out if it is 0.
type schedule struct {
	choices  []int // without the defaults at the end
	checksum uint32
	seed     int64
}

// String returns the text.
func (s schedule) String() string {
	var b strings.Builder
	gap := 0
	for _, choice := range s.choices {
		if choice == 0 {
			gap++
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "%d:%d", gap, choice)
		gap = 0
	}
	fmt.Fprintf(&b, "@%08x", s.checksum)
	if s.seed != 0 {
		fmt.Fprintf(&b, "/%d", s.seed)
	}
	return b.String()
}

// maxChoices limits how long a schedule may claim to be.
const maxChoices = 1 << 24

// parseSchedule reads the text of a schedule.
func parseSchedule(text string) (s schedule, err error) {
	wrong := func(part string) (schedule, error) {
		return s, fmt.Errorf("interleave: %q is not a schedule: what does %q mean?", text, part)
	}
	list, tail, ok := strings.Cut(text, "@")
	if !ok {
		return s, fmt.Errorf("interleave: %q is not a schedule: it has no checksum", text)
	}
	sum, seed, seeded := strings.Cut(tail, "/")
	n, err := strconv.ParseUint(sum, 16, 32)
	if err != nil {
		return wrong(sum)
	}
	s.checksum = uint32(n)
	if seeded {
		if s.seed, err = strconv.ParseInt(seed, 10, 64); err != nil {
			return wrong(seed)
		}
	}
	if list == "" {
		return s, nil
	}
	for part := range strings.SplitSeq(list, ",") {
		before, after, _ := strings.Cut(part, ":")
		gap, err1 := strconv.ParseUint(before, 10, 24)
		choice, err2 := strconv.ParseUint(after, 10, 24)
		if err1 != nil || err2 != nil || choice == 0 || len(s.choices)+int(gap) > maxChoices {
			return wrong(part)
		}
		s.choices = append(append(s.choices, make([]int, gap)...), int(choice))
	}
	return s, nil
}
