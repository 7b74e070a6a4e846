package measure

import "fmt"

// A shard is one of several parts of the rows: part 2/5 has every fifth row, from
// the second on. The zero value is the whole. It is a flag.Value.
type shard struct{ part, parts int }

// String returns the shard as Set reads it.
func (s *shard) String() string {
	if s.parts == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d", s.part, s.parts)
}

// Set reads a shard.
func (s *shard) Set(text string) error {
	var read shard
	_, err := fmt.Sscanf(text, "%d/%d", &read.part, &read.parts)
	if err != nil || read.String() != text || read.part < 1 || read.part > read.parts {
		return fmt.Errorf("%q is no shard; write the part and how many there are, such as 1/5 to 5/5", text)
	}
	*s = read
	return nil
}

// Type returns the name of the type of flag, for usage messages.
func (*shard) Type() string { return "i/n" }

// has reports whether the row with that index belongs to the shard.
func (s shard) has(row int) bool { return s.parts == 0 || row%s.parts == s.part-1 }
