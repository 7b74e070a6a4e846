raise "before the end"
