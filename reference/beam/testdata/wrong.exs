# All claims of this script but the last are wrong, each in one way.
import Check

holds "Wrong.Condition", "X-1", "one and one is three" do
  expect(1 + 1 == 3)
end

holds "Wrong.Value", "X-2", "two is three" do
  n = 1 + 1
  expect(n == 3, n)
end

weaker "Wrong.Raise", "X-3", "it raises" do
  raise "raised"
end

weaker "Wrong.Exit", "X-4", "it exits" do
  exit(:left)
end

erratum "A1", "X-5", "it is killed" do
  Process.exit(self(), :kill)
end

holds "Wrong.Late", "X-6", "30 ms take no time" do
  Puppet.new(fn -> {:ok, nil} end, name: :leftover)
  {:ok, _} = Registry.start_link(keys: :unique, name: :names)
  in_time(0, fn -> Process.sleep(30) end)
end

holds "Right.Clean", "X-7", "nothing is left of the claim before" do
  expect(Process.whereis(:leftover) == nil and Process.whereis(:names) == nil)
end

finish()
