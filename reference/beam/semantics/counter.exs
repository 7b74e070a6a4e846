# Counters that are spread over servers by the hash of their key.
import Check

defmodule Shards do
  @moduledoc "16 servers, each with the counts of the keys that belong to it."

  def new(n \\ 16), do: List.to_tuple(for _ <- 1..n, do: Puppet.new(fn -> {:ok, %{}} end))
  def index(shards, key), do: :erlang.phash2(key, tuple_size(shards))
  def of(shards, key), do: elem(shards, index(shards, key))

  def add(shards, key) do
    GenServer.cast(of(shards, key), fn counts ->
      {:noreply, Map.update(counts, key, 1, &(&1 + 1))}
    end)
  end

  def count(shards, key, timeout \\ 5000),
    do: Map.get(Puppet.get(of(shards, key), timeout), key, 0)

  def total(shards) do
    Enum.sum(for shard <- Tuple.to_list(shards), {_, n} <- Puppet.get(shard), do: n)
  end

  # Returns a key of another shard than the given one.
  def elsewhere(shards, key) do
    Enum.find(1..1000, &(index(shards, &1) != index(shards, key)))
  end
end

holds "Counter.Absent", "SHARD-3", "the count of a key that was never added to is 0" do
  shards = Shards.new()
  for key <- 1..50, do: Shards.add(shards, key)
  expect(Enum.all?(51..100, &(Shards.count(shards, &1) == 0)))
end

holds "Counter.Exact",
      "SHARD-3",
      "when all have added, every count is exact, and so is the total" do
  shards = Shards.new()
  together(8, fn _ -> for i <- 1..1000, do: Shards.add(shards, rem(i, 50)) end)
  # A cast may still be on its way when its sender has ended.
  expect(eventually(fn -> Shards.total(shards) == 8000 end))
  expect(Enum.all?(0..49, &(Shards.count(shards, &1) == 160)))
end

holds "Counter.Exact",
      "SHARD-14",
      "no cast is lost or doubled, and those of a sender stay in order" do
  pid = Puppet.new(fn -> {:ok, []} end)
  cast = fn i, n -> GenServer.cast(pid, fn log -> {:noreply, [{i, n} | log]} end) end
  together(4, fn i -> for n <- 1..1000, do: cast.(i, n) end)
  expect(eventually(fn -> length(Puppet.get(pid)) == 4000 end))
  log = Enum.reverse(Puppet.get(pid))
  for i <- 1..4, do: expect(for({^i, n} <- log, do: n) == Enum.to_list(1..1000))
end

holds "Counter.Exact", "SHARD-10", "16,000 keys spread over 16 shards within 15 % of the mean" do
  shards = List.to_tuple(Enum.to_list(1..16))
  sizes = Map.values(Enum.frequencies(for i <- 1..16_000, do: Shards.index(shards, "user:#{i}")))
  expect(length(sizes) == 16 and Enum.max(sizes) < 1150, sizes)
end

weaker "Counter.OwnWrites",
       "SHARD-4 K-5",
       "a count includes the casts of its own process; for those of others there is no promise" do
  shards = Shards.new()

  own = fn key ->
    Shards.add(shards, key)
    Shards.count(shards, key)
  end

  seen = together(8, fn i -> for _ <- 1..200, do: own.({:own, i}) end)
  expect(Enum.all?(seen, &(&1 == Enum.to_list(1..200))))
end

weaker "Counter.OwnWrites",
       "SHARD-5",
       "a total may include an add and miss one before it, on another shard" do
  shards = Shards.new()
  other = Shards.elsewhere(shards, :first)
  blocked = Puppet.block(Shards.of(shards, :first))
  Shards.add(shards, :first)
  Shards.add(shards, other)
  expect(Shards.count(shards, other) == 1)
  expect(match?({:exit, {:timeout, _}}, outcome(fn -> Shards.count(shards, :first, 10) end)))
  Puppet.release(blocked)
end

holds "Counter.Bounds",
      "SHARD-3b",
      "a total includes what was counted before it, and no more than was begun" do
  shards = Shards.new()
  ledger = :atomics.new(2, [])

  add = fn i ->
    :atomics.add(ledger, 1, 1)
    Shards.add(shards, rem(i, 100))
    Shards.count(shards, rem(i, 100))
    :atomics.add(ledger, 2, 1)
  end

  look = fn ->
    counted = :atomics.get(ledger, 2)
    total = Shards.total(shards)
    counted <= total and total <= :atomics.get(ledger, 1)
  end

  seen =
    together(5, fn n -> for i <- 1..200, do: if(n < 5, do: add.(i) == :ok, else: look.()) end)

  expect(Enum.all?(List.flatten(seen)) and Shards.total(shards) == 800)
end

holds "Counter.Monotonic", "SHARD-14", "the counts that a reader sees never fall" do
  shards = Shards.new()
  add = fn -> for _ <- 1..500, do: Shards.add(shards, :key) end
  look = fn -> for _ <- 1..500, do: Shards.count(shards, :key) end
  [_, _ | seen] = together(4, fn i -> if i <= 2, do: add.(), else: look.() end)
  expect(Enum.all?(seen, &(&1 == Enum.sort(&1))))
end

holds "Counter.Independent", "SHARD-1", "phash2 always names the same shard, one that there is" do
  for n <- [1, 2, 16],
      shards = List.to_tuple(Enum.to_list(1..n)),
      key <- [0, -1, :a, "a", {:a, 1}, [1], 1.0, %{}] do
    index = Shards.index(shards, key)
    expect(index in 0..(n - 1) and index == Shards.index(shards, key))
  end
end

holds "Counter.Independent",
      "SHARD-1g",
      "phash2 gives the values of every release since it is there" do
  seen = for key <- ["a", 0, {:x, 1}], do: :erlang.phash2(key, 16)
  expect(seen == [15, 13, 11], seen)
end

holds "Counter.Independent",
      "SHARD-9",
      "an add to a shard that is blocked returns, and the other shards answer" do
  shards = Shards.new()
  other = Shards.elsewhere(shards, :key)
  blocked = Puppet.block(Shards.of(shards, :key))
  for _ <- 1..1000, do: Shards.add(shards, :key)
  Shards.add(shards, other)
  expect(Shards.count(shards, other) == 1)
  Puppet.release(blocked)
  expect(Shards.count(shards, :key) == 1000)
end

weaker "Counter.Counted",
       "SHARD-7 SHARD-8",
       "after its shard has stopped an add is lost without a word, and a count exits" do
  shards = Shards.new()
  other = Shards.elsewhere(shards, :key)
  for key <- [:key, other], do: Shards.add(shards, key)
  GenServer.stop(Shards.of(shards, :key))
  expect(Shards.add(shards, :key) == :ok)
  seen = outcome(fn -> Shards.count(shards, :key) end)
  expect(match?({:exit, {:noproc, _}}, seen) and Shards.count(shards, other) == 1, seen)
end

weaker "Counter.Counted",
       "SHARD-12",
       "another number of shards sends most keys to another shard" do
  moved = Enum.count(1..1000, &(:erlang.phash2(&1, 4) != :erlang.phash2(&1, 5)))
  expect(moved > 500, moved)
end

finish()
