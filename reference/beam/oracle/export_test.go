package oracle

// Compiled is compiled, for its tests.
var Compiled = compiled
