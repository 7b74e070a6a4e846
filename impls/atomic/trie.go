package atomic

import (
	"math/bits"
	"slices"
)

// A branch is a node of a hash trie: up to 32 slots for the next 5 bits of the
// hash, of which only the taken ones exist. Bit i of the bitmap tells whether
// slot i does, and the number of bits below it is its index. This is the array
// mapped trie of Phil Bagwell, "Ideal Hash Trees" (2001).
//
// Nodes are never written to. A change copies the nodes on the path from the
// root and shares all others with the trie it was made from.
type branch[K comparable, V any] struct {
	bitmap uint32
	slots  []slot[K, V]
}

// A slot leads to a branch or to a leaf. It is a branch where the hashes of two
// leaves begin alike; a branch with nothing but one leaf is replaced by the leaf.
type slot[K comparable, V any] struct {
	sub  *branch[K, V]
	leaf *leaf[K, V]
}

// A leaf is an entry, and the first of a list if several keys have its hash.
type leaf[K comparable, V any] struct {
	hash  uint64
	key   K
	value V
	next  *leaf[K, V]
}

// width is the number of bits of the hash that a level of the trie consumes.
// All 64 are consumed after 13 levels, so different hashes part at last there.
const width = 5

// fanout is the number of slots that a branch has room for.
const fanout = 1 << width

// at returns the bit and the index of the slot for hash at the given depth,
// which counts bits.
func (b *branch[K, V]) at(hash uint64, depth uint) (bit uint32, i int) {
	bit = 1 << (hash >> depth & (fanout - 1))
	return bit, bits.OnesCount32(b.bitmap & (bit - 1))
}

// find returns the entry for key, or nil.
func (b *branch[K, V]) find(hash uint64, key K) *leaf[K, V] {
	for depth := uint(0); ; depth += width {
		bit, i := b.at(hash, depth)
		if b.bitmap&bit == 0 {
			return nil
		}
		s := &b.slots[i]
		if s.sub == nil {
			return s.leaf.find(key)
		}
		b = s.sub
	}
}

// with returns the branch with entry in it, in the place of that of the same key.
func (b *branch[K, V]) with(entry *leaf[K, V], depth uint) branch[K, V] {
	bit, i := b.at(entry.hash, depth)
	if b.bitmap&bit != 0 {
		return b.replace(i, b.slots[i].with(entry, depth+width))
	}
	fresh := []slot[K, V]{{leaf: entry}}
	return branch[K, V]{b.bitmap | bit, slices.Concat(b.slots[:i], fresh, b.slots[i:])}
}

// without returns the branch without the entry for key. It reports whether
// there was one.
func (b *branch[K, V]) without(hash uint64, key K, depth uint) (branch[K, V], bool) {
	bit, i := b.at(hash, depth)
	if b.bitmap&bit == 0 {
		return *b, false
	}
	s := b.slots[i].without(hash, key, depth+width)
	switch s {
	case b.slots[i]:
		return *b, false
	case slot[K, V]{}:
		return branch[K, V]{b.bitmap &^ bit, slices.Concat(b.slots[:i], b.slots[i+1:])}, true
	}
	return b.replace(i, s), true
}

// replace returns the branch with s in slot i.
func (b *branch[K, V]) replace(i int, s slot[K, V]) branch[K, V] {
	slots := slices.Clone(b.slots)
	slots[i] = s
	return branch[K, V]{b.bitmap, slots}
}

// slot returns a slot that leads to the branch, or to its only leaf.
func (b *branch[K, V]) slot() slot[K, V] {
	if len(b.slots) == 1 && b.slots[0].sub == nil {
		return b.slots[0]
	}
	return slot[K, V]{sub: b}
}

// all yields the entries. It reports whether to go on.
func (b *branch[K, V]) all(yield func(K, V) bool) bool {
	for _, s := range b.slots {
		if s.sub != nil && !s.sub.all(yield) {
			return false
		}
		for l := s.leaf; l != nil; l = l.next {
			if !yield(l.key, l.value) {
				return false
			}
		}
	}
	return true
}

// with returns the slot with entry in it. What is below it has the given depth.
func (s slot[K, V]) with(entry *leaf[K, V], depth uint) slot[K, V] {
	if s.sub == nil && s.leaf.hash == entry.hash {
		return slot[K, V]{leaf: s.leaf.with(entry)}
	}
	below := s.sub
	if below == nil { // two hashes meet here: both move down
		moved := new(branch[K, V]).with(s.leaf, depth)
		below = &moved
	}
	sub := below.with(entry, depth)
	return slot[K, V]{sub: &sub}
}

// without returns the slot without the entry for key, or itself if there is none.
func (s slot[K, V]) without(hash uint64, key K, depth uint) slot[K, V] {
	if s.sub == nil {
		return slot[K, V]{leaf: s.leaf.without(key)}
	}
	if sub, ok := s.sub.without(hash, key, depth); ok {
		return sub.slot()
	}
	return s
}

// find returns the entry for key in the list, or nil.
func (l *leaf[K, V]) find(key K) *leaf[K, V] {
	for l != nil && l.key != key {
		l = l.next
	}
	return l
}

// with returns the list with entry in it, in the place of that of the same key.
func (l *leaf[K, V]) with(entry *leaf[K, V]) *leaf[K, V] {
	rest := l.without(entry.key)
	if rest == nil {
		return entry
	}
	return &leaf[K, V]{entry.hash, entry.key, entry.value, rest}
}

// without returns the list without the entry for key, or itself if there is none.
func (l *leaf[K, V]) without(key K) *leaf[K, V] {
	switch {
	case l == nil:
		return nil
	case l.key == key:
		return l.next
	}
	rest := l.next.without(key)
	if rest == l.next {
		return l
	}
	return &leaf[K, V]{l.hash, l.key, l.value, rest}
}
