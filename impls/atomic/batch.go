package atomic

// withAll returns the branch with all entries in it, each in the place of that
// of the same key, also of one that came before it. It is with for many, and
// copies every node once.
func (b *branch[K, V]) withAll(entries []*leaf[K, V], depth uint) branch[K, V] {
	if len(entries) < fanout || depth >= 64 { // few, or all of the same hash
		next := *b
		for _, entry := range entries {
			next = next.with(entry, depth)
		}
		return next
	}
	var parts [fanout][]*leaf[K, V]
	for _, entry := range entries {
		i := entry.hash >> depth & (fanout - 1)
		parts[i] = append(parts[i], entry)
	}
	next := branch[K, V]{slots: make([]slot[K, V], 0, fanout)}
	for i, part := range parts {
		var s slot[K, V]
		bit, at := b.at(uint64(i), 0)
		if b.bitmap&bit != 0 {
			s = b.slots[at]
		}
		if len(part) > 0 {
			s = s.withAll(part, depth+width)
		}
		if s != (slot[K, V]{}) {
			next.bitmap |= bit
			next.slots = append(next.slots, s)
		}
	}
	return next
}

// withAll returns the slot, which may be empty, with all entries in it.
func (s slot[K, V]) withAll(entries []*leaf[K, V], depth uint) slot[K, V] {
	var below branch[K, V]
	switch {
	case s.sub != nil:
		below = *s.sub
	case s.leaf != nil:
		below = below.with(s.leaf, depth)
	}
	next := below.withAll(entries, depth)
	return next.slot()
}
